import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../config/limits.ts';
import type { Shared } from '../context.ts';
import type { Devices } from '../config/optimizations.ts';
import type { Steps } from '../execution/operation-hooks.ts';
import { createFiles } from './files.ts';
import { createGraphQL } from './graphql-http.ts';
import { acceptSockets } from './graphql-ws.ts';
import type { Report } from '../execution/error-masking.ts';
import { takeWebhook } from './webhooks.ts';
import type { Gate } from '../limits/admission.ts';
import { setSecurityHeaders } from '../limits/origin.ts';

export interface ServerOptions extends Pick<Devices, 'compiled'> {
  readonly host: string;
  readonly port: number;
  readonly graphiql: boolean;
  readonly limits: Limits;
  readonly gate: Gate;
  /** What happens around every operation, whichever way it comes. */
  readonly steps: Steps;
  readonly report: Report;
  /** Answers what is not GraphQL: health, metrics. False when the path is none of these. */
  readonly aside: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Server {
  readonly url: string;
  /** WebSocket connections that are open. */
  readonly sockets: number;
  /** Takes no new connections, and answers what is still open with `connection: close`. */
  stopListening(): void;
  /** Ends the sockets and streams with their reason, and waits for the rest, at most `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** A caller that sends its request slower than this is let go. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** Longer than a load balancer keeps an idle connection, so that the gateway is never the one that closes first. */
const KEEP_ALIVE_MS = 65_000;

/** One port: GraphQL over HTTP, server-sent events and WebSocket under `/graphql`, and the health of the process. */
export async function startServer(schema: GraphQLSchema, shared: Shared, options: ServerOptions): Promise<Server> {
  const { gate, limits, report, aside } = options;
  const graphql = createGraphQL(schema, shared, report, { ...options, maxBodyBytes: limits.maxBodyBytes });
  const files = createFiles(shared);
  const server = createHttpServer((request, response) => {
    setSecurityHeaders(response);
    if (!server.listening) response.setHeader('connection', 'close');
    const path = request.url?.split('?', 1)[0];
    if (path === '/graphql') return gate.admit(request, response) ? graphql.handle(request, response) : undefined;
    if (path?.startsWith('/files/')) return gate.admitOther(request, response) ? files(request, response) : undefined;
    if (path?.startsWith('/webhooks/'))
      return gate.admitOther(request, response) ? takeWebhook(path, request, response, shared) : undefined;
    if (aside(request, response)) return;
    request.resume();
    answer(response, 404, { error: 'There is nothing here. GraphQL is under /graphql.' });
  });
  const sockets = acceptSockets(server, graphql.yoga, shared, options);
  const ended = new Promise((resolve) => server.once('close', resolve));
  const url = await listen(server, options.host, options.port);
  return {
    url,
    get sockets() {
      return sockets.open;
    },
    stopListening() {
      server.close();
      server.closeIdleConnections();
    },
    async close(graceMs = 5_000) {
      server.close();
      await sockets.close(graceMs / 2);
      graphql.close();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
}

/** An HTTP server that no slow caller can hold. */
export function createHttpServer(listener: RequestListener): ReturnType<typeof createServer> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** Listens, and answers the URL under which it does. */
export async function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
}

/** A small JSON answer of the server itself. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  const content = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) });
  response.end(content);
}

/** The whole body as text; undefined when it is larger than allowed. Reads no more than that. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        request.pause().removeAllListeners('data');
        resolve(undefined);
      }
    });
    request.once('end', () => resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString('utf8')));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The caller left.')));
  });
}
