import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { timestampOf } from '../kit/instant.ts';
import { isSignedBy, signaturesIn } from '../kit/signatures.ts';

/** How deliveries are signed. No page says so: the defaults are the contract's assumptions, hence all are settings. */
export interface SignatureScheme {
  /** Of the application; a new subscription after an unsubscribe brings a new one. */
  readonly secret: string;
  readonly signatureHeader: string;
  readonly timestampHeader: string;
  readonly deliveryHeader: string;
  /** The text that is signed, with `{timestamp}` and `{body}`. */
  readonly signed: string;
  readonly algorithm: 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
}

export const SIGNATURE_DEFAULTS: Omit<SignatureScheme, 'secret'> = {
  signatureHeader: 'x-al-signature',
  timestampHeader: 'x-al-timestamp',
  deliveryHeader: 'x-al-delivery-id',
  signed: '{timestamp}.{body}',
  algorithm: 'sha256',
  encoding: 'hex',
};

/** How old, or how far ahead, a delivery may be. */
const WINDOW_MS = 300_000;

export interface Delivery {
  /** The provider's id of it, from a header that is not signed: empty where there is none. */
  readonly id: string;
  /** Hash of all that is signed. */
  readonly digest: string;
  /** ISO 8601. */
  readonly sentAt: string;
}

/** Checks a delivery over its raw body, in constant time; undefined when it is not from the provider, or too old. */
export function verifyDelivery(
  scheme: SignatureScheme,
  headers: IncomingHttpHeaders,
  body: string,
  now: number,
): Delivery | undefined {
  const header = (name: string): string => String(headers[name.toLowerCase()] ?? '');
  const timestamp = header(scheme.timestampHeader);
  const sentAt = timestampOf(timestamp);
  if (!(Math.abs(now - sentAt) <= WINDOW_MS)) return undefined;
  const text = scheme.signed.replace(/\{(timestamp|body)\}/g, (_match, part) => (part === 'body' ? body : timestamp));
  const expected = createHmac(scheme.algorithm, scheme.secret).update(text).digest();
  if (!isSignedBy(expected, signaturesIn(header(scheme.signatureHeader)), scheme.encoding)) return undefined;
  return {
    id: header(scheme.deliveryHeader),
    digest: expected.toString('base64'),
    sentAt: new Date(sentAt).toISOString(),
  };
}
