import { LargestFirst } from './largest-first.ts';

/**
 * What the logs and queues of all streams retain together. They share their items: each counts once, with the bytes
 * that it had when it was received, however many hold it. (Parsed, an item takes two to four times as much.)
 */
export class Retention {
  /** Evicted first, oldest items first: a client that reconnects late reads the present state. */
  readonly logs = new LargestFirst();
  /** Dropped when the logs are empty: the longest queue belongs to the slowest subscriber. */
  readonly queues = new LargestFirst();
  readonly #maxBytes: number;
  readonly #items = new WeakMap<object, { readonly bytes: number; holders: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get hasRoom(): boolean {
    return this.#bytes < this.#maxBytes;
  }

  /** A holder takes an item in. */
  hold(item: object, bytes: number): void {
    let counted = this.#items.get(item);
    if (!counted) this.#items.set(item, (counted = { bytes, holders: 0 }));
    if (counted.holders === 0) this.#bytes += counted.bytes;
    counted.holders += 1;
  }

  /** A holder has dropped an item that it took in. */
  release(item: object): void {
    const counted = this.#items.get(item);
    if (!counted || counted.holders === 0) return;
    counted.holders -= 1;
    if (counted.holders === 0) this.#bytes -= counted.bytes;
  }

  /** Evicts from the holders until all is within the bound. */
  enforce(): void {
    while (this.#bytes > this.#maxBytes) {
      const largest = this.logs.largest ?? this.queues.largest;
      if (!largest) return;
      largest.giveWay();
    }
  }
}
