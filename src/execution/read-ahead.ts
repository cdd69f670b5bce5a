import type { Retention } from '../cluster/retention.ts';

/** How much one subscriber may have ahead: always, and at most, while `Retention` has room. */
const ALWAYS = { count: 64, bytes: 1 << 20 };
const MAX_COUNT = 1_000;

export interface Taken {
  readonly event: unknown;
  readonly bytes: number;
}

/** What was taken up of a stream ahead of its reader, in order. It is bounded by number and by bytes. */
export class ReadAhead<T extends Taken> {
  readonly #retention: Retention;
  readonly #items: T[] = [];
  #bytes = 0;

  /** @param retention what all that is ahead may take together: an event counts once, however many streams have it */
  constructor(retention: Retention) {
    this.#retention = retention;
  }

  /** Whether one more may be taken up, of at most `share` items. */
  hasRoom(share: number): boolean {
    const { length } = this.#items;
    if (length < ALWAYS.count && this.#bytes < ALWAYS.bytes) return true;
    return length < Math.min(share, MAX_COUNT) && this.#retention.hasRoom;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#bytes += item.bytes;
    if (isObject(item.event)) this.#retention.hold(item.event, item.bytes);
  }

  shift(): T | undefined {
    const item = this.#items.shift();
    if (!item) return undefined;
    this.#bytes -= item.bytes;
    if (isObject(item.event)) this.#retention.release(item.event);
    return item;
  }

  /** The reader has left: nothing that is ahead counts any more. */
  close(): void {
    while (this.shift());
  }
}

const isObject = (event: unknown): event is object => typeof event === 'object' && event !== null;
