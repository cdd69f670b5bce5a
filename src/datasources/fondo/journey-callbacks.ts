import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Records } from '../../cluster/records.ts';
import { timestampOf } from '../kit/instant.ts';
import { withCounts, type Receipt } from '../kit/receipt.ts';
import { isSignedBy, signaturesIn } from '../kit/signatures.ts';
import { isUuid } from '../kit/uuid.ts';
import { TakenDeliveries } from '../kit/taken-deliveries.ts';
import { decodeEvent, namesEvent, type EventObject } from './events.ts';

/**
 * How callbacks are signed. Fondo says that they are, but not how: header, key and form are settings.
 * - `timestamped`: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`, with a `v1` per secret while one rotates
 * - `hex`, `base64`: HMAC-SHA256 of the raw body, alone or as `sha256=…`
 */
export interface CallbackSignature {
  readonly secret: string;
  readonly header: string;
  readonly format: 'timestamped' | 'hex' | 'base64';
}

/** Where Fondo calls back about a journey, followed by the client. */
export const JOURNEY_CALLBACK_PATH = '/webhooks/fondo/journey/';

/** How far the time of a signature may lie from ours, in milliseconds. */
const WINDOW_MS = 5 * 60_000;
/** Bytes of the digests of deliveries, ten thousand and more, that are recognized when they are repeated. */
const MAX_KNOWN_BYTES = 4 * 1024 * 1024;

export interface CallbackDelivery {
  /** The end of the address that the journey was given. */
  readonly client: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Takes the webhooks of Fondo. They go to the address that a journey was given, and any event of its client may come
 * there (contract notes, "Events"). A delivery is verified, deduplicated, and passed on as a hint which object may have
 * changed: nothing else of the body is believed, the object is read again. An event that is not known is acknowledged.
 * @param records where instances share which deliveries they have taken
 */
export function createCallbackReceiver(
  signatureNow: () => CallbackSignature | undefined,
  changed: (clientId: string, object: EventObject, id: string) => Promise<void>,
  records?: Records,
) {
  const known = new TakenDeliveries('FONDO', MAX_KNOWN_BYTES, records);
  return withCounts(
    async ({ client: clientId, headers, body }: CallbackDelivery): Promise<Receipt> => {
      const signature = signatureNow();
      if (!signature) return 'off';
      if (!isSigned(signature, headers, body, Date.now())) return 'refused';
      if (!isUuid(clientId) || !namesEvent(body)) return 'malformed';
      const digest = createHash('sha256')
        .update(`${clientId} ${timeIn(signature, headers)} `)
        .update(body)
        .digest('base64');
      if (await known.has([digest])) return 'repeated';
      const event = decodeEvent(body, clientId);
      const id = (event?.current ?? event?.previous)?.id;
      const isKnown = event !== undefined && id !== undefined && isUuid(id);
      if (isKnown) await changed(clientId, event.object, id);
      await known.note([digest]); // only now: where this failed, the delivery is repeated
      return isKnown ? 'taken' : 'unknown';
    },
    () => signatureNow() === undefined,
  );
}

/** When a delivery was signed: the same body signed later is another delivery. '' where the form does not say. */
const timeIn = ({ header, format }: CallbackSignature, headers: IncomingHttpHeaders): string =>
  format === 'timestamped' ? (/(?:^|,)\s*t=([^,]*)/.exec(String(headers[header.toLowerCase()] ?? ''))?.[1] ?? '') : '';

export type CallbackReceiver = ReturnType<typeof createCallbackReceiver>;

/** Checks the signature over the raw body, in constant time, and its age where it is known. One that fits is enough. */
function isSigned(
  { secret, header, format }: CallbackSignature,
  headers: IncomingHttpHeaders,
  body: string,
  now: number,
): boolean {
  const given = String(headers[header.toLowerCase()] ?? '');
  const hmac = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  if (format !== 'timestamped') return isSignedBy(hmac(body), signaturesIn(given), format);
  const parts = given.split(',').map((part) => part.trim().split('=', 2));
  const named = (name: string): string[] => parts.flatMap(([key, value = '']) => (key === name ? [value] : []));
  const [time = ''] = named('t');
  if (!(Math.abs(now - timestampOf(time)) <= WINDOW_MS)) return false;
  return isSignedBy(hmac(`${time}.${body}`), named('v1'), 'hex');
}
