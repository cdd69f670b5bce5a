export interface Page {
  readonly start?: string | undefined;
  readonly limit?: number | undefined;
}

/** Rows in ascending order of the paging key. Rows are immutable: they can be replaced, but not modified or removed. */
export class Table<T extends { readonly id: string }> {
  readonly #rows: T[] = [];
  readonly #places = new Map<string, number>();
  readonly #keyOf: (row: T) => string;

  /** @param keyOf the paging key, compared with `start`; rows must be added in its order */
  constructor(keyOf: (row: T) => string) {
    this.#keyOf = keyOf;
  }

  get rows(): readonly T[] {
    return this.#rows;
  }

  get(id: string): T | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#rows[place];
  }

  /** Inserts a row or replaces the row with the same id. */
  put(row: T): void {
    const place = this.#places.get(row.id) ?? this.#rows.length;
    this.#places.set(row.id, place);
    this.#rows[place] = row;
  }

  /** A keyset page of the rows that match the predicate `matches`. */
  page({ start, limit = Infinity }: Page, inclusive: boolean, matches: (row: T) => boolean): T[] {
    const found: T[] = [];
    for (let place = start === undefined ? 0 : this.#seek(start, inclusive); place < this.#rows.length; place += 1) {
      if (found.length >= limit) break;
      const row = this.#rows[place];
      if (row && matches(row)) found.push(row);
    }
    return found;
  }

  #seek(start: string, inclusive: boolean): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const key = this.#keyOf(this.#rows[middle] as T);
      if (key < start || (!inclusive && key === start)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
