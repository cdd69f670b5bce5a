/** A stretch of a list that was read without a gap. Cursors are compared as text, as the provider's `start` is. */
export interface Stretch<T> {
  /** The cursor after which it begins; '' is the beginning of the list. */
  readonly from: string;
  /** The cursor up to which it was read. */
  readonly to: string;
  /** Whether nothing followed when it was read. */
  readonly isEnd: boolean;
  /** The cursor of its first row, or `from` where that is known. */
  readonly begins: string;
  /** The cursor of its last row; '' where it has none. */
  readonly last: string;
  /** How many rows were read of it. */
  readonly read: number;
  /** Those that are kept, in the order of the list. */
  readonly rows: readonly T[];
}

/** What is known of one list. */
export class Stretches<T> {
  readonly #cursorOf: (row: T) => string;
  /** In the order of the list; none touches another. */
  #all: readonly Stretch<T>[] = [];

  constructor(cursorOf: (row: T) => string) {
    this.#cursorOf = cursorOf;
  }

  /** The stretch in which the rows after a cursor are known. */
  after(start: string): Stretch<T> | undefined {
    return this.#all.find(({ from, to, isEnd }) => from <= start && (isEnd || start <= to));
  }

  /** The stretch in which the rows before a cursor, or the last of the list, are known. */
  before(end: string | undefined): Stretch<T> | undefined {
    if (end === undefined) return this.#all.findLast(({ isEnd }) => isEnd);
    return this.#all.find(({ from, to, isEnd }) => from < end && (isEnd || end <= to));
  }

  /** The last stretch that lies below a cursor, or that does not reach the end of the list. */
  below(end: string | undefined): Stretch<T> | undefined {
    return this.#all.findLast(({ to, isEnd }) => (end === undefined ? !isEnd : to < end));
  }

  /**
   * Takes in what was read, joined with what it touches.
   * @param cursors of the rows that were read, kept or not: those that were known before are not counted again
   */
  add(stretch: Omit<Stretch<T>, 'read'>, cursors: readonly string[]): void {
    const isKnown = (cursor: string): boolean => this.#all.some(({ from, to }) => from < cursor && cursor <= to);
    const apart: Stretch<T>[] = [];
    let joined: Stretch<T> = { ...stretch, read: cursors.filter((cursor) => !isKnown(cursor)).length };
    for (const one of this.#all) {
      const [low, high] = one.from <= joined.from ? [one, joined] : [joined, one];
      if (low.isEnd || high.from <= low.to) joined = this.#join(low, high);
      else apart.push(one);
    }
    this.#all = [...apart, joined].sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  #join(low: Stretch<T>, high: Stretch<T>): Stretch<T> {
    return {
      from: low.from,
      to: high.to > low.to ? high.to : low.to,
      isEnd: low.isEnd || high.isEnd,
      begins: low.begins,
      last: high.last > low.last ? high.last : low.last,
      read: low.read + high.read,
      rows: low.rows.concat(high.rows.slice(firstAfter(high.rows, low.to, this.#cursorOf))),
    };
  }
}

/** Index of the first row after a cursor, by bisection. */
export function firstAfter<T>(rows: readonly T[], cursor: string, cursorOf: (row: T) => string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cursorOf(rows[middle] as T) > cursor) high = middle;
    else low = middle + 1;
  }
  return low;
}
