import type { ObjectRef } from '@pothos/core';
import { builder, type Types } from './builder.ts';
import { mayFail, ownRows } from './nullability.ts';
import { readingOf, toCursor, type PageArgs, type Reading } from './page-args.ts';
import { readPage, type ListSource, type ReadPage } from './read-page.ts';
interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}
/** A page of a list. Edges and cursors are created only if they are selected. */
class Connection<T> {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly totalCount: number | null;
  /** Of the operation, which empties it at its end: no list of its own, which would outlive it. See `Held`. */
  readonly #rows: readonly T[];
  readonly #size: number;
  readonly #reading: Reading;
  readonly #cursorOf: (item: T) => string;
  /** Cursor of the last row that was examined, where that is not the last of the page. */
  readonly #end: string | null | undefined;

  /** @param read the page in the order in which it was read */
  constructor(read: ReadPage<T>, reading: Reading, cursorOf: (item: T) => string) {
    const { rows, size, hasMore, end } = read;
    const { isFromEnd, cursor } = reading;
    this.#rows = rows;
    this.#size = size;
    this.hasNextPage = isFromEnd ? cursor !== undefined : hasMore;
    this.hasPreviousPage = isFromEnd ? hasMore : cursor !== undefined;
    this.totalCount = cursor === undefined && !hasMore ? size : null;
    this.#reading = reading;
    this.#cursorOf = cursorOf;
    this.#end = end;
  }

  get nodes(): readonly T[] {
    const rows = this.#rows.slice(0, this.#size);
    return this.#reading.isFromEnd ? rows.reverse() : rows;
  }
  get edges(): readonly Edge<T>[] {
    return this.nodes.map((node) => ({ node, cursor: toCursor(this.#cursorOf(node)) }));
  }
  get startCursor(): string | null | undefined {
    return (this.#reading.isFromEnd ? this.#end : undefined) ?? this.#cursorOfNode(0);
  }
  get endCursor(): string | null | undefined {
    return (this.#reading.isFromEnd ? undefined : this.#end) ?? this.#cursorOfNode(this.#size - 1);
  }

  #cursorOfNode(at: number): string | undefined {
    if (at < 0 || at >= this.#size) return undefined; // the row there would be one that is not of the page
    const node = this.#rows[this.#reading.isFromEnd ? this.#size - 1 - at : at];
    return node && toCursor(this.#cursorOf(node));
  }
}

const PageInfo = builder.objectRef<Omit<Connection<unknown>, 'nodes' | 'edges'>>('PageInfo').implement({
  description: 'Position of a page in its list (Relay cursor connections).',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description: 'Whether there are more items after this page. With `last`: whether it ends before a cursor.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description: 'With `last`: whether there are more items before this page. Else whether it begins after a cursor.',
    }),
    startCursor: t.string({
      description: 'Pass this as `before` to read the page before this one: see `endCursor`. Null on an empty page.',
      resolve: ({ startCursor }) => startCursor,
    }),
    endCursor: t.string({
      description:
        'Pass this as `after` to read the next page. If the gateway filters the list, a page may contain fewer items than `first` (even none) while `hasNextPage` is true: the search continues here. Null if no item was read.',
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
      node: t.field({
        type: node,
        nullable: false,
        extensions: mayFail,
        description: 'The item.',
        resolve: (edge) => edge.node as never,
      }),
    }),
  });
  return builder.objectRef<Connection<T>>(`${name}Connection`).implement({
    description: `A page of a list of ${name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeType],
        nullable: false,
        extensions: ownRows,
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
      totalCount: t.exposeInt('totalCount', {
        description:
          'How many items the list has, with the filters that were given. Known where this page is all of it; null where the provider would have to be asked for every item.',
      }),
    }),
  });
}

/** One page of a provider's list: see `readPage`. @throws InvalidInput */
export async function connectionOf<T>(args: PageArgs, source: ListSource<T>): Promise<Connection<T>> {
  const reading = readingOf(args);
  return new Connection(await readPage(reading, source), reading, source.cursorOf);
}
