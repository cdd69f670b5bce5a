import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';

const { permissions } = EVERYTHING;
const NOBODY = '00000000-0000-4000-8000-000000000001';
const CLIENT = `Client:${DEMO_CLIENT}`;

type Seed = { readonly orders?: number };
const start = (seed: Seed = {}): Promise<AuthKit> => startAuthKit({}, {}, { sandbox: { seed } });
const tables = ({ kit }: AuthKit) => kit.sandbox.fondo.state.books(DEMO_CLIENT).tables;
const withAccounts = (accounts: readonly string[]) => ({
  permissions,
  fondo_accounts: accounts.map((id) => `${DEMO_CLIENT}:${id}`),
});
/** Calls that are made for whatever is asked. */
const ASIDE: ReadonlySet<string> = new Set(['authToken', 'getClientById']);
/** The operations that Fondo was asked for. */
async function callsOf(auth: AuthKit, work: () => Promise<unknown>): Promise<string[]> {
  auth.kit.sandbox.fondo.forget();
  await work();
  return auth.kit.sandbox.fondo.calls.map(({ operationId }) => operationId).filter((id) => !ASIDE.has(id));
}

const cursor = ({ sortedId }: { sortedId: string }): string => Buffer.from(sortedId).toString('base64url');
/** 28 pages of one list in one operation, each after another row of it. */
const pages = (list: string, rows: readonly { sortedId: string }[]): string => {
  const step = Math.max(1, Math.floor(rows.length / 28));
  const aliases = Array.from({ length: 28 }, (_, n) => {
    const row = rows[n * step];
    return `p${n}: ${list}(first: 20, after: "${row ? cursor(row) : ''}") { nodes { id } pageInfo { hasNextPage } }`;
  });
  return `{ client(id: "${CLIENT}") { ${aliases.reverse().join(' ')} } }`;
};

test('28 pages of the orders of a client cost an investor without any one pass through them', async () => {
  await using auth = await start({ orders: 5_000 });
  const { rows } = tables(auth).order;
  let answer: any;
  const calls = await callsOf(auth, async () => {
    answer = await auth.as(withAccounts([NOBODY]), pages('orders', rows));
  });
  expect(answer.errors).toBeUndefined();
  expect(Object.values(answer.data.client)).toEqual(
    Array.from({ length: 28 }, () => ({ nodes: [], pageInfo: { hasNextPage: false } })),
  );
  expect(rows.length).toBeGreaterThanOrEqual(5_000);
  expect(calls.length).toBeLessThanOrEqual(Math.ceil(rows.length / 500) + 1);
  expect(new Set(calls)).toEqual(new Set(['getOrders']));
  expect(answer.extensions.cost.scannedRows).toBeLessThanOrEqual(rows.length + calls.length);
});

test('an investor whose rights open no account below a client makes no call for its lists', async () => {
  await using auth = await start();
  const owner = { permissions, fondo_owners: [`${DEMO_CLIENT}:190001019999`] };
  const lists = 'orders { nodes { id } } cashTransactions { nodes { id } } fundTransactions { nodes { id } }';
  const calls = await callsOf(auth, () => auth.as(owner, `{ client(id: "${CLIENT}") { ${lists} } }`));
  expect(calls).toEqual(['getAccounts']);
});

test.each([
  ['cashTransactions', 'getAccountCashTransactions'],
  ['fundTransactions', 'getAccountFundTransactions'],
])('a page of %s of an investor is read from the lists of the own accounts', async (list, operation) => {
  await using auth = await start();
  const accounts = tables(auth)
    .account.rows.slice(0, 3)
    .map(({ id }) => id);
  const one = `{ client(id: "${CLIENT}") { ${list}(first: 5) { nodes { id } } } }`;
  expect(await callsOf(auth, () => auth.as(withAccounts(accounts), one))).toEqual([operation, operation, operation]);
  const rows = tables(auth).cashTransaction.rows;
  const many = await callsOf(auth, () => auth.as(withAccounts([NOBODY]), pages(list, rows)));
  expect(new Set(many)).toEqual(new Set([operation]));
  expect(many.length).toBeLessThanOrEqual(28);
});

