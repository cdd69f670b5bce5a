import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { decodeEvent } from './events.ts';
import { isUuid } from './input-rules.ts';

/**
 * How callbacks are signed. Fondo says that they are, but not how: header, key and form are settings.
 * - `timestamped`: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`
 * - `hex`, `base64`: HMAC-SHA256 of the raw body, alone or as `sha256=…`
 */
export interface CallbackSignature {
  readonly secret: string;
  readonly header: string;
  readonly format: 'timestamped' | 'hex' | 'base64';
}

/** How far the time of a signature may lie from ours, in milliseconds. */
const WINDOW_MS = 5 * 60_000;
/** Deliveries that are known again when they are repeated. */
const MAX_KNOWN = 10_000;

/** `off`: no key is set. `refused`: not signed by Fondo, or too old. */
export type Receipt = 'taken' | 'repeated' | 'refused' | 'malformed' | 'off';

export interface CallbackDelivery {
  /** The end of the address that the journey was given. */
  readonly client: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Takes journey callbacks: verifies, drops what comes again, and passes on which journey may have changed. Nothing else
 * of the body is believed: the journey is read again.
 */
export function createCallbackReceiver(
  signatureNow: () => CallbackSignature | undefined,
  changed: (clientId: string, journeyId: string) => void,
) {
  const known = new Set<string>();
  return ({ client: clientId, headers, body }: CallbackDelivery): Receipt => {
    const signature = signatureNow();
    if (!signature) return 'off';
    if (!isSigned(signature, headers, body, Date.now())) return 'refused';
    const digest = createHash('sha256').update(clientId).update(body).digest('base64');
    if (known.has(digest)) return 'repeated';
    const event = isUuid(clientId) ? decodeEvent(body, clientId) : undefined;
    const id = event?.object === 'journey' ? (event.current ?? event.previous)?.id : undefined;
    if (!id || !isUuid(id)) return 'malformed';
    known.add(digest);
    if (known.size > MAX_KNOWN) known.delete(known.values().next().value ?? '');
    changed(clientId, id);
    return 'taken';
  };
}

export type CallbackReceiver = ReturnType<typeof createCallbackReceiver>;

/** Checks the signature over the raw body, in constant time, and its age where it tells. */
function isSigned(
  { secret, header, format }: CallbackSignature,
  headers: IncomingHttpHeaders,
  body: string,
  now: number,
): boolean {
  const given = String(headers[header.toLowerCase()] ?? '');
  const parts = new Map(given.split(',').map((part) => part.trim().split('=', 2) as [string, string]));
  const time = parts.get('t') ?? '';
  const timestamped = format === 'timestamped';
  if (timestamped && !(/^\d{9,11}$/.test(time) && Math.abs(now - Number(time) * 1000) <= WINDOW_MS)) return false;
  const expected = createHmac('sha256', secret)
    .update(timestamped ? `${time}.${body}` : body)
    .digest();
  const text = timestamped ? (parts.get('v1') ?? '') : given.replace(/^sha256=/i, '');
  const found = Buffer.from(text, format === 'base64' ? 'base64' : 'hex');
  return found.length === expected.length && timingSafeEqual(found, expected);
}
