import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Deadlines } from '../datasources/kit/deadlines.ts';
import { rememberLast } from '../datasources/kit/remember-last.ts';
import {
  ENCODED,
  markTaken,
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

/** What the unfinished messages of WebSockets are held to. */
export interface MessageBounds {
  /** Counts the bytes of one for its source. */
  lease(source: string): Lease;
  /** Milliseconds in which so many bytes must be a whole message. */
  timeFor(bytes: number): number;
}

/** Milliseconds that so many bytes may take: those of any body, and what each piece of it adds. */
export const timeFor = (bytes: number, deadlineMs: number): number => deadlineMs + (bytes / PIECE_BYTES) * PIECE_MS;

/**
 * Whether all of a body is there, as a small one is with its head. Node says so (`complete`) a moment after it has handed
 * out the last byte, by when a wait would have begun: two promises and four listeners, a tenth of the smallest requests.
 */
export const hasArrived = ({ complete, readableLength, headers }: IncomingMessage): boolean =>
  complete || (readableLength > 0 && readableLength === Number(headers['content-length']));

/** A body that has arrived already as text; or why it is not taken. */
export function takeBody(
  request: IncomingMessage,
  { maxBytes, bytes }: Pick<BodyLimits, 'maxBytes' | 'bytes'>,
): string | Refusal {
  const body = (request.read() as Buffer | null) ?? NOTHING;
  if (!request.complete) {
    markTaken(request);
    request.resume(); // nothing is left but its end, without which it would not close
  }
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
  if (isOtherCharset(headers['content-type'] ?? '')) return OTHER_CHARSET;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !/^[\s,]*(identity[\s,]*)*$/i.test(encoding)) return ENCODED;
  return isUtf8(body) ? body.toString('utf8') : NOT_UTF8;
}

const isOtherCharset = rememberLast((type): boolean => {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1];
  return charset !== undefined && !/^utf-?8$/i.test(charset);
});

const refusalOf = (bound: Bound | undefined): Refusal | undefined =>
  bound && (bound === 'all' ? overloaded('bodies take too much memory') : tooMany('bytes'));

/** The connection ended before the request was complete. */
export class ClientDisconnected extends Error {
  constructor() {
    super('The caller left.');
  }
}
