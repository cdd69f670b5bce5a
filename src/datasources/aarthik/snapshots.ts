import type { Records } from '../../cluster/records.ts';
import { byteCache } from '../kit/byte-cache.ts';
import { millisecondsOf } from '../kit/instant.ts';
import type { Snapshot } from './snapshot.ts';
import { isFinal } from './statuses.ts';

/** Bytes of the snapshots at most: the borrower unheard of for longest is evicted first. */
const MAX_BYTES = 64 * 1024 * 1024;
const LIFE_MS = 7 * 24 * 3_600_000;
const KIND = 'loan-snapshot';

/**
 * The last snapshot of each borrower, whichever instance received it: after the hand-off it is the only news of a journey.
 */
export class Snapshots {
  readonly #kept = byteCache<Snapshot>(MAX_BYTES, (snapshot) => 4 * JSON.stringify(snapshot).length);
  readonly #records: Records | undefined;
  readonly #now: () => number;

  constructor(records?: Records, now: () => number = Date.now) {
    this.#records = records;
    this.#now = now;
  }

  /** While the instances cannot reach what they share, the last one that was received here. */
  async of(borrower: string): Promise<Snapshot | undefined> {
    const own = this.#own(borrower);
    const text = await this.#records?.get(KIND, borrower).catch(() => undefined);
    const shared = text === undefined ? undefined : (JSON.parse(text) as Snapshot);
    return shared && (!own || shared.sentAt >= own.sentAt) ? shared : own;
  }

  #own(borrower: string): Snapshot | undefined {
    const kept = this.#kept.peek(borrower);
    if (!kept || this.#now() - millisecondsOf(kept.sentAt) < LIFE_MS) return kept;
    this.#kept.delete(borrower);
    return undefined;
  }

  /**
   * Takes in a snapshot unless a later one, or the end of the same journey, is known already. Rejects where other
   * instances may not know of it.
   */
  async keep(snapshot: Snapshot): Promise<void> {
    this.#keep(snapshot);
    const { borrower, sentAt, journeyId } = snapshot;
    const order = { moment: sentAt, isFinal: isFinal(snapshot), group: journeyId ?? '' };
    await this.#records?.putNewer(KIND, borrower, JSON.stringify(snapshot), order, LIFE_MS);
  }

  #keep(snapshot: Snapshot): void {
    const { borrower } = snapshot;
    const known = this.#own(borrower);
    if (known && known.sentAt > snapshot.sentAt) return;
    if (known && known.journeyId === snapshot.journeyId && isFinal(known) && !isFinal(snapshot)) return;
    this.#kept.set(borrower, snapshot);
  }

  /** A new start makes a new journey where the last one has ended: what is known of that one is over. */
  async restarted(borrower: string): Promise<void> {
    const known = this.#kept.peek(borrower);
    if (known && isFinal(known)) this.#kept.delete(borrower);
    await this.#records?.forgetFinal(KIND, borrower).catch(() => undefined);
  }
}
