import { byteCache } from '../kit/byte-cache.ts';
import { millisecondsOf } from '../kit/instant.ts';
import type { Snapshot } from './snapshot.ts';
import { isFinal } from './statuses.ts';

/** Bytes of the snapshots at most: the borrower unheard of for longest is evicted first. */
const MAX_BYTES = 64 * 1024 * 1024;
const LIFE_MS = 7 * 24 * 3_600_000;

/** The last snapshot of each borrower: after the hand-off it is the only news of a journey. */
export class Snapshots {
  readonly #kept = byteCache<Snapshot>(MAX_BYTES, (snapshot) => 4 * JSON.stringify(snapshot).length);
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  of(borrower: string): Snapshot | undefined {
    const kept = this.#kept.peek(borrower);
    if (!kept || this.#now() - millisecondsOf(kept.sentAt) < LIFE_MS) return kept;
    this.#kept.delete(borrower);
    return undefined;
  }

  /** Takes in a snapshot unless a later one, or the end of the same journey, is known already. */
  keep(snapshot: Snapshot): void {
    const { borrower } = snapshot;
    const known = this.of(borrower);
    if (known && known.sentAt > snapshot.sentAt) return;
    if (known && known.journeyId === snapshot.journeyId && isFinal(known) && !isFinal(snapshot)) return;
    this.#kept.set(borrower, snapshot);
  }

  /** A new start makes a new journey where the last one has ended: what is known of that one is over. */
  restarted(borrower: string): void {
    const known = this.#kept.peek(borrower);
    if (known && isFinal(known)) this.#kept.delete(borrower);
  }
}
