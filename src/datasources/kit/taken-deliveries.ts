import type { Records } from '../../cluster/records.ts';
import { byteCache } from './byte-cache.ts';

const KIND = 'delivery';
/** Providers repeat a delivery for hours at most (assumed: no page says so). */
const LIFE_MS = 24 * 3_600_000;

/**
 * The deliveries that were taken, by whatever identifies them, so that a repeated one is recognised: also where another
 * instance took it. One is noted after it has had its effect, which is the same when it is had twice.
 */
export class TakenDeliveries {
  readonly #provider: string;
  readonly #records: Records | undefined;
  readonly #here;

  /** @param maxBytes of what is remembered here */
  constructor(provider: string, maxBytes: number, records: Records | undefined) {
    this.#provider = provider;
    this.#records = records;
    this.#here = byteCache<true>(maxBytes);
  }

  /** Rejects with `ClusterUnavailable` where it is not known: the delivery is to be repeated. */
  async has(keys: readonly string[]): Promise<boolean> {
    if (keys.some((key) => this.#here.has(key))) return true;
    const records = this.#records;
    if (!records) return false;
    const noted = await Promise.all(keys.map((key) => records.get(KIND, this.#nameOf(key))));
    return noted.some((value) => value !== undefined);
  }

  /** Where the other instances cannot be told, one of them takes it once more. */
  async note(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#here.set(key, true);
    const records = this.#records;
    if (records) await Promise.allSettled(keys.map((key) => records.put(KIND, this.#nameOf(key), '', LIFE_MS)));
  }

  #nameOf(key: string): string {
    return `${this.#provider} ${key}`;
  }
}
