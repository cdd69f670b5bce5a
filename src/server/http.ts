import { once } from 'node:events';
import {
  createServer,
  ServerResponse,
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type RequestListener,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECURITY_HEADERS } from '../limits/origin.ts';

/** A request that takes longer to arrive is cut off, whatever it is; bodies that are read have a deadline of their own. */
const REQUEST_MS = 90_000;
const HEADERS_MS = 10_000;
/** How often connections are looked at for these two. */
const CHECK_MS = 2_000;
/** Longer than a load balancer keeps an idle connection, so that the gateway is never the one that closes first. */
const KEEP_ALIVE_MS = 65_000;

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** A response with the security headers, whoever writes its head: they are added, unless they were set already. */
class SecuredResponse<R extends IncomingMessage> extends ServerResponse<R> {
  override writeHead(status: number, ...more: (string | Headers | undefined)[]): this {
    const headers = more.at(-1);
    // Names and values in turn, and none that was set before: the way that costs Node least.
    if (Array.isArray(headers) && this.getHeaderNames().length === 0)
      return super.writeHead(status, [...SECURITY_HEADERS, ...headers]);
    for (let at = 0; at < SECURITY_HEADERS.length; at += 2) {
      const name = SECURITY_HEADERS[at] as string;
      if (!this.hasHeader(name)) this.setHeader(name, SECURITY_HEADERS[at + 1] as string);
    }
    return super.writeHead(status, ...(more as [Headers?]));
  }
}

/** An HTTP server that no slow caller can hold. */
export function createHttpServer(listener: RequestListener): ReturnType<typeof createServer> {
  const timeouts = { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS };
  const server = createServer({ ...timeouts, ServerResponse: SecuredResponse }, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/**
 * Listens, and answers the URL under which it does.
 * @param reusePort whether other processes listen on the same port
 */
export async function listen(
  server: ReturnType<typeof createServer>,
  host: string,
  port: number,
  reusePort = false,
): Promise<string> {
  server.listen({ host, port, reusePort });
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
