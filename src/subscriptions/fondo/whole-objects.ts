import type { Retention } from '../../cluster/retention.ts';

/** The objects that are known whole, by key, those that changed longest ago first, and their bytes. */
export class WholeObjects {
  readonly #retention: Retention;
  readonly #held = new Map<string, { readonly value: object; readonly size: number }>();
  /** Bytes of all. */
  bytes = 0;

  constructor(retention: Retention) {
    this.#retention = retention;
  }

  keys(): Iterable<string> {
    return this.#held.keys();
  }

  hold(key: string, value: object, size: number): void {
    this.release(key);
    this.#held.set(key, { value, size });
    this.bytes += size;
    this.#retention.hold(value, size);
  }

  release(key: string): void {
    const held = this.#held.get(key);
    if (!held) return;
    this.#held.delete(key);
    this.bytes -= held.size;
    this.#retention.release(held.value);
  }
}
