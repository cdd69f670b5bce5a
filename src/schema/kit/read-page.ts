import type { Page } from '../../datasources/kit/paging/page.ts';
import { MAX_PAGE } from '../../execution/page-size.ts';
import { readingOf, toCursor, type PageArgs, type Reading } from './page-args.ts';

/** Maximum number of provider pages read for one page of a list that the gateway itself filters. */
const MAX_READS = 10;
/** Rows of the first of these pages, backward, for each that is asked for: they may have to be looked for. */
const ROWS_PER_ITEM = 4;

export interface ListSource<T> {
  /** Rows after `start`, exclusive, in ascending order of the cursor; before it, in descending order, if so asked. */
  page(page: Page): Promise<T[]>;
  cursorOf(item: T): string;
  /** Filter of the gateway, where the provider has no such filter. */
  keep?: ((item: T) => boolean) | undefined;
  /** Query parameters by which the provider filters. */
  filter?: Page['filter'];
}

export interface ReadPage<T> {
  /** In the order in which they were read; there may be more of them than belong to the page. */
  readonly rows: readonly T[];
  /** How many of them are the page. */
  readonly size: number;
  readonly hasMore: boolean;
  /** Cursor of the last row that was examined, where that is not the last of `rows`. */
  readonly end: string | null | undefined;
}

/**
 * Reads one page of a provider's list. Requests one row more than the page, so that it costs no call to know whether there
 * are more. If rows are filtered here, continues to read until the page is full, the list ends, or `MAX_READS` pages
 * were read: then the page is short, `hasMore` is true, and `end` is the last row that was examined.
 */
export async function readPage<T>(reading: Reading, source: ListSource<T>): Promise<ReadPage<T>> {
  const { size, cursor, isBackward } = reading;
  const { page, cursorOf, keep, filter } = source;
  let limit = firstLimit(reading, keep !== undefined);
  let start = cursor;
  let reads = 0;
  let more: boolean;
  let kept: readonly T[] = [];
  do {
    const rows = await page({ start, limit, filter, isScan: keep !== undefined, isBackward });
    kept = keep ? [...kept, ...rows.filter(keep)] : rows;
    const last = rows.at(-1);
    more = last !== undefined && rows.length >= limit;
    start = last ? cursorOf(last) : start;
    reads += 1;
    if (keep) limit = MAX_PAGE;
  } while (more && kept.length <= size && reads < MAX_READS);
  if (kept.length > size) {
    return { rows: kept, size, hasMore: true, end: size > 0 || cursor === undefined ? undefined : toCursor(cursor) };
  }
  return {
    rows: kept,
    size: kept.length,
    hasMore: more,
    end: more && start !== undefined ? toCursor(start) : undefined,
  };
}

/** Starts what `readPage` will read: of a list that is not filtered here one page is known beforehand. @throws InvalidInput */
export function readAhead<T>(args: PageArgs, source: ListSource<T>): Promise<unknown> {
  const reading = readingOf(args);
  const { page, keep, filter } = source;
  if (keep) return readPage(reading, source);
  const { cursor, isBackward } = reading;
  return page({ start: cursor, limit: firstLimit(reading, false), filter, isScan: false, isBackward });
}

function firstLimit({ size, isBackward }: Reading, isFiltered: boolean): number {
  if (!isFiltered) return size + 1;
  return isBackward ? Math.min(ROWS_PER_ITEM * (size + 1), MAX_PAGE) : MAX_PAGE;
}
