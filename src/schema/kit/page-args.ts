import type { ArgBuilder } from '@pothos/core';
import { DEFAULT_PAGE, MAX_PAGE } from '../../execution/page-size.ts';
import { BadValue } from '../../faults.ts';
import { InvalidInput } from '../../problem.ts';
import { builder, type Types } from './builder.ts';

/** The arguments of a list without an order of time. */
export const pageArgs = (t: ArgBuilder<Types>) => ({
  first: t.int({ description: `Maximum number of items: ${DEFAULT_PAGE} if omitted, at most ${MAX_PAGE}.` }),
  after: t.string({ description: 'Items after this cursor (`pageInfo.endCursor` of the page before).' }),
});

const ListOrder = builder.enumType('ListOrder', {
  description: 'Order of a list, by the time of creation.',
  values: {
    OLDEST_FIRST: { description: 'As they were created.' },
    NEWEST_FIRST: {
      description:
        'Backwards from the latest. The provider pages from the oldest only, so the gateway looks for the end of the list by the time in its cursors: one call where the list was searched before, otherwise two as a rule, up to six where its last items are old. Items that arrive meanwhile are on no later page.',
    },
  } as const,
});

/** The arguments of a list that is ordered by time. */
export const orderedPageArgs = (t: ArgBuilder<Types>) => ({
  ...pageArgs(t),
  last: t.int({
    description: `In place of \`first\`: the last items of the list, or the last before \`before\`, in its order; at most ${MAX_PAGE}. Costs what the other \`order\` does.`,
  }),
  before: t.string({
    description: 'With `last`: items before this cursor (`pageInfo.startCursor` of the page after).',
  }),
  order: t({ type: ListOrder, defaultValue: 'OLDEST_FIRST', description: 'Which items come first.' }),
});

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly order?: 'OLDEST_FIRST' | 'NEWEST_FIRST' | null | undefined;
}

/** How one page is read. */
export interface Reading {
  readonly size: number;
  /** Of the row next to the page, on the side where it is read from; undefined: an end of the list. */
  readonly cursor: string | undefined;
  /** Whether rows before the cursor are read, as the provider sees it. */
  readonly isBackward: boolean;
  /** Whether the page is read from the end of what was asked for, so that it has to be turned round. */
  readonly isFromEnd: boolean;
}

/** @throws InvalidInput for a combination that means nothing, or a cursor of something else */
export function readingOf({ first, after, last, before, order }: PageArgs): Reading {
  if (last == null && before != null) refuse('before', 'expected `last` with it');
  if (last != null && (first != null || after != null)) refuse('last', 'expected no `first` or `after` with it');
  const isFromEnd = last != null;
  const [size, cursor] = isFromEnd
    ? [pageSize(last, 'last'), before]
    : [pageSize(first ?? DEFAULT_PAGE, 'first'), after];
  return {
    size,
    cursor: cursor == null ? undefined : fromCursor(cursor, isFromEnd ? 'before' : 'after'),
    isBackward: isFromEnd === (order !== 'NEWEST_FIRST'),
    isFromEnd,
  };
}

function pageSize(size: number, argument: string): number {
  if (size >= 0 && size <= MAX_PAGE) return size;
  return refuse(argument, `expected a page size between 0 and ${MAX_PAGE}`);
}

/** @throws BadValue for what a provider sends in place of a cursor */
export function toCursor(key: string): string {
  if (typeof key !== 'string') throw new BadValue('cursor');
  return Buffer.from(key).toString('base64url');
}

function fromCursor(cursor: string, argument: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursor.length <= 512 && key !== '' && toCursor(key) === cursor) return key;
  return refuse(argument, 'expected a cursor that this list returned');
}

function refuse(path: string, message: string): never {
  throw new InvalidInput([{ path, message }]);
}
