import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A caller that sends its request slower than this is let go. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** Longer than a load balancer keeps an idle connection, so that the gateway is never the one that closes first. */
const KEEP_ALIVE_MS = 65_000;

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
