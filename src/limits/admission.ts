import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Limits } from '../config/limits.ts';
import { Connections } from './connections.ts';
import type { LoadWatch } from './load.ts';
import { answerCors, forgery, isFromAllowedOrigin } from './origin.ts';
import type { RateLimit } from './rate.ts';

export interface Refusal {
  readonly status: 401 | 403 | 415 | 429 | 503;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** How long a caller who met an overloaded gateway should wait; and one who has too many connections. */
const OVERLOAD_WAIT_MS = 1_000;
const CONNECTIONS_WAIT_MS = 5_000;

/** Is told of each refusal. */
export type Refused = (refusal: Pick<Refusal, 'status' | 'code'>) => void;

/** What every request passes before any of it is read. */
export class AdmissionControl {
  readonly #limits: Limits;
  readonly #load: LoadWatch;
  readonly #rate: RateLimit;
  readonly #connections: Connections;
  readonly #refused: Refused;

  constructor(limits: Limits, load: LoadWatch, rate: RateLimit, refused: Refused) {
    this.#limits = limits;
    this.#load = load;
    this.#rate = rate;
    this.#connections = new Connections(limits);
    this.#refused = refused;
  }

  /** Counts a request to /graphql in, until its answer is through. False when it was answered here. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (answerCors(request, response, this.#limits.origins)) return false;
    const refusal = this.#forged(request) ?? this.#crowded(request);
    if (refusal) return this.#refuse(request, response, refusal);
    const isStream = request.headers.accept?.includes('text/event-stream') ?? false;
    const done = isStream ? this.#hold(request) : this.#count();
    if (!done) return this.#refuse(request, response, TOO_MANY_CONNECTIONS);
    response.once('close', () => {
      done();
      this.#noteUnknown(response);
      // Guessing credentials costs what asking without any does.
      if (response.statusCode === 401 && hasCredentials(request)) this.#rate.take(this.#address(request));
    });
    return true;
  }

  /** The same for what is no GraphQL (documents, webhooks): any page may link to it, and each address has its rate. */
  admitOther(request: IncomingMessage, response: ServerResponse): boolean {
    const refusal = this.#crowded(request, true);
    if (refusal) return this.#refuse(request, response, refusal);
    const done = this.#count();
    response.once('close', () => {
      done();
      this.#noteUnknown(response);
    });
    return true;
  }

  /** Counts a WebSocket in: what is returned counts it out. Or why it may not be opened. */
  admitSocket(request: IncomingMessage): Refusal | (() => void) {
    const foreign = !isFromAllowedOrigin(request, this.#limits.origins);
    const refusal = foreign ? FOREIGN_SOCKET : this.#crowded(request);
    const held = refusal ?? this.#hold(request) ?? TOO_MANY_CONNECTIONS;
    if (typeof held !== 'function') this.#refused(held);
    return held;
  }

  #hold(request: IncomingMessage): (() => void) | undefined {
    return this.#connections.take(this.#address(request));
  }

  /** Credentials are judged behind admission control. */
  #noteUnknown({ statusCode }: ServerResponse): void {
    if (statusCode === 401) this.#refused({ status: 401, code: 'UNAUTHENTICATED' });
  }

  #count(): () => void {
    this.#load.inFlight += 1;
    return () => (this.#load.inFlight -= 1);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): false {
    this.#refused(refusal);
    request.resume();
    refuse(response, refusal);
    return false;
  }

  #forged(request: IncomingMessage): Refusal | undefined {
    const message = forgery(request, this.#limits.origins);
    if (!message) return undefined;
    const foreign = !isFromAllowedOrigin(request, this.#limits.origins);
    return foreign
      ? { status: 403, code: 'FORBIDDEN_ORIGIN', message }
      : { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message };
  }

  #crowded(request: IncomingMessage, byAddress = !hasCredentials(request)): Refusal | undefined {
    if (this.#load.overload) return overloaded(this.#load.overload);
    const address = this.#address(request);
    const retryAfterMs = byAddress ? this.#rate.take(address) : this.#rate.peek(address);
    if (retryAfterMs === 0) return undefined;
    return { status: 429, code: 'RATE_LIMITED', message: 'Too many requests from this address.', retryAfterMs };
  }

  /** Of the caller, as the outermost trusted proxy saw it. */
  #address({ headers, socket }: IncomingMessage): string {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const seen = this.#limits.trustedProxies > 0 ? forwarded.at(-this.#limits.trustedProxies)?.trim() : undefined;
    return `address:${(seen || socket.remoteAddress) ?? ''}`.slice(0, 80);
  }
}

const hasCredentials = ({ headers }: IncomingMessage): boolean =>
  headers.authorization !== undefined || headers['x-api-key'] !== undefined;

const FOREIGN_SOCKET: Refusal = {
  status: 403,
  code: 'FORBIDDEN_ORIGIN',
  message: 'Requests from pages of this origin are not allowed.',
};

/** Of one address, or in all. */
const TOO_MANY_CONNECTIONS: Refusal = {
  status: 429,
  code: 'TOO_MANY_CONNECTIONS',
  message: 'Too many connections of this address are open.',
  retryAfterMs: CONNECTIONS_WAIT_MS,
};

const overloaded = (reason: string): Refusal => ({
  status: 503,
  code: 'OVERLOADED',
  message: `The gateway cannot take this now: ${reason}.`,
  retryAfterMs: OVERLOAD_WAIT_MS,
});

function refuse(response: ServerResponse, { status, code, message, retryAfterMs }: Refusal): void {
  const content = JSON.stringify({ errors: [{ message, extensions: { code, retryAfterMs } }] });
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000));
  response.writeHead(status, {
    'content-type': 'application/graphql-response+json; charset=utf-8',
    'content-length': Buffer.byteLength(content),
  });
  response.end(content);
}

/** Answers the upgrade of a WebSocket with a refusal. */
export function refuseUpgrade(socket: Duplex, { status, retryAfterMs }: Refusal): void {
  const wait = retryAfterMs === undefined ? '' : `retry-after: ${Math.ceil(retryAfterMs / 1000)}\r\n`;
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n${wait}content-length: 0\r\n\r\n`);
}
