/** What a subscriber is told that reads too slowly. */
export class TooSlow extends Error {
  override readonly message =
    'The subscriber reads too slowly: it fell too far behind and was let go. Come back with the last cursor.';
  readonly code = 'SUBSCRIBER_TOO_SLOW';
}

export interface QueueOptions<T> {
  /** Items that wait at most; one more and the queue ends with `TooSlow` instead. */
  readonly limit: number;
  /** For streams of states: a waiting item gives way to a newer one of the same key. */
  readonly coalesceBy?: ((item: T) => unknown) | undefined;
  /** Called once, when the reader leaves. */
  readonly onLeave?: () => void;
}

type Reader<T> = Pick<PromiseWithResolvers<IteratorResult<T, void>>, 'resolve' | 'reject'>;

/** A bounded queue between a source that pushes and one reader that pulls; the reader may leave while it waits. */
export class Queue<T> implements AsyncGenerator<T, void> {
  readonly #options: QueueOptions<T>;
  #items: Map<unknown, T> | undefined;
  #serial = 0;
  #end: { readonly error?: Error } | undefined;
  #left = false;
  #reader: Reader<T> | undefined;

  constructor(options: QueueOptions<T>) {
    this.#options = options;
  }

  push(value: T): void {
    if (this.#end) return;
    if (this.#reader) return this.#take()?.resolve({ done: false, value });
    const { limit, coalesceBy } = this.#options;
    const items = (this.#items ??= new Map<unknown, T>());
    const key = coalesceBy ? coalesceBy(value) : (this.#serial += 1);
    items.delete(key);
    items.set(key, value);
    if (items.size <= limit) return;
    items.clear();
    this.end(new TooSlow());
    this.#leave();
  }

  /** Nothing comes any more: what waits is still read, then the reader is done, or gets the error. */
  end(error?: Error): void {
    this.#end ??= error ? { error } : {};
    const reader = this.#take();
    if (reader) this.#finish(reader);
  }

  /** For one reader at a time. */
  next(): Promise<IteratorResult<T, void>> {
    for (const [key, value] of this.#items ?? []) {
      this.#items?.delete(key);
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      if (this.#end) this.#finish({ resolve, reject });
      else this.#reader = { resolve, reject };
    });
  }

  return(): Promise<IteratorReturnResult<void>> {
    this.#end = {};
    this.#items = undefined;
    this.#leave();
    this.#take()?.resolve({ done: true, value: undefined });
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

  #take(): Reader<T> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #finish({ resolve, reject }: Reader<T>): void {
    const { error } = this.#end ?? {};
    this.#end = {};
    this.#leave();
    if (error) reject(error);
    else resolve({ done: true, value: undefined });
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#options.onLeave?.();
  }
}
