import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Shared } from './context.ts';
import type { Steps } from './execution/steps.ts';
import { createFiles } from './files.ts';
import { createGraphQL } from './graphql-http.ts';
import { acceptSockets, type SocketLimits } from './graphql-socket.ts';
import type { Report } from './errors.ts';
import { takeWebhook } from './webhooks.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly graphiql: boolean;
  /** What happens around every operation, whichever way it comes. */
  readonly steps: Steps;
  /** False leaves every operation to Yoga: for comparison. */
  readonly compiled?: boolean | undefined;
  readonly limits: SocketLimits;
}

export interface Server {
  readonly url: string;
  /** Stops taking new requests, ends the sockets, waits for what is in flight, at most `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** One port: GraphQL over HTTP, server-sent events and WebSocket under `/graphql`, and the health of the process. */
export async function startServer(schema: GraphQLSchema, shared: Shared, options: ServerOptions): Promise<Server> {
  const report: Report = (error) => console.error('Unexpected:', error);
  const graphql = createGraphQL(schema, shared, report, options);
  const files = createFiles(shared.connections.fondo, shared.links);
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/graphql') return void graphql.handle(request, response);
    if (path?.startsWith('/files/')) return files(request, response);
    if (path === '/health/live') return answer(response, 200, { status: 'live' });
    if (path === '/health/ready') return answer(response, 200, { status: 'ready' });
    if (path?.startsWith('/webhooks/')) return takeWebhook(path, request, response, shared);
    request.resume();
    answer(response, 404, { error: 'There is nothing here. GraphQL is under /graphql.' });
  });
  const sockets = acceptSockets(server, graphql.yoga, shared, options.steps, options.limits);

  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    async close(graceMs = 5_000) {
      const closed = once(server, 'close');
      server.close();
      await sockets.close(graceMs / 2);
      graphql.close();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(force);
    },
  };
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
