import type { ListSize } from './list-sizes.ts';

/** Rows of one list call made for a batch of ids: large enough that most collections are one page. */
const BATCH_PAGE = 500;
/** The same where calls are scarcer than rows: a list of less than this is one page. */
const LONG_PAGE = 5_000;
/** Most single reads in parallel that are as cheap as a list. */
export const MAX_SINGLE_READS = 2;
/** So many rows cost about as much to send and decode as another call does; and as one that cannot start yet. */
const ROWS_PER_CALL = 250;
const ROWS_PER_SCARCE_CALL = 1_000;

/** What reading a list to its end costs, in calls; one of unknown length is taken to be short. */
function listCost(rows: number | undefined): number {
  if (rows === undefined) return 1;
  return Math.max(1, Math.ceil(rows / BATCH_PAGE)) + rows / ROWS_PER_CALL;
}

/**
 * The pages of the list that answer so many ids for less than single reads do, by their rows; undefined where single
 * reads are the cheaper way. Where fewer calls can start now than the single reads would be, calls are dearer than
 * rows: a list whose length is known is then read whole, in one call, even where its rows would make it the costlier
 * way.
 */
export function listPage(ids: number, size: Partial<ListSize> = {}): number | undefined {
  if (ids <= MAX_SINGLE_READS) return undefined;
  const { rows, isWhole = false, callsLeft = Infinity } = size;
  const fitsOnePage = isWhole && rows !== undefined && rows < LONG_PAGE;
  if (callsLeft < ids && fitsOnePage && 1 + rows / ROWS_PER_SCARCE_CALL < ids)
    return rows < BATCH_PAGE ? BATCH_PAGE : LONG_PAGE;
  return listCost(rows) < ids ? BATCH_PAGE : undefined;
}
