import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Records } from '../../cluster/records.ts';
import { parseJson } from '../kit/decode.ts';
import { withCounts, type Receipt, type Receiver as Counted } from '../kit/receipt.ts';
import { TakenDeliveries } from '../kit/taken-deliveries.ts';
import { verifyDelivery, type Delivery, type SignatureScheme } from './signature.ts';
import { readSnapshot, type Snapshot, type SnapshotOwner } from './snapshot.ts';

/** Where Aarthik sends its snapshots. */
export const SNAPSHOT_PATH = '/webhooks/aarthik/snapshot';

/** Bytes of the hashes of past deliveries: two for each of ten thousand and more. */
const MAX_KNOWN_BYTES = 8 * 1024 * 1024;

/**
 * What identifies a repeated delivery: the same signed content, or the same body under the same delivery id, since a
 * retry may be signed anew. The id alone decides nothing: it is outside the signature, so anybody could spend the id of
 * a delivery that is still to come.
 */
const keysOf = ({ id, digest }: Delivery, body: string): readonly string[] =>
  id === ''
    ? [digest]
    : [
        digest,
        createHash('sha256')
          .update(JSON.stringify([id, body]))
          .digest('base64'),
      ];

export interface Receiver {
  /** Takes one delivery of `journey.snapshot`; `body` as it came. */
  readonly receive: Counted<[headers: IncomingHttpHeaders, body: string]>;
}

/**
 * Verifies and deduplicates webhook deliveries (at least once, by the pages) and hands each snapshot on. A delivery that
 * cannot be handed on rejects, and is not known when it is repeated.
 * @param records where instances share which deliveries they have taken
 */
export function createReceiver(
  schemeNow: () => SignatureScheme | undefined,
  owner: Partial<SnapshotOwner>,
  take: (snapshot: Snapshot) => Promise<void>,
  records?: Records,
): Receiver {
  const known = new TakenDeliveries('AARTHIK', MAX_KNOWN_BYTES, records);
  const isForeign = ({ tenantId, applicationId }: SnapshotOwner): boolean =>
    Boolean(owner.tenantId && tenantId && owner.tenantId !== tenantId) ||
    Boolean(owner.applicationId && applicationId && owner.applicationId !== applicationId);
  const receive = async (headers: IncomingHttpHeaders, body: string): Promise<Receipt> => {
    const scheme = schemeNow(); // asked each time: the secret may rotate
    if (!scheme) return 'off';
    const delivery = verifyDelivery(scheme, headers, body, Date.now());
    if (!delivery) return 'refused';
    const keys = keysOf(delivery, body);
    if (await known.has(keys)) return 'repeated';
    const snapshot = readSnapshot(parsed(body), delivery.sentAt);
    if (!snapshot) return 'malformed';
    if (isForeign(snapshot)) return 'refused';
    await take(snapshot);
    await known.note(keys);
    return 'taken';
  };
  return { receive: withCounts(receive, () => schemeNow() === undefined) };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
