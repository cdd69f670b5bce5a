import type { EventObject } from '../../datasources/fondo/events.ts';
import { evictOldest } from '../kit/evict-oldest.ts';
import type { Reading } from './change-tracker.ts';
import type { ObjectReader } from './object-reader.ts';

/** Hints that are retained. */
const MAX_HINTS = 1_000;

type Hint = readonly [object: EventObject, id: string];

/** The objects of one client that may have changed: each is retained until it has been read. */
export class Hints {
  readonly #read: ObjectReader;
  readonly #waiting = new Map<string, Hint>();
  /** Those whose objects are being read. */
  readonly #reading = new Set<string>();

  constructor(read: ObjectReader) {
    this.#read = read;
  }

  /** @returns its key */
  add(object: EventObject, id: string): string {
    const key = `${object}:${id}`;
    this.#waiting.set(key, [object, id]);
    evictOldest(this.#waiting, MAX_HINTS);
    return key;
  }

  keys(): string[] {
    return [...this.#waiting.keys()];
  }

  /** Reads all that are there. Rejects where one cannot be read. */
  async readAll(signal: AbortSignal): Promise<Reading[]> {
    const readings = Array.from(this.#waiting, ([key, hint]) => this.#take(key, hint, signal));
    return (await Promise.all(readings)).flat();
  }

  /**
   * Reads what one is about, once more where it came again meanwhile; never twice at a time. One that cannot be read stays.
   * @param begin called when a reading sets out; answers what takes it in
   */
  async readOne(key: string, signal: AbortSignal, begin: () => (reading: Reading) => void): Promise<void> {
    if (this.#reading.has(key)) return;
    this.#reading.add(key);
    try {
      for (let hint = this.#waiting.get(key); hint; hint = this.#waiting.get(key)) {
        const take = begin();
        (await this.#take(key, hint, signal)).forEach(take);
      }
    } catch {
      // it waits for the next catching up
    } finally {
      this.#reading.delete(key);
    }
  }

  async #take(key: string, hint: Hint, signal: AbortSignal): Promise<Reading[]> {
    const found = await this.#read.one(...hint, signal);
    if (this.#waiting.get(key) === hint) this.#waiting.delete(key);
    return found;
  }
}
