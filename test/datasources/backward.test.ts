import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Collection } from '../../src/datasources/kit/collection.ts';
import { ListSizes } from '../../src/datasources/kit/list-sizes.ts';
import { leastUlidAt, timeOfUlid } from '../../src/datasources/kit/paging/ulid.ts';
import { connectionOf } from '../../src/schema/kit/connection.ts';

interface Row {
  readonly id: string;
  readonly sortedId: string;
}
const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const START = Date.UTC(2016, 0, 1);

/** A provider's list that pages upwards only; `gaps` are the milliseconds before each row. */
class List {
  readonly rows: Row[] = [];
  readonly #inclusive: boolean;
  readonly #isUlid: boolean;
  readonly #sizes = new ListSizes(() => 100);
  #time = START;
  calls = 0;

  constructor(gaps: readonly number[], { inclusive = false, isUlid = true } = {}) {
    this.#inclusive = inclusive;
    this.#isUlid = isUlid;
    for (const gap of gaps) this.add(gap);
  }

  add(gap: number): void {
    this.#time += gap;
    const serial = String(this.rows.length + 1).padStart(16, '0');
    const sortedId = this.#isUlid ? leastUlidAt(this.#time).slice(0, 10) + serial : `row-${serial}`;
    this.rows.push({ id: `id-${this.rows.length + 1}`, sortedId });
  }

  /** As one operation sees it. */
  open(): Collection<Row> {
    return new Collection<Row>({
      one: async () => null,
      page: async ({ start = '', limit }) => {
        this.calls += 1;
        const after = ({ sortedId }: Row) => (this.#inclusive ? sortedId >= start : sortedId > start);
        return this.rows.filter(after).slice(0, limit);
      },
      idOf: ({ id }) => id,
      cursorOf: ({ sortedId }) => sortedId,
      size: this.#sizes.of('/list'),
    });
  }

  async page(args: object, keep?: (row: Row) => boolean) {
    const collection = this.open();
    const source = { page: collection.page.bind(collection), cursorOf: ({ sortedId }: Row) => sortedId, keep };
    const { nodes, hasNextPage, endCursor } = await connectionOf({ order: 'NEWEST_FIRST', ...args }, source);
    return { ids: nodes.map(({ id }) => id), hasNextPage, endCursor };
  }
}

const gap = fc.oneof(
  fc.constantFrom(0, 1),
  fc.integer({ min: 0, max: 60 * SECOND }),
  fc.integer({ min: 0, max: 3 * DAY }),
  fc.integer({ min: 0, max: 200 * DAY }),
);
/** Stretches of rows that lie equally close, so that lists are dense here and empty there. */
const gaps = fc
  .array(fc.tuple(gap, fc.integer({ min: 1, max: 400 })), { maxLength: 6 })
  .map((runs) => runs.flatMap(([one, count]) => [one * 3, ...Array.from({ length: count }, () => one / 50)]));

test('a ULID and its time are converted into each other', () => {
  expect(timeOfUlid('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(1_469_922_850_259); // the example of the ULID specification
  expect(leastUlidAt(1_469_922_850_259)).toBe('01ARZ3NDEK0000000000000000');
  for (const text of ['20240101abcdef', '01arz3ndektsv4rrffq69g5fav', '', '81ARZ3NDEKTSV4RRFFQ69G5FAV'])
    expect(timeOfUlid(text)).toBeUndefined();
});

test('newest first nothing is lost and nothing doubled, however the rows lie in time and while others arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      gaps,
      fc.record({ inclusive: fc.boolean(), isUlid: fc.boolean() }),
      fc.integer({ min: 1, max: 120 }),
      fc.boolean(),
      async (given, variant, first, isFiltered) => {
        const list = new List(given, variant);
        const isKept = ({ id }: Row): boolean => !isFiltered || Number(id.slice(3)) % 3 === 0;
        const expected = list.rows.filter(isKept).map(({ id }) => id);
        const seen: string[] = [];
        for (let after: string | null | undefined; ;) {
          const page = await list.page({ first, after }, isFiltered ? isKept : undefined);
          seen.push(...page.ids);
          list.add(DAY / 24);
          if (!page.hasNextPage) break;
          after = page.endCursor;
        }
        expect(seen).toEqual(expected.reverse());
      },
    ),
    { numRuns: 100 },
  );
});

test.each([
  ['one an hour up to now', 20_000, 1, 3],
  ['one a minute up to now', 50_000, 1, 3],
  ['the last two years ago', 3_000, 0.8, 6],
])('%s: the newest of many rows are found by few calls', async (_name, count, until, most) => {
  const span = (Date.now() - START) * until;
  const list = new List(Array.from({ length: count }, () => (until === 1 ? span / count : span / count / 3)));
  const newest = await list.page({ first: 20 });
  expect(newest.ids[0]).toBe(`id-${count}`);
  expect(list.calls).toBeLessThanOrEqual(most);
  list.calls = 0;
  await list.page({ first: 20, after: newest.endCursor });
  expect(list.calls).toBeLessThanOrEqual(2);
});

test('rows that all came in one millisecond are found, too', async () => {
  const list = new List(Array.from({ length: 2_000 }, (_, at) => (at === 0 ? DAY : 0)));
  expect((await list.page({ first: 3 })).ids).toEqual(['id-2000', 'id-1999', 'id-1998']);
});

test('an empty list, and one whose rows lie in the future of this machine, are read like any other', async () => {
  expect(await new List([]).page({})).toEqual({ ids: [], hasNextPage: false, endCursor: undefined });
  const ahead = new List([Date.now() - START + DAY, 1, 1]);
  expect((await ahead.page({ first: 2 })).ids).toEqual(['id-3', 'id-2']);
});
