import { BackwardSearch, SCAN_PAGE, type KnownList } from './backward-search.ts';
import { placeOf, type Page } from './page.ts';
import { firstAfter, Stretches } from './stretches.ts';

interface Wanted<T> {
  /** Undefined: from the beginning of the list, or backward from its end. */
  readonly start: string | undefined;
  readonly limit: number;
  readonly isBackward: boolean;
  resolve(rows: T[]): void;
  reject(error: unknown): void;
}

export interface ScanSource<T> {
  /** Reads a page, exclusive of `start`. A page shorter than its limit is the end of the list. */
  page(page: Page): Promise<readonly T[]>;
  cursorOf(row: T): string;
  /** The rows that are kept of those that were read, in their order; all where it is left out. */
  kept?(rows: readonly T[]): Promise<readonly T[]>;
  /** What is remembered of the list as the provider has it, unfiltered. */
  readonly known?: KnownList | undefined;
}

/**
 * A list as one operation searches it, from one cursor or from many, in either direction: what several searches pass is
 * read, and examined, once.
 */
export class SharedScan<T> {
  readonly #source: ScanSource<T>;
  /** By what the provider filters. */
  readonly #lists = new Map<string, ScannedList<T>>();

  constructor(source: ScanSource<T>) {
    this.#source = source;
  }

  /** Rows after `start`, or before it, that are kept; exactly `limit` of them unless the list ends before. */
  page({ start, limit, filter, isBackward = false }: Page): Promise<T[]> {
    const key = placeOf({ filter });
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = new ScannedList(this.#source, filter, key === '')));
    return list.rows(start, limit, isBackward);
  }
}

class ScannedList<T> {
  readonly #source: ScanSource<T>;
  readonly #filter: Page['filter'];
  readonly #known: KnownList | undefined;
  readonly #stretches: Stretches<T>;
  readonly #wanted: Wanted<T>[] = [];
  #isServing = false;

  constructor(source: ScanSource<T>, filter: Page['filter'], isWhole: boolean) {
    this.#source = source;
    this.#filter = filter;
    this.#known = isWhole ? source.known : undefined;
    this.#stretches = new Stretches(source.cursorOf);
  }

  rows(start: string | undefined, limit: number, isBackward: boolean): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.#wanted.push({ start, limit, isBackward, resolve, reject });
      if (this.#isServing) return;
      this.#isServing = true;
      if (start === undefined)
        void this.#serve(); // nothing can come before it
      else queueMicrotask(() => void this.#serve());
    });
  }

  /** One after the other, from either end of the list on, so that each finds what those before it have read. */
  async #serve(): Promise<void> {
    try {
      while (this.#wanted.length > 0) {
        const first = this.#wanted.reduce((best, one) => (isBefore(one, best) ? one : best));
        const rows = await (first.isBackward ? this.#rowsBefore(first) : this.#rowsAfter(first));
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

  async #rowsAfter({ start = '', limit }: Wanted<T>): Promise<T[]> {
    for (;;) {
      const known = this.#stretches.after(start);
      if (known) {
        const at = firstAfter(known.rows, start, this.#source.cursorOf);
        if (known.rows.length - at >= limit || known.isEnd) return known.rows.slice(at, at + limit);
      }
      await this.#read(known?.to ?? start, SCAN_PAGE);
    }
  }

  /** In descending order. */
  async #rowsBefore({ start: end, limit }: Wanted<T>): Promise<T[]> {
    const { cursorOf } = this.#source;
    const search = new BackwardSearch(this.#known);
    for (;;) {
      const cover = this.#stretches.before(end);
      const count = cover ? countBefore(cover.rows, end, cursorOf) : 0;
      if (cover && (count >= limit || cover.from === '')) {
        search.note(cover);
        return cover.rows.slice(Math.max(count - limit, 0), count).reverse();
      }
      const below = this.#stretches.below(cover?.from ?? end);
      const { start, limit: rows } = search.next({ end, cover, below, missing: limit - count });
      await this.#read(start, rows);
    }
  }

  async #read(start: string, limit: number): Promise<void> {
    const { page, cursorOf, kept } = this.#source;
    const rows = await page({ start: start === '' ? undefined : start, limit, filter: this.#filter });
    const cursors = rows.map(cursorOf);
    const to = cursors.at(-1) ?? start;
    const stretch = {
      from: start,
      to,
      isEnd: rows.length < limit || to <= start, // a provider that repeats itself has nothing more
      begins: start === '' ? (cursors[0] ?? start) : start,
      last: cursors.at(-1) ?? '',
      rows: kept ? await kept(rows) : rows,
    };
    this.#stretches.add(stretch, cursors);
  }
}

/** Those who read forward, from the front of the list on; then those who read backward, from its end. */
function isBefore(one: Wanted<unknown>, other: Wanted<unknown>): boolean {
  if (one.isBackward !== other.isBackward) return other.isBackward;
  if (!one.isBackward) return (one.start ?? '') < (other.start ?? '');
  return other.start !== undefined && (one.start === undefined || one.start > other.start);
}

function countBefore<T>(rows: readonly T[], end: string | undefined, cursorOf: (row: T) => string): number {
  if (end === undefined) return rows.length;
  const count = firstAfter(rows, end, cursorOf);
  const last = rows[count - 1];
  return last !== undefined && cursorOf(last) === end ? count - 1 : count;
}
