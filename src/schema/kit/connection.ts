import type { ArgBuilder, ObjectRef } from '@pothos/core';
import type { Page } from '../../datasources/kit/page.ts';
import { BadValue } from '../../faults.ts';
import { InvalidInput } from '../../problem.ts';
import { builder, type Types } from './builder.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 500;
/** Maximum number of provider pages read for one page of a list that the gateway itself filters. */
const MAX_READS = 10;

interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}
/** A page of a list. Edges and cursors are created only if they are selected. */
class Connection<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
  readonly #cursorOf: (item: T) => string;
  /** Cursor of the last row that was examined, if that is not the last of the page. */
  readonly #end: string | null | undefined;

  constructor(nodes: readonly T[], hasNextPage: boolean, cursorOf: (item: T) => string, end?: string | null) {
    this.nodes = nodes;
    this.hasNextPage = hasNextPage;
    this.#cursorOf = cursorOf;
    this.#end = end;
  }

  get edges(): readonly Edge<T>[] {
    return this.nodes.map((node) => ({ node, cursor: toCursor(this.#cursorOf(node)) }));
  }
  get startCursor(): string | undefined {
    const [first] = this.nodes;
    return first && toCursor(this.#cursorOf(first));
  }
  get endCursor(): string | undefined {
    const last = this.nodes.at(-1);
    return this.#end ?? (last && toCursor(this.#cursorOf(last)));
  }
}

const PageInfo = builder.objectRef<Omit<Connection<unknown>, 'nodes' | 'edges'>>('PageInfo').implement({
  description: 'Position of a page in its list (Relay cursor connections).',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description: 'Whether there are more items after this page.',
    }),
    hasPreviousPage: t.boolean({
      nullable: false,
      description: 'Always false: lists can only be paged forward.',
      resolve: () => false,
    }),
    startCursor: t.string({
      description: 'Cursor of the first item of this page.',
      resolve: ({ startCursor }) => startCursor,
    }),
    endCursor: t.string({
      description:
        'Pass this as `after` to read the next page. If the gateway filters the list, a page may contain fewer items than `first` (even none) while `hasNextPage` is true: the search continues here.',
      resolve: ({ endCursor }) => endCursor,
    }),
  }),
});

/** The Relay connection of a type: `OrderConnection` and `OrderEdge` for `Order`. */
export function connectionType<T extends object>(node: ObjectRef<Types, T>) {
  const { name } = node;
  const EdgeType = builder.objectRef<Edge<T>>(`${name}Edge`).implement({
    description: `One ${name} in a list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { nullable: false, description: 'Cursor of this item.' }),
      node: t.field({ type: node, nullable: false, description: 'The item.', resolve: (edge) => edge.node as never }),
    }),
  });
  return builder.objectRef<Connection<T>>(`${name}Connection`).implement({
    description: `A page of a list of ${name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeType],
        nullable: false,
        description: 'The items with their cursors.',
        resolve: ({ edges }) => edges,
      }),
      nodes: t.field({
        type: [node],
        nullable: false,
        description: 'The items, without cursors.',
        resolve: ({ nodes }) => nodes as never,
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Whether there are more items, and the cursor to continue with.',
        resolve: (page) => page,
      }),
    }),
  });
}

/** The arguments of every list. Forward paging only. */
export const pageArgs = (t: ArgBuilder<Types>) => ({
  first: t.int({ description: `Maximum number of items: ${DEFAULT_PAGE} if omitted, at most ${MAX_PAGE}.` }),
  after: t.string({ description: 'Items after this cursor (`pageInfo.endCursor` of the previous page).' }),
});

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface ListSource<T> {
  /** Rows after `start`, exclusive, in ascending order of the cursor. */
  page(page: Page): Promise<T[]>;
  cursorOf(item: T): string;
  /** Filter of the gateway, where the provider has no such filter. */
  keep?: ((item: T) => boolean) | undefined;
  /** Query parameters by which the provider filters. */
  filter?: Page['filter'];
}

/**
 * One page of a provider's list. Requests one row more than the page, so that `hasNextPage` costs no call. If rows
 * are filtered here, continues to read until the page is full, the list ends, or `MAX_READS` pages were read:
 * then the page is short, `hasNextPage` is true, and `endCursor` is the last row that was examined.
 */
export async function connectionOf<T>({ first, after }: PageArgs, source: ListSource<T>): Promise<Connection<T>> {
  const { page, cursorOf, keep, filter } = source;
  const size = pageSize(first);
  const limit = keep ? MAX_PAGE : size + 1;
  let start = after == null ? undefined : fromCursor(after);
  let reads = 0;
  let more: boolean;
  let kept: readonly T[] = [];
  do {
    const rows = await page({ start, limit, filter, isScan: keep !== undefined });
    kept = keep ? [...kept, ...rows.filter(keep)] : rows;
    const last = rows.at(-1);
    more = last !== undefined && rows.length >= limit;
    start = last ? cursorOf(last) : start;
    reads += 1;
  } while (more && kept.length <= size && reads < MAX_READS);
  const full = kept.length > size;
  const nodes = full ? kept.slice(0, size) : kept;
  if (full) return new Connection(nodes, true, cursorOf, nodes.length > 0 ? undefined : after);
  return new Connection(nodes, more, cursorOf, more && start ? toCursor(start) : undefined);
}

function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE;
  if (size >= 0 && size <= MAX_PAGE) return size;
  throw new InvalidInput([{ path: 'first', message: `expected a page size between 0 and ${MAX_PAGE}` }]);
}

function toCursor(key: string): string {
  if (typeof key !== 'string') throw new BadValue('cursor');
  return Buffer.from(key).toString('base64url');
}

function fromCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursor.length <= 512 && key !== '' && toCursor(key) === cursor) return key;
  throw new InvalidInput([{ path: 'after', message: 'expected a cursor that this list returned' }]);
}
