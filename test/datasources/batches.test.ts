import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { Collection } from '../../src/datasources/kit/collection.ts';
import { ListSizes } from '../../src/datasources/kit/list-sizes.ts';
import { startKit, type Kit } from '../kit/gateway.ts';

const READ = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';

/** Reads orders by their places among all, and tells how that was decided. */
async function readOrders(kit: Kit, places: readonly number[]) {
  const { rows } = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order;
  const ids = places.map((place) => `Order:${DEMO_CLIENT}:${rows[place]?.id}`);
  kit.sandbox.fondo.forget();
  const response = await fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: READ, variables: { ids }, extensions: { plan: true } }),
  });
  const { data, extensions } = await response.json();
  expect(data.nodes).toEqual(ids.map((id) => ({ id })));
  const calls = kit.sandbox.fondo.calls.map(({ operationId }) => operationId).filter((name) => name !== 'authToken');
  return { calls, choices: extensions.upstream.choices as object[] };
}

const FIVE = [3, 400, 700, 900, 1_199];
const singles = FIVE.map(() => 'getOrderById');

test.each<[string, Record<string, string>, string[]]>([
  ['by single reads where there is no budget', {}, singles],
  ['by single reads where the budget is ample', { FONDO_REQUESTS_PER_SECOND: '500' }, singles],
  ['by the list where the budget is too small for them', { FONDO_REQUESTS_PER_SECOND: '4' }, ['getOrders']],
  ['by the list where fewer may run at the same time', { FONDO_CONCURRENCY: '4' }, ['getOrders']],
])('a few ids of a long list are answered %s', async (_how, env, expected) => {
  await using kit = await startKit({
    sandbox: { seed: { orders: 1_200 } },
    gateway: { capacity: loadSettings(env).capacity },
  });
  const many = Array.from({ length: 100 }, (_, at) => at * 12);
  await readOrders(kit, many); // by the list, whose length is known from then on
  const { calls, choices } = await readOrders(kit, FIVE);
  expect(calls).toEqual(expected);
  const by = expected === singles ? 'single reads' : 'list';
  expect(choices).toMatchObject([{ by, ids: 5, rows: 1_200, callsLeft: expect.any(Number) }]);
});

test('a batch that the list holds takes no more calls because few may start than it does otherwise', async () => {
  const batches = fc.record({
    length: fc.integer({ min: 0, max: 6_000 }),
    seen: fc.constantFrom('nothing', 'a page', 'all'),
    places: fc.uniqueArray(fc.nat(5_999), { minLength: 1, maxLength: 30 }),
    callsLeft: fc.constantFrom(0, 1, 3, 10),
  });
  const calls = async ({ length, seen, places }: Batch, callsLeft: number): Promise<number> => {
    const rows = Array.from({ length }, (_, at) => ({ id: `id-${at}`, key: String(at).padStart(5, '0') }));
    const size = new ListSizes(() => callsLeft).of('/rows');
    if (seen !== 'nothing') size.note(seen === 'all' ? length : Math.min(length, 500), seen === 'all' || length < 500);
    let made = 0;
    const collection = new Collection<(typeof rows)[number]>({
      one: async (id) => ((made += 1), rows.find((row) => row.id === id) ?? null),
      page: async ({ start = '', limit }) => ((made += 1), rows.filter(({ key }) => key > start).slice(0, limit)),
      idOf: ({ id }) => id,
      cursorOf: ({ key }) => key,
      size,
    });
    const asked = places.filter((place) => place < length).map((place) => `id-${place}`);
    const found = await Promise.all(asked.map(async (id) => collection.byId(id)));
    expect(found.map((row) => row?.id)).toEqual(asked);
    return made;
  };
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      expect(await calls(batch, batch.callsLeft)).toBeLessThanOrEqual(await calls(batch, Infinity));
    }),
    { numRuns: 150 },
  );
});

interface Batch {
  readonly length: number;
  readonly seen: string;
  readonly places: readonly number[];
}
