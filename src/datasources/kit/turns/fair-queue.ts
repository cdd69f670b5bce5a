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

  /** Takes an entry out: its caller keeps the turn, unless it has no other entry. */
  delete(entry: T): void {
    const own = this.#entries.get(entry.caller);
    if (!own?.delete(entry)) return;
    this.#size -= 1;
    if (own.size === 0) this.#entries.delete(entry.caller);
  }

  /** Takes the entry out whose turn it is: the turn goes to the next caller. */
  shift(): T | undefined {
    const [own = new Set<T>()] = this.#entries.values();
    const [first] = own;
    if (!first) return undefined;
    this.delete(first);
    if (own.size === 0) return first;
    this.#entries.delete(first.caller);
    this.#entries.set(first.caller, own);
    return first;
  }

  /** The latest entry of the caller with most entries. */
  latestOfLargest(): T | undefined {
    let largest: Set<T> | undefined;
    for (const own of this.#entries.values()) if (own.size > (largest?.size ?? 0)) largest = own;
    return largest && [...largest].at(-1);
  }
}
