/** What a subscriber is told that reads too slowly. */
export class TooSlow extends Error {
  override readonly message = 'The subscriber reads too slowly: it fell too far behind and was let go.';
  readonly code = 'SUBSCRIBER_TOO_SLOW';
}

/** A bounded queue between a source that pushes and one reader that pulls. */
export class Queue<T> {
  readonly #limit: number;
  readonly #items: T[] = [];
  #end: { error?: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds an item; beyond the bound the queue ends with `TooSlow` instead. */
  push(item: T): void {
    if (this.#end) return;
    if (this.#items.length >= this.#limit) {
      this.#items.length = 0;
      this.end(new TooSlow());
      return;
    }
    this.#items.push(item);
    this.#wake?.();
  }

  /** Nothing comes any more: what is queued is still read, then the reader is done, or gets the error. */
  end(error?: Error): void {
    this.#end ??= error ? { error } : {};
    this.#wake?.();
  }

  /** Reads until the end, or until the signal aborts. For one reader. */
  async *read(signal: AbortSignal): AsyncGenerator<T, void> {
    const wake = (): void => this.#wake?.();
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (!signal.aborted) {
        if (this.#items.length > 0) yield this.#items.shift() as T;
        else if (this.#end?.error) throw this.#end.error;
        else if (this.#end) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }
}
