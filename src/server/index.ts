import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { isLive, type GatewayConfig, type ProviderKey } from '../config/index.ts';
import type { Limits } from '../config/limits.ts';
import type { SharedServices } from '../context.ts';
import type { Optimizations } from '../config/optimizations.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import { OpenConnections, type ConnectionLimits } from './connections.ts';
import { createFiles } from './files.ts';
import { createGraphQL } from './graphql-http.ts';
import { acceptSockets } from './graphql-ws.ts';
import type { Report } from '../execution/error-masking.ts';
import { acceptable } from './accept.ts';
import { createPages, type Pages } from './pages/index.ts';
import { answer, createHttpServer, listen } from './http.ts';
import { mountSandbox } from './sandbox-mount.ts';
import { takeWebhook } from './webhooks.ts';
import { sourceOf } from '../limits/address.ts';
import type { AdmissionControl } from '../limits/admission.ts';

export interface ServerOptions
  extends Pick<Optimizations, 'compiled'>, Pick<GatewayConfig, 'sandboxControl' | 'sandboxed' | ProviderKey> {
  readonly host: string;
  readonly port: number;
  /** Processes that listen on it; 1 when left out. */
  readonly workers?: number;
  /** Whether the pages for people who explore are served. */
  readonly graphiql: boolean;
  readonly limits: Limits;
  readonly admission: AdmissionControl;
  /** What happens around every operation, whichever way it comes. */
  readonly hooks: OperationHooks;
  readonly report: Report;
  /** Answers what is not GraphQL: health, metrics. False when the path is none of these. */
  readonly probes: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Server {
  readonly url: string;
  /** WebSocket connections that are open. */
  readonly sockets: number;
  /** Answers everything from now on with `connection: close`, and opens no new stream or WebSocket. */
  drain(): void;
  /** Takes no new connections, and closes each that is open as it becomes idle. */
  stopListening(): void;
  /** Ends the sockets and streams with their reason, and waits for the rest, at most `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** Connections beside those that stay open for a stream or a WebSocket. */
const OTHER_CONNECTIONS = 10_000;
const OTHER_CONNECTIONS_PER_ADDRESS = 1_000;

/** Behind a proxy all connections come from its address: it is for the proxy to bound those of one caller. */
const connectionLimits = ({ maxSockets, maxSocketsPerAddress, trustedProxies }: Limits): ConnectionLimits => ({
  max: maxSockets + OTHER_CONNECTIONS,
  maxPerAddress: trustedProxies > 0 ? Infinity : maxSocketsPerAddress + OTHER_CONNECTIONS_PER_ADDRESS,
  source: sourceOf(trustedProxies),
});

/** One port: GraphQL over HTTP, server-sent events and WebSocket under `/graphql`, and the health of the process. */
export async function startServer(
  schema: GraphQLSchema,
  shared: SharedServices,
  options: ServerOptions,
): Promise<Server> {
  const { admission, limits, report, probes } = options;
  const sandbox = mountSandbox(options, admission, report);
  const graphql = createGraphQL(schema, shared, report, options);
  const files = createFiles(shared);
  const pages = options.graphiql
    ? createPages({
        schema,
        introspection: limits.introspection,
        hasSandbox: sandbox !== undefined && !isLive(options),
        authenticate: shared.authenticate,
      })
    : undefined;
  const server = createHttpServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (request.headers.accept) request.headers.accept = acceptable(request.headers.accept);
    if (pages?.has(request))
      return admission.admitPage(request, response) ? showPage(pages, request, response) : undefined;
    if (path === '/graphql') return admission.admit(request, response) ? graphql.handle(request, response) : undefined;
    if (path?.startsWith('/files/'))
      return admission.admitOther(request, response, false) && admission.begin(request, response)
        ? files(request, response)
        : undefined;
    if (path?.startsWith('/webhooks/'))
      return admission.admitOther(request, response, true)
        ? takeWebhook(path, request, response, { ...shared, admission })
        : undefined;
    if (sandbox && (path === '/sandbox' || path?.startsWith('/sandbox/'))) return sandbox(request, response);
    if (probes(request, response)) return;
    request.resume();
    answer(response, 404, { error: 'There is nothing here. GraphQL is under /graphql.' });
  });
  const showPage = (shown: Pages, request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    shown.serve(request, response).catch((error: unknown) => {
      report(error);
      response.destroy();
    });
  };
  const connections = new OpenConnections(server, connectionLimits(limits));
  const sockets = acceptSockets(server, graphql.yoga, shared, options);
  const ended = new Promise((resolve) => server.once('close', resolve));
  const url = await listen(server, options.host, options.port, (options.workers ?? 1) > 1);
  return {
    url,
    get sockets() {
      return sockets.open;
    },
    drain() {
      admission.drain();
      connections.drain();
    },
    stopListening() {
      connections.stopListening();
    },
    async close(graceMs = 5_000) {
      connections.stopListening();
      await sockets.close(graceMs / 2);
      graphql.close();
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
}
