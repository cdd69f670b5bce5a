/** A page of a provider's list. */
export interface Page {
  /**
   * Cursor of the last item already seen; from the beginning (backward: from the end) when left out. Inclusive or
   * exclusive: both are met.
   */
  readonly start?: string | undefined;
  readonly limit: number;
  /** What the provider itself filters by, in its own words. */
  readonly filter?: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether the rows are searched: pages of several searches that overlap are then read once. */
  readonly isScan?: boolean;
  /** The rows before `start`, in descending order, in place of those after it. */
  readonly isBackward?: boolean;
}

/** The query of a page, as the providers' lists take it. */
export const pageQuery = ({ start, limit, filter }: Page): Record<string, string | number | undefined> => ({
  start,
  limit,
  ...filter,
});

/** What a page starts from and is filtered by. */
export function placeOf({ start, filter }: Pick<Page, 'start' | 'filter'>): string {
  let place = start ?? '';
  for (const name in filter) if (filter[name] !== undefined) place += `&${name}=${filter[name]}`;
  return place;
}
