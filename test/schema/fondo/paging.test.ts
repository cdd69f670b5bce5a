import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Collection } from '../../../src/datasources/kit/collection.ts';
import type { Page } from '../../../src/datasources/kit/paging/page.ts';
import { connectionOf } from '../../../src/schema/kit/connection.ts';

interface Row {
  readonly id: string;
  readonly key: string;
  readonly mark: boolean;
}

/** A provider's list in either reading of `start`, to which rows are added at the end. */
class List {
  readonly rows: Row[] = [];
  readonly #inclusive: boolean;
  #last = 0;

  constructor(inclusive: boolean, marks: readonly boolean[]) {
    this.#inclusive = inclusive;
    marks.forEach((mark) => this.add(mark));
  }

  add(mark: boolean): void {
    this.#last += 1;
    const key = String(this.#last).padStart(8, '0');
    this.rows.push({ id: `id-${this.#last}`, key, mark });
  }

  page({ start, limit }: Page): Row[] {
    const from = start ?? '';
    return this.rows.filter(({ key }) => (this.#inclusive ? key >= from : key > from)).slice(0, limit);
  }

  /** As one operation sees it. */
  open(): Collection<Row> {
    return new Collection<Row>({
      one: async (id) => this.rows.find((row) => row.id === id) ?? null,
      page: async (page) => this.page(page),
      idOf: ({ id }) => id,
      cursorOf: ({ key }) => key,
    });
  }
}

const marks = (max: number) => fc.array(fc.boolean(), { maxLength: max });

/** Reads page after page, each in an operation of its own, while rows arrive between the pages. */
async function walk(
  list: List,
  first: number,
  arrivals: readonly (readonly boolean[])[],
  keep?: (row: Row) => boolean,
): Promise<string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  for (let page = 0; ; page += 1) {
    const collection = list.open();
    const { edges, hasNextPage, endCursor } = await connectionOf(
      { first, after },
      { page: (at) => collection.page(at), cursorOf: ({ key }) => key, keep },
    );
    expect(edges.length).toBeLessThanOrEqual(first);
    seen.push(...edges.map(({ node }) => node.id));
    arrivals[page]?.forEach((mark) => list.add(mark));
    if (!hasNextPage && page >= arrivals.length) return seen;
    after = endCursor ?? after;
  }
}

test('page by page nothing is lost and nothing doubled, in both readings of start, while rows arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      marks(60),
      fc.integer({ min: 1, max: 25 }),
      fc.array(marks(6), { maxLength: 5 }),
      async (inclusive, initial, first, arrivals) => {
        const list = new List(inclusive, initial);
        const seen = await walk(list, first, arrivals);
        expect(seen).toEqual(list.rows.map(({ id }) => id));
      },
    ),
    { numRuns: 150 },
  );
});

test('the same holds for a list that the gateway filters', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      marks(60),
      fc.integer({ min: 1, max: 10 }),
      fc.array(marks(6), { maxLength: 5 }),
      async (inclusive, initial, first, arrivals) => {
        const list = new List(inclusive, initial);
        const seen = await walk(list, first, arrivals, ({ mark }) => mark);
        expect(seen).toEqual(list.rows.filter(({ mark }) => mark).map(({ id }) => id));
      },
    ),
    { numRuns: 150 },
  );
});

test('a filtered list reads ten pages at most at a time, and says where to go on', async () => {
  const list = new List(
    true,
    Array.from({ length: 12_000 }, (_, at) => at === 11_000),
  );
  let reads = 0;
  const collection = list.open();
  const source = {
    page: (at: Page) => ((reads += 1), collection.page(at)),
    cursorOf: ({ key }: Row) => key,
    keep: ({ mark }: Row) => mark,
  };
  const first = await connectionOf({ first: 5 }, source);
  expect([first.edges.length, first.hasNextPage, reads]).toEqual([0, true, 10]);
  const second = await connectionOf({ first: 5, after: first.endCursor }, source);
  expect([second.edges.length, second.edges[0]?.node.id]).toEqual([0, undefined]);
  const third = await connectionOf({ first: 5, after: second.endCursor }, source);
  expect([third.edges[0]?.node.id, third.hasNextPage]).toEqual(['id-11001', false]);
});

test.for([{ first: 0 }, { last: 0 }, { first: 0, order: 'NEWEST_FIRST' as const }])(
  'a page without rows has no cursors, whatever follows it: %o',
  async (args) => {
    const collection = new List(false, [true, true, true]).open();
    const source = { page: (at: Page) => collection.page(at), cursorOf: ({ key }: Row) => key };
    const { nodes, edges, startCursor, endCursor } = await connectionOf(args, source);
    expect({ nodes, edges, startCursor, endCursor }).toEqual({ nodes: [], edges: [] });
  },
);
