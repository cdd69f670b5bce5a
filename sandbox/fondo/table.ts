export interface Page {
  readonly start?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Rows in ascending order of the paging key. Rows are immutable: they can be replaced, but not modified, and are only
 * removed all at once.
 */
export class Table<T extends { readonly id: string }> {
  readonly #rows: T[] = [];
  readonly #places = new Map<string, number>();
  readonly #keyOf: (row: T) => string;

  /** @param keyOf the paging key, compared with `start` */
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

  clear(): void {
    this.#rows.length = 0;
    this.#places.clear();
  }

  /** Inserts a row at its place or replaces the row with the same id. */
  put(row: T): void {
    const known = this.#places.get(row.id);
    const last = this.#rows.at(-1);
    if (known !== undefined) this.#rows[known] = row;
    else if (!last || this.#keyOf(last) <= this.#keyOf(row)) this.#places.set(row.id, this.#rows.push(row) - 1);
    else {
      this.#rows.splice(this.#seek(this.#keyOf(row), true), 0, row);
      this.#rows.forEach(({ id }, place) => this.#places.set(id, place));
    }
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
