import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readiness } from './health.ts';
import { answer, createHttpServer, listen } from './server.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface AsideOptions {
  readonly readiness: () => Readiness;
  readonly metrics: Metrics;
  /** Undefined: /metrics is open. */
  readonly metricsToken: string | undefined;
  /** Whether the port of the API has /metrics too. */
  readonly metricsHere: boolean;
}

type Aside = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Answers health and metrics, on the port of the API or on their own. False when the path is none of these. */
export const createAside =
  ({ readiness, metrics, metricsToken, metricsHere }: AsideOptions) =>
  (own: boolean): Aside =>
  (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/health/live') answer(response, 200, { status: 'live' });
    else if (path === '/health/ready') {
      const state = readiness();
      answer(response, state.status === 'ready' ? 200 : 503, state);
    } else if (path === '/metrics' && (own || metricsHere)) {
      if (!mayRead(request, metricsToken)) answer(response, 401, { error: 'Send the bearer token of METRICS_TOKEN.' });
      else tellMetrics(metrics, response);
    } else return false;
    request.resume();
    return true;
  };

/** The same on a port of its own. */
export async function startAside(
  host: string,
  port: number,
  aside: Aside,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createHttpServer((request, response) => {
    if (!aside(request, response))
      answer(response, 404, { error: 'Here are /health/live, /health/ready and /metrics.' });
  });
  const url = await listen(server, host, port);
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { url, close };
}

function tellMetrics(metrics: Metrics, response: ServerResponse): void {
  metrics.text().then(
    (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
    () => response.destroy(),
  );
}

function mayRead({ headers }: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [given, wanted] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
