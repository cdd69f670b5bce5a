import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxResponse } from './provider.ts';

/** Sends a response; `content-length` is set. */
export function send(response: ServerResponse, { status, body, type, headers }: SandboxResponse): void {
  if (body === undefined) return void response.writeHead(status, headers).end();
  const content = type && (typeof body === 'string' || Buffer.isBuffer(body)) ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': type ?? 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(content),
    ...headers,
  });
  response.end(content);
}

/** An endless JSON body or document, in chunks of one megabyte, respecting backpressure. */
export function sendEndlessly(response: ServerResponse, { status, type, body }: SandboxResponse): void {
  response.writeHead(status, { 'content-type': type ?? 'application/json' });
  response.write(type && Buffer.isBuffer(body) ? body : type && typeof body === 'string' ? body : '[');
  const more = (): void => {
    if (!response.destroyed) response.write(ENDLESS, (error) => error ?? setImmediate(more));
  };
  more();
}
const ENDLESS = ' '.repeat(1 << 20);

/** The decoded body; invalid JSON is passed on as text and fails validation. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
