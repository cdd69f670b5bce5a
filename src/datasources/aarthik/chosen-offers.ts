import type { Records } from '../../cluster/records.ts';
import { byteCache } from '../kit/byte-cache.ts';

/** Bytes of the offers in the memory of this instance, ten thousand at least. */
const MAX_BYTES = 8 * 1024 * 1024;
const LIFE_MS = 7 * 24 * 3_600_000;
const KIND = 'loan-offer';

/** The offer with which each borrower was last handed over, by whichever instance. */
export class ChosenOffers {
  readonly #own = byteCache<string>(MAX_BYTES, (offer) => 2 * offer.length);
  readonly #records: Records | undefined;

  constructor(records: Records | undefined) {
    this.#records = records;
  }

  /** Never fails: what cannot be shared is known here. */
  async keep(borrower: string, offer: string): Promise<void> {
    this.#own.set(borrower, offer);
    await this.#records?.put(KIND, borrower, offer, LIFE_MS).catch(() => undefined);
  }

  async of(borrower: string): Promise<string | undefined> {
    const shared = await this.#records?.get(KIND, borrower).catch(() => undefined);
    return shared ?? this.#own.get(borrower);
  }
}
