import { placeOf, type Page } from './page.ts';

/** Rows that each read of a scan asks for. */
export const SCAN_PAGE = 500;

/** A stretch of the list that was read without a gap. */
interface Stretch<T> {
  /** The cursor after which it begins. */
  readonly from: string;
  /** The cursor up to which it was read. */
  to: string;
  readonly rows: T[];
  isEnd: boolean;
}

interface Wanted<T> {
  readonly start: string;
  readonly limit: number;
  resolve(rows: T[]): void;
  reject(error: unknown): void;
}

export interface ScanSource<T> {
  /** Reads a page, exclusive of `start`. A page shorter than its limit is the end of the list. */
  page(page: Page): Promise<readonly T[]>;
  cursorOf(row: T): string;
  /** The rows that are kept of those that were read, in their order; all where it is left out. */
  kept?(rows: readonly T[]): Promise<readonly T[]>;
}

/**
 * A list as one operation searches it, from one cursor or from many: what several searches pass is read, and examined,
 * once. Cursors are compared as text, as the provider's `start` is (contract parameter `Start`).
 */
export class SharedScan<T> {
  readonly #source: ScanSource<T>;
  /** By what the provider filters. */
  readonly #lists = new Map<string, ScannedList<T>>();

  constructor(source: ScanSource<T>) {
    this.#source = source;
  }

  /** Rows after `start` that are kept, exactly `limit` of them unless the list ends before. */
  page({ start = '', limit, filter }: Page): Promise<T[]> {
    const key = placeOf({ filter });
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = new ScannedList(this.#source, filter)));
    return list.rowsAfter(start, limit);
  }
}

class ScannedList<T> {
  readonly #source: ScanSource<T>;
  readonly #filter: Page['filter'];
  /** In the order of the list; none overlaps another. */
  readonly #stretches: Stretch<T>[] = [];
  readonly #wanted: Wanted<T>[] = [];
  #isServing = false;

  constructor(source: ScanSource<T>, filter: Page['filter']) {
    this.#source = source;
    this.#filter = filter;
  }

  rowsAfter(start: string, limit: number): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.#wanted.push({ start, limit, resolve, reject });
      if (this.#isServing) return;
      this.#isServing = true;
      if (start === '')
        void this.#serve(); // nothing can come before it
      else queueMicrotask(() => void this.#serve());
    });
  }

  /** One after the other, from the front of the list on, so that each finds what those before it have read. */
  async #serve(): Promise<void> {
    try {
      while (this.#wanted.length > 0) {
        const first = this.#wanted.reduce((least, one) => (one.start < least.start ? one : least));
        const rows = await this.#take(first);
        this.#wanted.splice(this.#wanted.indexOf(first), 1);
        first.resolve(rows);
      }
    } catch (error) {
      // A list that cannot be read is not asked for again by everybody who waits for it.
      for (const { reject } of this.#wanted.splice(0)) reject(error);
    } finally {
      this.#isServing = false;
    }
  }

  async #take({ start, limit }: Wanted<T>): Promise<T[]> {
    const { cursorOf } = this.#source;
    const stretch = this.#stretchFrom(start);
    for (;;) {
      const at = firstAfter(stretch.rows, start, cursorOf);
      if (stretch.rows.length - at >= limit || stretch.isEnd) return stretch.rows.slice(at, at + limit);
      await this.#extend(stretch);
    }
  }

  #stretchFrom(start: string): Stretch<T> {
    const known = this.#stretches.find(({ from, to, isEnd }) => from <= start && (isEnd || start <= to));
    if (known) return known;
    const stretch: Stretch<T> = { from: start, to: start, rows: [], isEnd: false };
    this.#stretches.push(stretch);
    this.#stretches.sort((a, b) => (a.from < b.from ? -1 : 1));
    return stretch;
  }

  /** Reads on, and joins with the next stretch where that is reached. */
  async #extend(stretch: Stretch<T>): Promise<void> {
    const { page, cursorOf, kept } = this.#source;
    const start = stretch.to === '' ? undefined : stretch.to;
    const rows = await page({ start, limit: SCAN_PAGE, filter: this.#filter });
    const last = rows.at(-1);
    stretch.rows.push(...(kept ? await kept(rows) : rows));
    stretch.isEnd = last === undefined || rows.length < SCAN_PAGE;
    if (last) stretch.to = cursorOf(last);
    const next = this.#stretches[this.#stretches.indexOf(stretch) + 1];
    if (!next || (next.from > stretch.to && !stretch.isEnd)) return;
    const { to } = stretch;
    stretch.rows.push(...next.rows.filter((row) => cursorOf(row) > to));
    if (next.to > to) stretch.to = next.to;
    stretch.isEnd ||= next.isEnd;
    this.#stretches.splice(this.#stretches.indexOf(next), 1);
  }
}

/** Index of the first row after a cursor, by bisection. */
function firstAfter<T>(rows: readonly T[], cursor: string, cursorOf: (row: T) => string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cursorOf(rows[middle] as T) > cursor) high = middle;
    else low = middle + 1;
  }
  return low;
}