test('a page is read from the list of the client where that is known to be short', async () => {
  await using auth = await start();
  const accounts = tables(auth)
    .account.rows.slice(0, 3)
    .map(({ id }) => id);
  const { length } = tables(auth).fundTransaction.rows;
  expect(length).toBeLessThan(500);
  const list = (first: number): string =>
    `{ client(id: "${CLIENT}") { fundTransactions(first: ${first}) { nodes { id } } } }`;
  const whole = await auth.as(EVERYTHING, list(500));
  const claims = withAccounts(accounts);
  let own: any;
  expect(await callsOf(auth, async () => (own = await auth.as(claims, list(500))))).toEqual(['getFundTransactions']);
  expect(own.data.client.fundTransactions.nodes.length).toBeGreaterThan(0);
  expect(whole.data.client.fundTransactions.nodes).toEqual(
    expect.arrayContaining(own.data.client.fundTransactions.nodes),
  );
});

const COUNTS = [1, 2, 7];
test.each([
  ['orders', ''],
  ['orders', 'status: [SETTLED]'],
  ['cashTransactions', ''],
  ['cashTransactions', 'cause: ORDER'],
  ['cashTransactions', 'modifiedSince: "2020-01-01T00:00:00Z"'],
  ['fundTransactions', ''],
  ['accounts', ''],
])(
  'page by page, %s(%s) of an investor are those of the whole list that name an own account, in its order',
  async (list, filter) => {
    await using auth = await start({ orders: 600 });
    const { rows } = tables(auth).account;
    const named =
      list === 'accounts'
        ? 'id'
        : list === 'cashTransactions'
          ? 'debitedAccount { id } creditedAccount { id }'
          : 'account { id }';
    const page = (first: number, after: string): string =>
      `{ client(id: "${CLIENT}") { ${list}(first: ${first}, after: ${after} ${filter}) { nodes { id ${named} } pageInfo { hasNextPage endCursor } } } }`;
    const all = async (claims: Record<string, unknown>, first: number): Promise<any[]> => {
      const found: any[] = [];
      for (let after = 'null'; ;) {
        const { data, errors } = await auth.as(claims, page(first, after));
        expect(errors).toBeUndefined();
        const { nodes, pageInfo } = data.client[list];
        found.push(...nodes);
        if (!pageInfo.hasNextPage) return found;
        after = JSON.stringify(pageInfo.endCursor);
      }
    };
    const whole = await all(EVERYTHING, 500);
    for (const count of COUNTS) {
      const own = rows.slice(0, count).map(({ id }) => id);
      const ids = new Set(own.map((id) => `Account:${DEMO_CLIENT}:${id}`));
      const isOwn = ({ id, account, debitedAccount, creditedAccount }: any): boolean =>
        [id, account?.id, debitedAccount?.id, creditedAccount?.id].some((one) => ids.has(one));
      const seen = await all(withAccounts(own), 40);
      expect(seen.map(({ id }) => id)).toEqual(whole.filter(isOwn).map(({ id }) => id));
      expect(seen.length).toBeGreaterThan(0);
    }
  },
);

test('clients and accounts that rights name are read by their ids, however long the lists are', async () => {
  await using auth = await start();
  const [account] = tables(auth).account.rows;
  const document = `{ clients { nodes { id } } client(id: "${CLIENT}") { accounts { nodes { id } } } }`;
  let own: any;
  const calls = await callsOf(auth, async () => (own = await auth.as(withAccounts([account?.id ?? '']), document)));
  expect(calls).toEqual(['getAccountById']);
  expect(own.data).toEqual({
    clients: { nodes: [{ id: CLIENT }] },
    client: { accounts: { nodes: [{ id: `Account:${DEMO_CLIENT}:${account?.id}` }] } },
  });
});
