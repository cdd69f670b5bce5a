import type { Retention } from '../cluster/retention.ts';

/** How far ahead of its reader a stream is read: always, and at most, while `Retention` has room. */
const ALWAYS = { count: 64, bytes: 1 << 20 };
const MAX_COUNT = 1_000;

export interface Taken {
  readonly event: unknown;
  readonly bytes: number;
}

/** A stream that can be read ahead of its reader, in order. What is ahead is bounded by number and by bytes. */
export class ReadAhead<T extends Taken> {
  readonly #pull: () => Promise<T | undefined>;
  readonly #retention: Retention;
  readonly #ahead: Promise<T | undefined>[] = [];
  /** Those of them that have come, and count. */
  readonly #held = new Set<T>();
  #bytes = 0;
  /** Items that were read ahead, and those of them that the reader has got. */
  #pulled = 0;
  #taken = 0;
  #isFilling = false;
  #isClosed = false;

  /**
   * @param pull reads the next item; undefined at the end
   * @param retention what all that is ahead may take together: an event counts once, however many streams have it
   */
  constructor(pull: () => Promise<T | undefined>, retention: Retention) {
    this.#pull = pull;
    this.#retention = retention;
  }

  /** The next item for the reader. */
  async next(): Promise<T | undefined> {
    const first = this.#ahead.shift();
    if (!first) return this.#pull();
    this.#taken += 1;
    const item = await first;
    if (item) this.#release(item);
    return item;
  }

  /** Reads ahead while `isWanted`, as far as there is room for it, and at most `share` items. */
  async fill(isWanted: () => boolean, share: number): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    while (isWanted() && this.#hasRoom(share)) {
      const pulled = this.#pull();
      this.#ahead.push(pulled);
      const serial = (this.#pulled += 1);
      const item = await pulled.catch(() => undefined); // thrown when the reader gets there
      if (!item) break;
      if (serial > this.#taken) this.#hold(item);
    }
    this.#isFilling = false;
  }

  /** The reader has left: nothing that is ahead counts any more. */
  close(): void {
    this.#isClosed = true;
    for (const item of this.#held) this.#release(item);
  }

  #hasRoom(share: number): boolean {
    const { length } = this.#ahead;
    if (length < ALWAYS.count && this.#bytes < ALWAYS.bytes) return true;
    return length < Math.min(share, MAX_COUNT) && this.#retention.hasRoom;
  }

  #hold(item: T): void {
    if (this.#isClosed || typeof item.event !== 'object' || item.event === null) return;
    this.#held.add(item);
    this.#bytes += item.bytes;
    this.#retention.hold(item.event, item.bytes);
  }

  #release(item: T): void {
    if (!this.#held.delete(item)) return;
    this.#bytes -= item.bytes;
    this.#retention.release(item.event as object);
  }
}
