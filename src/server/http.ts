import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sourceOfAddress } from '../limits/address.ts';
import { Shares } from '../limits/shares.ts';

/** A request that takes longer to arrive is cut off, whatever it is; bodies that are read have a deadline of their own. */
const REQUEST_MS = 90_000;
const HEADERS_MS = 10_000;
/** How often connections are looked at for these two. */
const CHECK_MS = 2_000;
/** Longer than a load balancer keeps an idle connection, so that the gateway is never the one that closes first. */
const KEEP_ALIVE_MS = 65_000;

/** Connections that may be open: in all, and of one address. */
export interface ConnectionLimits {
  readonly max: number;
  readonly maxPerAddress: number;
}

/** An HTTP server that no slow caller can hold. A connection beyond the limits is closed as it comes. */
export function createHttpServer(listener: RequestListener, limits: ConnectionLimits): ReturnType<typeof createServer> {
  const timeouts = { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS };
  const server = createServer(timeouts, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const connections = new Shares(limits.max, limits.maxPerAddress);
  server.on('connection', (socket) => {
    const leave = connections.take(1, sourceOfAddress(socket.remoteAddress ?? ''));
    if (typeof leave === 'string') socket.destroy();
    else socket.once('close', leave);
  });
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
