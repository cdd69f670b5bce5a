import type { ArgBuilder } from '@pothos/core';
import { millisecondsOf } from '../../../datasources/kit/instant.ts';
import type { Types } from '../../kit/builder.ts';
import { orderedPageArgs, type PageArgs } from '../../kit/page-args.ts';
import type { ListSource } from '../../kit/read-page.ts';

/** What every list of Fondo takes that is in the order of creation. */
export const listArgs = (t: ArgBuilder<Types>) => ({
  ...orderedPageArgs(t),
  modifiedSince: t({ type: 'DateTime', description: 'Only what changed at or after this.' }),
  createdSince: t({
    type: 'DateTime',
    description: 'Only what was created at or after this. Searched by the gateway in what changed since.',
  }),
});

export interface ListArgs extends PageArgs {
  readonly modifiedSince?: string | null | undefined;
  readonly createdSince?: string | null | undefined;
}

/** A row of such a list. */
export interface ListRow {
  readonly sortedId: string;
  readonly createdDate?: string | undefined;
}

/**
 * The filters of a list. Fondo has none for the time of creation, but what was created since a moment has changed since,
 * too: the rest is left out here.
 * @param keep what else the gateway filters by; undefined where that is nothing
 */
export function filtersOf<T extends ListRow>(
  { modifiedSince, createdSince }: ListArgs,
  keep?: (row: T) => boolean,
): Pick<ListSource<T>, 'cursorOf' | 'filter' | 'keep'> {
  const [modified, created] = [instant(modifiedSince), instant(createdSince)];
  const modifiedFrom = modified !== undefined && !(created !== undefined && created > modified) ? modified : created;
  const createdMs = millisecondsOf(created);
  return {
    cursorOf: sortedIdOf,
    filter: { modifiedFrom },
    keep: created === undefined ? keep : (row) => millisecondsOf(row.createdDate) >= createdMs && (keep?.(row) ?? true),
  };
}

const sortedIdOf = ({ sortedId }: ListRow): string => sortedId;

/** An instant as Fondo takes it: UTC with milliseconds. */
const instant = (text: string | null | undefined): string | undefined =>
  text == null ? undefined : new Date(millisecondsOf(text)).toISOString();
