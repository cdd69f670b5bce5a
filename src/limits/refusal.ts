import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';

/** Why a request is not served, as reported to its caller. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 408 | 413 | 415 | 421 | 429 | 503;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** How much of an unread body is drained, and for how long, so that its sender can read the response. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const DRAIN_MS = 2_000;

/** The body of a request has been taken to its end; Node says so (`complete`) a moment later. */
const TAKEN = Symbol('taken');
export const markTaken = (request: IncomingMessage & { [TAKEN]?: true }): void => void (request[TAKEN] = true);

/** Answers a request with a refusal. The connection goes on, unless some of the request is still to come. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, code, message, retryAfterMs } = refusal;
  const content = JSON.stringify({ errors: [{ message, extensions: { code, retryAfterMs } }] });
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000));
  const headers = {
    'content-type': 'application/graphql-response+json; charset=utf-8',
    'content-length': Buffer.byteLength(content),
  };
  if (request.complete || TAKEN in request || !hasBody(request)) {
    request.resume();
    response.writeHead(status, headers).end(content);
    return;
  }
  response.writeHead(status, { ...headers, connection: 'close' }).write(content);
  drain(request, response);
}

/**
 * Ends an answer, and with it the connection, when the rest of the request has arrived or after a while: closing while
 * data is on its way resets the connection, and the sender never sees the answer (RFC 9112, 9.6).
 */
function drain(request: IncomingMessage, response: ServerResponse): void {
  let left = MAX_DRAINED_BYTES;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, DRAIN_MS).unref();
  request.on('error', end);
  request.once('close', end);
  request.once('end', end);
  request.on('data', ({ length }: Buffer) => {
    left -= length;
    if (left < 0) end();
  });
  request.resume();
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Answers the upgrade of a WebSocket with a refusal, and ends its connection: what still comes is dropped, and a client that
 * does not end it, too, is cut. Node has taken its own listeners and timeouts away by then.
 */
export function refuseUpgrade(
  socket: Duplex,
  { status, retryAfterMs }: Pick<Refusal, 'status' | 'retryAfterMs'>,
): void {
  const wait = retryAfterMs === undefined ? '' : `retry-after: ${Math.ceil(retryAfterMs / 1000)}\r\n`;
  const cut = setTimeout(() => socket.destroy(), DRAIN_MS).unref();
  socket.on('error', () => socket.destroy()).once('close', () => clearTimeout(cut));
  socket.resume();
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n${wait}content-length: 0\r\n\r\n`);
}

/** How long a caller who met an overloaded gateway should wait; and one who has too many connections. */
const OVERLOAD_WAIT_MS = 1_000;
const CONNECTIONS_WAIT_MS = 5_000;

export const overloaded = (reason: string): Refusal => ({
  status: 503,
  code: 'OVERLOADED',
  message: `The gateway cannot take this now: ${reason}.`,
  retryAfterMs: OVERLOAD_WAIT_MS,
});

/** No new stream is opened: a retry is routed to another instance. */
export const RESTARTING: Refusal = {
  status: 503,
  code: 'RESTARTING',
  message: 'This instance is shutting down: connect again.',
  retryAfterMs: OVERLOAD_WAIT_MS,
};

export const rateLimited = (retryAfterMs: number, source = 'address'): Refusal => ({
  status: 429,
  code: 'RATE_LIMITED',
  message: `Too many requests from this ${source}.`,
  retryAfterMs,
});

/** The same as the error of one operation. */
export const tooManyOperations = (retryAfterMs: number): GraphQLError =>
  new GraphQLError('Too many operations of this caller.', {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterMs,
      http: { status: 429, headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } },
    },
  });

/** One source, be it an address or a caller, has too much of something at the same time. */
export const tooMany = (what: string): Refusal => ({
  status: 429,
  code: 'TOO_MANY_REQUESTS',
  message: `Too many ${what} from this source at the same time.`,
  retryAfterMs: OVERLOAD_WAIT_MS,
});

/** Of one address, or in all. */
export const TOO_MANY_CONNECTIONS: Refusal = {
  status: 429,
  code: 'TOO_MANY_CONNECTIONS',
  message: 'Too many connections of this address are open.',
  retryAfterMs: CONNECTIONS_WAIT_MS,
};

export const payloadTooLarge = (maxBytes: number): Refusal => ({
  status: 413,
  code: 'PAYLOAD_TOO_LARGE',
  message: `The request is larger than ${maxBytes} bytes.`,
});

export const tooManyValues = (maxValues: number): Refusal => ({
  status: 413,
  code: 'TOO_MANY_VALUES',
  message: `The JSON of the request holds more than ${maxValues} values.`,
});

export const NOT_UTF8: Refusal = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The body is not well-formed UTF-8.',
};

export const OTHER_CHARSET: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'The body is read as UTF-8: send it so, without a charset or with charset=utf-8.',
};

export const ENCODED: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'The body is read as it comes: send it uncompressed, without `content-encoding`.',
};

export const REQUEST_TIMEOUT: Refusal = {
  status: 408,
  code: 'REQUEST_TIMEOUT',
  message: 'The body of the request did not arrive in time.',
};
