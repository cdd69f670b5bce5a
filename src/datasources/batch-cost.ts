/** Rows of one list call made for a batch of ids: large enough that most collections are one page. */
export const BATCH_PAGE = 500;
/** Up to here, single reads in parallel are as cheap as a list. */
export const FEW = 2;
/** So many rows cost about as much to send and decode as another call does. */
const ROWS_PER_CALL = 250;

/** What reading a list to its end costs, in calls; one of unknown length is taken to be short. */
export function listCost(rows: number | undefined): number {
  if (rows === undefined) return 1;
  return Math.max(1, Math.ceil(rows / BATCH_PAGE)) + rows / ROWS_PER_CALL;
}

/** Whether the list answers so many ids for less than single reads do. */
export const listIsCheaper = (ids: number, rows: number | undefined): boolean => ids > FEW && listCost(rows) < ids;
