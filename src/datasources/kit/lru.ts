/** A map of at most so many entries: the one that was not used for longest makes room. */
export class LruCache<K, V> {
  readonly #entries = new Map<K, { value: V }>();
  readonly #max: number;
  #latest: K | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key, made where there is none. */
  get(key: K, make: () => V): V {
    const found = this.#entries.get(key);
    if (!found) return this.set(key, make());
    if (this.#latest === key) return found.value;
    this.#latest = key;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found.value;
  }

  /** The value of a key, if there is one; does not count as use. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: K, value: V): V {
    this.#latest = key;
    this.#entries.delete(key);
    if (this.#entries.size >= this.#max) this.#entries.delete(this.#entries.keys().next().value as K);
    this.#entries.set(key, { value });
    return value;
  }

  keys(): IterableIterator<K> {
    return this.#entries.keys();
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
