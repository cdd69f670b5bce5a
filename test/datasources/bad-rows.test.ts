import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import type { Answered } from '../kit/gateway.ts';
import { startMangledKit } from '../kit/mangling-proxy.ts';

type Rows = Record<string, unknown>[];

const codesOf = ({ errors = [] }: Answered): unknown[] => errors.map(({ extensions }) => extensions?.['code']);

test.each([true, false])(
  'rows that are no objects cost no other row, and are reported once (compiled: %s)',
  async (compiled) => {
    await using kit = await startMangledKit({ gateway: { compiled } });
    const read = `{ client(id: "${DEMO_CLIENT}") { name orders(first: 30) { nodes { id } pageInfo { hasNextPage } }
    again: orders(first: 30) { nodes { status } } } }`;
    const { data: whole } = await kit.query(read);
    kit.edges.fondo.mangle({
      at: /\/order\?limit=31/,
      json: ([first, ...rest]: Rows) => [null, first, 5, 'text', [], { id: 7 }, ...rest].slice(0, 31),
    });
    const answered = await kit.query(read);
    expect(answered.data).toEqual(whole);
    expect(answered.errors).toMatchObject([
      {
        message:
          'The provider sent, in /v2/partner/client/{}/order, 5 rows that could not be understood: they are left out.',
        extensions: { code: 'PROVIDER_BAD_ANSWER', provider: 'FONDO', retryable: false },
      },
    ]);
  },
);

test('an id whose row in a list cannot be understood is read alone, and the others are answered by the list', async () => {
  await using kit = await startMangledKit();
  const { rows } = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order;
  const ids = rows.slice(0, 6).map(({ id }) => `Order:${DEMO_CLIENT}:${id}`);
  kit.edges.fondo.mangle({ at: /\/order\?/, json: ([, ...rest]: Rows) => [null, ...rest] });
  const { data, errors } = await kit.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(data.nodes).toEqual(ids.map((id) => ({ id })));
  expect(errors?.map(({ path }) => path)).toEqual([undefined]);
  expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getOrderById')).toHaveLength(1);
});

test.each<[string, object]>([
  ['is no list', { json: { items: [] } }],
  ['is broken JSON', { body: '[{"id":' }],
  ['fails', { status: 500, times: Infinity }],
])('where the list that was to answer a batch %s, its items are read one by one', async (_how, mangling) => {
  await using kit = await startMangledKit();
  const { rows } = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order;
  const ids = rows.slice(0, 6).map(({ id }) => `Order:${DEMO_CLIENT}:${id}`);
  kit.edges.fondo.mangle({ at: /\/order\?/, ...mangling });
  const { data, errors } = await kit.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(errors).toBeUndefined();
  expect(data.nodes).toEqual(ids.map((id) => ({ id })));
});

const ACCOUNT = `{ client(id: "${DEMO_CLIENT}") { account(id: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}") {
  id name statusRaw status balance { amount } owner { firstName } totalValue { amount } createdAt
  positions { units value { amount } instrument { name } } bankAccounts { id } allocationPlan { bankAccount { id } } } } }`;
const WRONG = [5, true, 'text', {}, [null], ['text'], null, '\ud800'];
const MEMBERS = ['name', 'status', 'balance', 'owner', 'positions', 'bankAccounts', 'createdDate', 'currency'];

test('a member of the wrong type is never a failure of the gateway', async () => {
  await using kit = await startMangledKit();
  for (const member of MEMBERS) {
    for (const value of WRONG) {
      const rule = kit.edges.fondo.mangle({
        at: new RegExp(`/account/${DEMO_ACCOUNT}$`),
        json: (row: object) => ({ ...row, [member]: value }),
      });
      const answered = await kit.query(ACCOUNT);
      rule.remove();
      expect([member, value, codesOf(answered).filter((code) => code !== 'PROVIDER_BAD_ANSWER')]).toEqual([
        member,
        value,
        [],
      ]);
      expect(answered.data.client).not.toBeNull();
    }
  }
});

test.each([true, false])(
  'a number for a text and an object for a name fail in their own field (compiled: %s)',
  async (compiled) => {
    await using kit = await startMangledKit({ gateway: { compiled } });
    for (const value of [12, { first: 'A' }]) {
      kit.edges.fondo.mangle({ at: /\/client\/[^/]+$/, json: (row: object) => ({ ...row, name: value }) });
      const answered = await kit.query(`{ client(id: "${DEMO_CLIENT}") { id name } }`);
      expect(answered.data.client).toEqual({ id: `Client:${DEMO_CLIENT}`, name: null });
      expect(answered.errors).toMatchObject([
        { path: ['client', 'name'], extensions: { code: 'PROVIDER_BAD_ANSWER' } },
      ]);
    }
  },
);

test.each([true, false])(
  'rows of any wrong type leave every list of a client readable (compiled: %s)',
  async (compiled) => {
    await using kit = await startMangledKit({ gateway: { compiled } });
    const lists = `{ client(id: "${DEMO_CLIENT}") {
    accounts { nodes { id } } orders { nodes { account { id } instrument { id } cashTransactions { id } } }
    cashTransactions { nodes { id } } fundTransactions { nodes { id } } allocationPlans { id } custodians { name }
    instruments { nodes { name } } } offers { title } }`;
    const rows = WRONG.filter((value) => typeof value !== 'number' || Number.isFinite(value));
    const mixed = (list: Rows): unknown[] => list.flatMap((row, at) => [row, rows[at % rows.length]]);
    kit.edges.fondo.mangle({
      at: '',
      times: Infinity,
      json: (body: unknown) => (Array.isArray(body) ? mixed(body) : body),
    });
    kit.edges.payex.mangle({
      at: '/offers',
      times: Infinity,
      json: ({ items }: { items: Rows }) => ({ items: mixed(items) }),
    });
    const answered = await kit.query(lists);
    expect(new Set(codesOf(answered))).toEqual(new Set(['PROVIDER_BAD_ANSWER']));
    expect(answered.errors?.every(({ path }) => path === undefined)).toBe(true);
    expect(answered.data.offers.length).toBeGreaterThan(0);
    for (const list of Object.values<{ nodes?: unknown[] }>(answered.data.client))
      expect((list.nodes ?? (list as unknown[])).length).toBeGreaterThan(0);
  },
);
