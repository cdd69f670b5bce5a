import type { Holder } from '../../cluster/largest-first.ts';
import type { Retention } from '../../cluster/retention.ts';

/** The error of a subscriber that reads too slowly. */
export class SlowConsumer extends Error {
  override readonly message =
    'The subscriber reads too slowly: it fell too far behind and was disconnected. Subscribe again with the last cursor.';
  readonly code = 'SUBSCRIBER_TOO_SLOW';
}

/** How much may wait in bytes, and what is retained together with others. Items are objects. */
export interface QueueBytes<T> {
  /** Bytes of all items that wait, unless it is one alone. */
  readonly limit: number;
  /** Bytes of an item as it was received. */
  of(item: T): number;
  readonly retention: Retention;
}

/** Who reads a queue: called at once, without a promise in between. Must not throw. */
export interface Reader<T> {
  got(item: T): void;
  /** Nothing comes any more. */
  ended(error?: Error): void;
}

/** What many queues may share. */
export interface QueueOptions<T> {
  /** Items that wait at most; one more and the queue ends with `SlowConsumer` instead. */
  readonly limit: number;
  readonly bytes?: QueueBytes<T> | undefined;
  /** For streams of states: a waiting item gives way to a newer one of the same key. */
  readonly coalesceBy?: ((item: T) => unknown) | undefined;
  /** Called once, when the reader leaves. */
  readonly onLeave?: (queue: Queue<T>) => void;
}

/** A bounded queue between a source that pushes and one reader that pulls; the reader may leave while it waits. */
export class Queue<T> implements AsyncGenerator<T, void>, Holder {
  readonly #options: QueueOptions<T>;
  /** Items and bytes that may wait beyond those of the options. */
  #moreItems = 0;
  #moreBytes = 0;
  #items: Map<unknown, T> | undefined;
  #bytes = 0;
  #serial = 0;
  #end: { readonly error?: Error } | undefined;
  #left = false;
  #reader: Reader<T> | undefined;

  constructor(options: QueueOptions<T>) {
    this.#options = options;
  }

  /** Bytes of the items that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  push(value: T): void {
    if (this.#end) return;
    if (this.#reader) return this.#take()?.got(value);
    const { limit, bytes, coalesceBy } = this.#options;
    const items = (this.#items ??= new Map<unknown, T>());
    const key = coalesceBy ? coalesceBy(value) : (this.#serial += 1);
    this.#remove(items, key);
    items.set(key, value);
    if (bytes) {
      this.#bytes += bytes.of(value);
      bytes.retention.hold(value as object, bytes.of(value));
      bytes.retention.queues.add(this);
      bytes.retention.queues.grown(this);
    }
    const isFull = bytes && items.size > 1 && this.#bytes > bytes.limit + this.#moreBytes;
    if (items.size > limit + this.#moreItems || isFull) this.giveWay();
  }

  /** So many items and bytes may wait at most from now on, where more could not wait before. */
  admit(items: number, bytes: number): void {
    this.#moreItems = Math.max(this.#moreItems, items - this.#options.limit);
    this.#moreBytes += bytes;
  }

  /** Drops what waits: its reader is too slow. */
  giveWay(): void {
    this.#clear();
    this.end(new SlowConsumer());
    this.#leave();
  }

  /** Nothing comes any more: what waits is still read, then the reader is done, or gets the error. */
  end(error?: Error): void {
    this.#end ??= error ? { error } : {};
    const reader = this.#take();
    if (reader) this.#finish(reader);
  }

  /** Hands the next item to the reader, now or when it comes. For one reader at a time. */
  read(reader: Reader<T>): void {
    for (const [key, value] of this.#items ?? []) {
      if (this.#items) this.#remove(this.#items, key);
      return reader.got(value);
    }
    this.#items = undefined; // an empty map takes more than the rest of an idle queue
    if (this.#end) this.#finish(reader);
    else this.#reader = reader;
  }

  next(): Promise<IteratorResult<T, void>> {
    return new Promise((resolve, reject) => {
      this.read({
        got: (value) => resolve({ done: false, value }),
        ended: (error) => (error ? reject(error) : resolve({ done: true, value: undefined })),
      });
    });
  }

  return(): Promise<IteratorReturnResult<void>> {
    this.#end = {};
    this.#clear();
    this.#leave();
    this.#take()?.ended();
    return Promise.resolve({ done: true, value: undefined });
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #clear(): void {
    for (const key of this.#items?.keys() ?? []) if (this.#items) this.#remove(this.#items, key);
    this.#items = undefined;
  }

  #remove(items: Map<unknown, T>, key: unknown): void {
    const value = items.get(key);
    if (value === undefined) return;
    items.delete(key);
    const { bytes } = this.#options;
    if (!bytes) return;
    this.#bytes -= bytes.of(value);
    bytes.retention.release(value as object);
    if (items.size === 0) bytes.retention.queues.delete(this);
  }

  #take(): Reader<T> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #finish(reader: Reader<T>): void {
    const { error } = this.#end ?? {};
    this.#end = {};
    this.#leave();
    reader.ended(error);
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#options.onLeave?.(this);
  }
}
