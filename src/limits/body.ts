import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Deadlines } from '../datasources/kit/deadlines.ts';
import {
  NOT_UTF8,
  OTHER_CHARSET,
  overloaded,
  payloadTooLarge,
  REQUEST_TIMEOUT,
  tooMany,
  type Refusal,
} from './refusal.ts';
import type { Bound, Lease } from './shares.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds for the body, and those that each further piece of `PIECE_BYTES` adds: a slow line is no attack. */
  readonly deadlineMs: number;
  /** Watches the bodies for so long; one that takes longer has a timer of its own. */
  readonly deadlines: Deadlines;
  /** Counts the bytes as they arrive, against what all bodies may take together. */
  readonly bytes: Pick<Lease, 'grow'>;
}

const PIECE_BYTES = 128 * 1024;
const PIECE_MS = 1_000;

/** What an unfinished message of a WebSocket is held to. */
export interface MessageBounds {
  /** Counts its bytes for its source. */
  lease(): Lease;
  /** Milliseconds in which so many bytes must be a whole message. */
  timeFor(bytes: number): number;
}

/** Milliseconds that so many bytes may take: those of any body, and what each piece of it adds. */
export const timeFor = (bytes: number, deadlineMs: number): number => deadlineMs + (bytes / PIECE_BYTES) * PIECE_MS;

/** A body that has arrived already, as small ones do with their head, as text; or why it is not taken. */
export function takeBody(
  request: IncomingMessage,
  { maxBytes, bytes }: Pick<BodyLimits, 'maxBytes' | 'bytes'>,
): string | Refusal {
  const body = (request.read() as Buffer | null) ?? NOTHING;
  const { length } = body;
  return (length > maxBytes ? payloadTooLarge(maxBytes) : refusalOf(bytes.grow(length))) ?? textOf(request, body);
}

/** The whole body as text, or why it is not read. Rejects when the caller leaves. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<string | Refusal> {
  const { maxBytes, deadlineMs, deadlines, bytes } = limits;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(payloadTooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const begun = performance.now();
    let size = 0;
    const met = (): void => {
      deadlines.met(deadline);
      clearTimeout(timer);
    };
    const stop = (refusal: Refusal): void => {
      met();
      request.pause().removeAllListeners('data');
      resolve(refusal);
    };
    const look = (): void => {
      const left = timeFor(size, deadlineMs) - (performance.now() - begun);
      if (left <= 0) stop(REQUEST_TIMEOUT);
      else timer = setTimeout(look, left);
    };
    let timer: NodeJS.Timeout | undefined; // of a body that takes longer, and may
    const deadline = deadlines.begin(look);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return stop(payloadTooLarge(maxBytes));
      const refusal = refusalOf(bytes.grow(chunk.length));
      if (refusal) return stop(refusal);
      chunks.push(chunk);
    });
    request.once('end', () => {
      met();
      request.off('error', leave).off('close', leave); // each request closes: an error made then would cost its stack
      resolve(textOf(request, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    });
    const leave = (): void => {
      met();
      reject(new ClientDisconnected());
    };
    request.once('error', leave);
    request.once('close', leave);
  });
}

const NOTHING = Buffer.alloc(0);

/**
 * The text of a body. JSON is UTF-8 (RFC 8259, 8.1): another encoding would be read as other text than was sent, without
 * an error.
 */
function textOf({ headers }: IncomingMessage, body: Buffer): string | Refusal {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return OTHER_CHARSET;
  return isUtf8(body) ? body.toString('utf8') : NOT_UTF8;
}

const refusalOf = (bound: Bound | undefined): Refusal | undefined =>
  bound && (bound === 'all' ? overloaded('bodies take too much memory') : tooMany('bytes'));

/** The connection ended before the request was complete. */
export class ClientDisconnected extends Error {
  constructor() {
    super('The caller left.');
  }
}
