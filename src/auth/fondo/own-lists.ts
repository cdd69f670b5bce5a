import type { Account } from '../../datasources/fondo/types.ts';
import { orNull } from '../../datasources/fondo/problems.ts';
import type { Collection } from '../../datasources/kit/collection.ts';
import { millisecondsOf } from '../../datasources/kit/instant.ts';
import type { Page } from '../../datasources/kit/paging/page.ts';
import { SCAN_PAGE } from '../../datasources/kit/paging/backward-search.ts';
import { filterVisible, type Visibility } from '../guard.ts';

/** A row of a list of Fondo. */
export type Listed = { readonly id: string; readonly sortedId: string };

/** Accounts whose lists are read beside each other, at most. */
const MAX_LISTS = 10;

/**
 * Whether the lists of so many accounts cost fewer calls than the list of their client, in which what belongs to others
 * is passed over: of that nobody knows how much it is, unless its length is known.
 * @param rows of the client's list, when it was last read
 */
export function areListsCheaper(accounts: number, rows: number | undefined): boolean {
  const pages = rows === undefined ? Infinity : Math.floor(rows / SCAN_PAGE) + 1;
  return accounts <= Math.min(pages, MAX_LISTS);
}

/**
 * A page of the lists of several accounts as of one list, in the order of their cursors; what stands in two of them
 * comes once. What those lists do not filter by is filtered here.
 */
export async function pageOfLists<T extends Listed & { readonly refType?: string | undefined }>(
  lists: readonly Collection<T>[],
  { start: from, limit, filter = {}, isBackward = false }: Page,
  isVisible: Visibility<T>,
): Promise<T[]> {
  const { modifiedFrom, reftype } = filter;
  const found: T[] = [];
  for (let start = from; ;) {
    const page = { start, limit, filter: { modifiedFrom }, isBackward };
    const pages = await Promise.all(lists.map((list) => rowsOf(list.page(page))));
    const end = nearestEnd(
      pages.filter(({ length }) => length >= limit),
      isBackward,
    );
    const known = new Map<string, T>();
    for (const row of pages.flat())
      if (
        (end === undefined || isUpTo(row.sortedId, end, isBackward)) &&
        (reftype === undefined || row.refType === reftype)
      )
        known.set(row.id, row);
    found.push(...(await filterVisible([...known.values()].sort(inOrder(isBackward)), isVisible)));
    if (found.length >= limit || end === undefined) return found.slice(0, limit);
    start = end;
  }
}

/** Rights may name an account that is not there (any more). */
const rowsOf = async <T>(page: Promise<T[]>): Promise<T[]> => (await orNull(page)) ?? [];

/** Beyond the first end of a page, rows of another list may be missing. */
const nearestEnd = (pages: readonly (readonly Listed[])[], isBackward: boolean): string | undefined =>
  pages
    .map((page) => page.at(-1)?.sortedId ?? '')
    .reduce<string | undefined>(
      (nearest, end) => (nearest === undefined || isUpTo(end, nearest, isBackward) ? end : nearest),
      undefined,
    );

const isUpTo = (cursor: string, end: string, isBackward: boolean): boolean =>
  isBackward ? cursor >= end : cursor <= end;

const inOrder =
  (isBackward: boolean) =>
  (a: Listed, b: Listed): number =>
    a.sortedId < b.sortedId === isBackward ? 1 : -1;

/** A page of rows that are all there, filtered by `modifiedFrom` as Fondo does. */
export function pageOfRows<T extends Listed & { readonly modifiedDate?: string | undefined }>(
  rows: readonly T[],
  { start, limit, filter = {}, isBackward = false }: Page,
): T[] {
  const { modifiedFrom } = filter;
  const since = millisecondsOf(modifiedFrom);
  return rows
    .filter(({ sortedId }) => start === undefined || (isBackward ? sortedId < start : sortedId > start))
    .filter(({ modifiedDate }) => modifiedFrom === undefined || !(millisecondsOf(modifiedDate) < since))
    .sort(inOrder(isBackward))
    .slice(0, limit);
}

/** The same of accounts, by `ssn` too (parameters of `getAccounts`). */
export function pageOfAccounts(accounts: readonly Account[], page: Page): Account[] {
  const ssn = page.filter?.['ssn'];
  return pageOfRows(ssn === undefined ? accounts : accounts.filter(({ owner }) => owner?.ssn === ssn), page);
}
