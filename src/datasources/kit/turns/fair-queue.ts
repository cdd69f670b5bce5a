/**
 * Entries of several callers, taken in turns: the first of each caller, one caller after the other (round robin), so
 * that a caller with many entries delays one with few by as many entries as there are callers.
 */
export class FairQueue<T extends { readonly caller: string }> {
  /** By caller, in the order of their turns; none is empty. */
  readonly #entries = new Map<string, Set<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Entries of one caller. */
  sizeOf(caller: string): number {
    return this.#entries.get(caller)?.size ?? 0;
  }

  add(entry: T): void {
    const own = this.#entries.get(entry.caller) ?? new Set();
    this.#entries.set(entry.caller, own.add(entry));
    this.#size += 1;
  }

  /** Takes an entry out. Where it was the first of its caller, the turn goes to the next caller. */
  delete(entry: T): void {
    const own = this.#entries.get(entry.caller);
    if (!own) return;
    const wasFirst = own.values().next().value === entry;
    if (!own.delete(entry)) return;
    this.#size -= 1;
    if (own.size > 0 && !wasFirst) return;
    this.#entries.delete(entry.caller);
    if (own.size > 0) this.#entries.set(entry.caller, own);
  }

  /** The entry whose turn it is. */
  first(): T | undefined {
    const [own] = this.#entries.values();
    return own?.values().next().value;
  }

  /** The latest entry of the caller with most entries. */
  latestOfLargest(): T | undefined {
    let largest: Set<T> | undefined;
    for (const own of this.#entries.values()) if (own.size > (largest?.size ?? 0)) largest = own;
    return largest && [...largest].at(-1);
  }
}
