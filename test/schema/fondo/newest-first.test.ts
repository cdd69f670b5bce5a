import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_ORDER } from '../../../sandbox/fondo/index.ts';
import { EVERYTHING, startAuthKit } from '../../auth/kit.ts';
import type { Kit } from '../../kit/gateway.ts';
import { ACCOUNT, CLIENT, read, startFondoKit } from './kit.ts';

const books = (kit: Kit) => kit.sandbox.fondo.state.books(DEMO_CLIENT);
const globalId = ({ id }: { readonly id: string }): string => `Order:${DEMO_CLIENT}:${id}`;

/** An order that arrives now. */
function arrive(kit: Kit, id: string): void {
  const { state } = kit.sandbox.fondo;
  kit.sandbox.clock.advance(1_000);
  state.create(books(kit), 'order', { ...state.find(books(kit), 'order', DEMO_ORDER), ...state.track(id) });
}
const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const PAGE = `query ($client: ID!, $first: Int, $after: String, $last: Int, $before: String, $order: ListOrder) {
  client(id: $client) { orders(first: $first, after: $after, last: $last, before: $before, order: $order) {
    nodes { id createdAt } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
const page = async (kit: Kit, variables: Record<string, unknown>): Promise<any> =>
  (await read(kit, PAGE, { client: CLIENT, ...variables })).client.orders;

/** The lists that were read since the last look. */
function listsSince(kit: Kit): string[] {
  const calls = kit.sandbox.fondo.calls.map(({ operationId }) => operationId);
  kit.sandbox.fondo.forget();
  return calls.filter((operation) => !['getClientById', 'getAccountById', 'authToken'].includes(operation));
}
const ids = (nodes: readonly { readonly id: string }[]): string[] => nodes.map(({ id }) => id);

const thousands = { sandbox: { seed: { orders: 3_000 } } };

test('the newest 20 of 3,000 orders cost few calls, and one where the list was searched before', async () => {
  await using kit = await startFondoKit(thousands);
  const { rows } = books(kit).tables.order;
  expect(rows.length).toBeGreaterThanOrEqual(3_000);
  const newest = await page(kit, { order: 'NEWEST_FIRST' });
  expect(ids(newest.nodes)).toEqual(rows.slice(-20).map(globalId).reverse());
  expect(newest).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  expect(listsSince(kit).length).toBeLessThanOrEqual(5);
  expect(await page(kit, { order: 'NEWEST_FIRST' })).toEqual(newest);
  expect(listsSince(kit)).toEqual(['getOrders']);
  const next = await page(kit, { order: 'NEWEST_FIRST', after: newest.pageInfo.endCursor });
  expect(ids(next.nodes)).toEqual(rows.slice(-40, -20).map(globalId).reverse());
  expect(listsSince(kit)).toEqual(['getOrders']);
  arrive(kit, uuid(1));
  expect(ids((await page(kit, { order: 'NEWEST_FIRST', first: 1 })).nodes)).toEqual([globalId({ id: uuid(1) })]);
  expect(listsSince(kit)).toEqual(['getOrders']);
});

test('looking for the end of a list counts in the cost of an operation, however it is asked for', async () => {
  await using kit = await startFondoKit();
  const costOf = async (variables: object): Promise<number> =>
    ((await kit.query(PAGE, { client: CLIENT, ...variables })).extensions as any).cost.requested;
  const oldest = await costOf({ first: 20 });
  const searched = [{ first: 20, order: 'NEWEST_FIRST' }, { last: 20 }];
  for (const variables of searched) expect(await costOf(variables)).toBeGreaterThan(oldest);
  expect(await costOf({ last: 20, order: 'NEWEST_FIRST' })).toBe(oldest);
});

test('a list that was found short is read newest first by one call, and counted', async () => {
  await using kit = await startFondoKit();
  const { rows } = books(kit).tables.order;
  const oldest = await page(kit, { first: 500 });
  expect(oldest.totalCount).toBe(rows.length);
  listsSince(kit);
  const newest = await page(kit, { first: 500, order: 'NEWEST_FIRST' });
  expect(newest).toMatchObject({ totalCount: rows.length, pageInfo: { hasNextPage: false } });
  expect(ids(newest.nodes)).toEqual(ids(oldest.nodes).reverse());
  expect(listsSince(kit)).toEqual(['getOrders']);
});

test('pages walk from the newest order to the first, without doubles or gaps, while new ones arrive', async () => {
  await using kit = await startFondoKit(thousands);
  const expected = books(kit).tables.order.rows.map(globalId).reverse();
  const seen: string[] = [];
  let calls = 0;
  for (let after: string | undefined, at = 0; ; at += 1) {
    const { nodes, pageInfo } = await page(kit, { first: 200, after, order: 'NEWEST_FIRST' });
    seen.push(...ids(nodes));
    calls += listsSince(kit).length;
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
    arrive(kit, uuid(at + 1));
  }
  expect(seen).toEqual(expected);
  expect(calls).toBeLessThanOrEqual((2 * expected.length) / 200);
});

test('with `last` and `before` the pages of either order are those of the other, turned round', async () => {
  await using kit = await startFondoKit();
  const all = books(kit).tables.order.rows.map(globalId);
  const end = await page(kit, { last: 7 });
  expect(ids(end.nodes)).toEqual(all.slice(-7));
  expect(end.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  const before = await page(kit, { last: 7, before: end.pageInfo.startCursor });
  expect(ids(before.nodes)).toEqual(all.slice(-14, -7));
  expect(before.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
  const oldest = await page(kit, { last: 3, order: 'NEWEST_FIRST' });
  expect(ids(oldest.nodes)).toEqual(all.slice(0, 3).reverse());
  const newer = await page(kit, { last: 3, before: oldest.pageInfo.startCursor, order: 'NEWEST_FIRST' });
  expect(ids(newer.nodes)).toEqual(all.slice(3, 6).reverse());
});

test.each([
  [{ before: 'MDE' }, 'before', 'expected `last` with it'],
  [{ first: 1, last: 1 }, 'last', 'expected no `first` or `after` with it'],
  [{ last: 501 }, 'last', 'expected a page size between 0 and 500'],
  [{ last: 1, before: 'no cursor!' }, 'before', 'expected a cursor that this list returned'],
])('a page of %j is refused', async (variables, path, message) => {
  await using kit = await startFondoKit();
  const { errors } = await kit.query(PAGE, { client: CLIENT, ...variables });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path, message }] });
});

test('every list of Fondo that is in the order of creation can be read newest first, and by what was created since', async () => {
  await using kit = await startFondoKit();
  const { tables } = books(kit);
  const rowsOf = (rows: readonly { readonly createdDate?: string }[]) => rows.map(({ createdDate }) => createdDate);
  const since = tables.order.rows[30]?.createdDate ?? '';
  const list = (name: string) =>
    `${name}: ${name}(first: 500, order: NEWEST_FIRST) { nodes { createdAt } } ${name}Since: ${name}(first: 500, createdSince: "${since}") { nodes { createdAt } totalCount }`;
  const lists = ['orders', 'cashTransactions', 'fundTransactions'];
  const data = await read(
    kit,
    `{ ${list('clients')} client(id: "${CLIENT}") { ${['accounts', ...lists].map(list).join(' ')} account(id: "${ACCOUNT}") { ${lists.map(list).join(' ')} } } }`,
  );
  const created = ({ nodes }: any): string[] => nodes.map(({ createdAt }: any) => createdAt);
  expect(created(data.client.orders)).toEqual(rowsOf(tables.order.rows).reverse());
  const account = (row: any): boolean => [row.account, row.creditAccount, row.debitAccount].includes(DEMO_ACCOUNT);
  for (const [name, table] of Object.entries({
    accounts: tables.account.rows,
    orders: tables.order.rows,
    cashTransactions: tables.cashTransaction.rows,
    fundTransactions: tables.fundTransaction.rows,
  })) {
    const later = (rows: readonly { readonly createdDate?: string }[]) =>
      rowsOf(rows).filter((date) => String(date) >= since);
    expect(created(data.client[name])).toEqual(rowsOf(table).reverse());
    expect(created(data.client[`${name}Since`])).toEqual(later(table));
    expect(data.client[`${name}Since`].totalCount).toBe(later(table).length);
    if (name === 'accounts') continue;
    expect(created(data.client.account[name])).toEqual(rowsOf(table.filter(account)).reverse());
    expect(created(data.client.account[`${name}Since`])).toEqual(later(table.filter(account)));
  }
  expect(created(data.clients)).toEqual([...created(data.clients)].sort().reverse());
  expect(data.clients.nodes.length).toBeGreaterThan(1);
});

test.each(['orders', 'cashTransactions', 'fundTransactions', 'accounts'])(
  'newest first, an investor pages through the %s of the own accounts alone, in the order of the whole list',
  async (list) => {
    await using auth = await startAuthKit({}, {}, { sandbox: { seed: { orders: 600 } } });
    const own = books(auth.kit)
      .tables.account.rows.slice(0, 2)
      .map(({ id }) => id);
    const claims = { permissions: EVERYTHING.permissions, fondo_accounts: own.map((id) => `${DEMO_CLIENT}:${id}`) };
    const walk = async (order: string, first: number): Promise<string[]> => {
      const found: string[] = [];
      for (let after = 'null'; ;) {
        const document = `{ client(id: "${CLIENT}") { ${list}(first: ${first}, after: ${after}, order: ${order}) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
        const { data, errors } = await auth.as(claims, document);
        expect(errors).toBeUndefined();
        found.push(...ids(data.client[list].nodes));
        if (!data.client[list].pageInfo.hasNextPage) return found;
        after = JSON.stringify(data.client[list].pageInfo.endCursor);
      }
    };
    const oldest = await walk('OLDEST_FIRST', 500);
    expect(oldest.length).toBeGreaterThan(1);
    expect(await walk('NEWEST_FIRST', 9)).toEqual(oldest.reverse());
  },
);

test('28 pages of the newest orders cost an investor without any one pass through the list', async () => {
  await using auth = await startAuthKit({}, {}, thousands);
  const { rows } = books(auth.kit).tables.order;
  const aliases = Array.from({ length: 28 }, (_, at) => {
    const after = Buffer.from(rows[(at + 1) * 100]?.sortedId ?? '').toString('base64url');
    return `p${at}: orders(first: 20, after: "${after}", order: NEWEST_FIRST) { nodes { id } }`;
  });
  const claims = { permissions: EVERYTHING.permissions, fondo_accounts: [`${DEMO_CLIENT}:${uuid(9)}`] };
  auth.kit.sandbox.fondo.forget();
  const { data, errors } = await auth.as(claims, `{ client(id: "${CLIENT}") { ${aliases.join(' ')} } }`);
  expect(errors).toBeUndefined();
  expect(Object.values(data.client).flatMap((one: any) => one.nodes)).toEqual([]);
  expect(listsSince(auth.kit).length).toBeLessThanOrEqual(2 * Math.ceil(rows.length / 500));
});
