import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../datasources/kit/loopback.ts';
import type { Upstreams } from '../datasources/index.ts';
import { readinessOf } from './readiness.ts';
import type { LoadWatch } from '../limits/load.ts';
import { OpenConnections } from './connections.ts';
import { answer, createHttpServer, listen } from './http.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export interface ProbeOptions {
  readonly production?: boolean;
  readonly host: string;
  /** Processes that share the port: one that answers for all of them is none that a scraper can use. */
  readonly workers?: number;
  readonly telemetry: { readonly metricsPort: number | undefined; readonly metricsToken: string | undefined };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface Probes {
  /** Answers health, and metrics where they have no port of their own. False when the path is none of these. */
  readonly handle: Handle;
  /** Of the port of its own, where there is one. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

/** Health and metrics: on the port of the API, or metrics on a port of their own. */
export async function openProbes(
  { host, production, workers = 1, telemetry }: ProbeOptions,
  metrics: Metrics,
  state: State,
): Promise<Probes> {
  const { metricsPort } = telemetry;
  const metricsHere =
    metricsPort === undefined &&
    workers === 1 &&
    (telemetry.metricsToken !== undefined || (isLoopback(host) && !production));
  const handling =
    (hasMetrics: boolean): Handle =>
    (request, response) => {
      const path = request.url?.split('?', 1)[0];
      if (path === '/health/live') answer(response, 200, { status: 'live' });
      else if (path === '/health/ready') {
        const readiness = readinessOf(state.stopping(), state.load.overload, state.upstreams);
        answer(response, readiness.status === 'ready' ? 200 : 503, readiness);
      } else if (path === '/metrics' && hasMetrics) {
        if (mayRead(request, telemetry.metricsToken)) tellMetrics(metrics, response);
        else answer(response, 401, { error: 'Send the bearer token of METRICS_TOKEN.' });
      } else return false;
      request.resume();
      return true;
    };
  const own = metricsPort === undefined ? undefined : await listenAside(host, metricsPort, workers > 1, handling(true));
  return { handle: handling(metricsHere), url: own?.url, close: async () => own?.close() };
}

/** What readiness is judged by. */
interface State {
  readonly load: LoadWatch;
  readonly upstreams: Upstreams;
  stopping(): boolean;
}

/** Of the port of its own: probes and scrapers are few, so that callers cannot take these. */
const CONNECTIONS = { max: 200, maxPerAddress: 100 };

async function listenAside(host: string, port: number, reusePort: boolean, handle: Handle) {
  const server = createHttpServer((request, response) => {
    if (!handle(request, response))
      answer(response, 404, { error: 'Here are /health/live, /health/ready and /metrics.' });
  });
  new OpenConnections(server, CONNECTIONS);
  const url = await listen(server, host, port, reusePort);
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
