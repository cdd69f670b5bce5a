import { getNamedType, isCompositeType, type GraphQLNamedType, type GraphQLObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { schema } from '../../src/schema/index.ts';
import { EVERYTHING, startAuthKit } from '../auth/kit.ts';
import { startKit, until } from '../kit/gateway.ts';

const DASHBOARD = `query ($id: ID!, $more: Boolean = true) { client(id: $id) { name
  ...Lists @include(if: $more) } }
fragment Lists on Client {
  all: accounts(first: 20) { nodes { name positions { instrument { name } } } }
  orders(first: 50) { nodes { account { name } instrument { name } } } }`;

const operations = (calls: readonly { operationId: string }[]): string[] =>
  calls
    .map(({ operationId }) => operationId)
    .filter((name) => name !== 'authToken')
    .sort();

test('client, accounts, orders and instruments are asked for in one round', async () => {
  await using kit = await startKit();
  await kit.query('{ instrument(id: "none") { name } }');
  kit.sandbox.fondo.forget();
  const thaw = kit.sandbox.fondo.fault({ operation: '*', delayMs: 200 });
  const answer = kit.query(DASHBOARD, { id: DEMO_CLIENT });
  await until(() => kit.sandbox.fondo.calls.length === 4, 'four calls before the first answer');
  thaw();
  const { data, errors } = await answer;
  expect(errors).toBeUndefined();
  expect(data.client.all.nodes).toHaveLength(20);
  expect(operations(kit.sandbox.fondo.calls)).toEqual(['getAccounts', 'getClientById', 'getInstruments', 'getOrders']);
});

test.for([true, false])('variables count in what is read ahead (compiled: %s)', async (compiled) => {
  await using kit = await startKit({ gateway: { compiled } });
  await kit.query('{ instrument(id: "none") { name } }');
  kit.sandbox.fondo.forget();
  const query = `query ($id: ID!, $first: Int, $also: Boolean!) { client(id: $id) {
    orders(first: $first) { nodes { status } } accounts @include(if: $also) { nodes { name } } } }`;
  await kit.query(query, { id: DEMO_CLIENT, first: 30, also: true });
  const { calls } = kit.sandbox.fondo;
  expect(operations(calls)).toEqual(['getAccounts', 'getClientById', 'getOrders']);
  expect(calls.find(({ operationId }) => operationId === 'getOrders')?.path).toContain('limit=31');
});

test('what @include leaves out is not read ahead', async () => {
  await using kit = await startKit();
  await kit.query(DASHBOARD, { id: DEMO_CLIENT, more: false });
  expect(operations(kit.sandbox.fondo.calls)).toEqual(['getClientById']);
});

const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
const SCREEN = `query ($id: ID!, $account: ID!) { client(id: $id) {
  account(id: $account) { name kycStatus { status } agreements { key } allocationPlan { id }
    orders { nodes { status } } cashTransactions { nodes { amount { amount } } } fundTransactions { nodes { units } } }
  accounts { nodes { name } } orders { nodes { status } } cashTransactions { nodes { type } }
  fundTransactions { nodes { type } } allocationPlans { id } custodians { name } instruments { nodes { name } } } }`;
/** Every read of that screen: the orders of an account are among those of its client; itself waits for no list. */
const SCREEN_READS = [
  'getAccountAgreementTypes',
  'getAccountById',
  'getAccountCashTransactions',
  'getAccountFundTransactions',
  'getAccounts',
  'getAllocationPlanByAccountId',
  'getAllocationPlans',
  'getCashTransactions',
  'getClientById',
  'getClientInstrumentUniverse',
  'getCustodians',
  'getFundTransactions',
  'getKycStatusByAccount',
  'getOrders',
];

test('every list of a client and of an account of it is asked for before the first answer', async () => {
  await using kit = await startKit();
  await kit.query('{ instrument(id: "none") { name } }');
  const { fondo } = kit.sandbox;
  fondo.forget();
  const thaw = fondo.fault({ operation: '*', delayMs: 500 });
  const answer = kit.query(SCREEN, { id: DEMO_CLIENT, account: ACCOUNT });
  await until(() => fondo.calls.length >= SCREEN_READS.length, 'all calls before the first answer');
  expect(fondo.calls.every(({ done }) => done === undefined)).toBe(true);
  thaw();
  expect((await answer).errors).toBeUndefined();
  expect(operations(fondo.calls)).toEqual(SCREEN_READS);
});

test('nothing waits for a sibling: what stands below the others is read while one list is held back', async () => {
  await using kit = await startKit();
  await kit.query('{ instrument(id: "none") { name } }');
  const { fondo } = kit.sandbox;
  fondo.fault({ operation: 'getOrders', delayMs: 4_000 });
  const answer = kit.query(
    `query ($id: ID!) { client(id: $id) { orders { nodes { status } } accounts(first: 2) { nodes { kycStatus { status } } }
      allocationPlans { account { agreements { key } } } } }`,
    { id: DEMO_CLIENT },
  );
  const made = (name: string): boolean => fondo.calls.some(({ operationId }) => operationId === name);
  await until(() => made('getKycStatusByAccount') && made('getAccountAgreementTypes'), 'the reads below the others');
  const held = fondo.calls.filter(({ operationId, done }) => operationId === 'getOrders' && done === undefined);
  expect(held).toHaveLength(1);
  expect((await answer).errors).toBeUndefined();
});

test.each([
  ['getAccounts', 'getAccountById', `account(id: "${ACCOUNT}") { name } accounts { nodes { name } }`],
  [
    'getAccounts',
    'getKycStatusByAccount',
    `account(id: "${ACCOUNT}") { kycStatus { status } } accounts { nodes { name } }`,
  ],
])('what is named is read while the list %s beside it is held back: %s', async (list, read, selection) => {
  await using kit = await startKit();
  await kit.query('{ instrument(id: "none") { name } }');
  const { fondo } = kit.sandbox;
  fondo.fault({ operation: list, delayMs: 4_000 });
  const answer = kit.query(`{ client(id: "${DEMO_CLIENT}") { ${selection} } }`);
  await until(() => fondo.calls.some(({ operationId, done }) => operationId === read && done), 'the read by its id');
  expect(fondo.calls.some(({ operationId, done }) => operationId === list && done === undefined)).toBe(true);
  expect((await answer).errors).toBeUndefined();
});

test('below an account that is not there, nothing is asked for a second time', async () => {
  await using kit = await startKit();
  const missing = ACCOUNT.replace(/.$/, '0');
  const read = `query ($id: ID!, $account: ID!) { client(id: $id) { account(id: $account) { cashTransactions { nodes { id } } } } }`;
  await kit.query(read, { id: DEMO_CLIENT, account: missing });
  kit.sandbox.fondo.forget();
  expect((await kit.query(read, { id: DEMO_CLIENT, account: missing })).data).toEqual({ client: { account: null } });
  expect(operations(kit.sandbox.fondo.calls)).toEqual(['getAccountById', 'getClientById']);
});

test('below a client that is not there, nothing is asked for a second time', async () => {
  await using kit = await startKit();
  const missing = DEMO_CLIENT.replace(/.$/, '0');
  expect((await kit.query(DASHBOARD, { id: missing })).data).toEqual({ client: null });
  kit.sandbox.fondo.forget();
  expect((await kit.query(DASHBOARD, { id: missing })).data).toEqual({ client: null });
  expect(operations(kit.sandbox.fondo.calls)).toEqual(['getClientById']);
});

test('a search goes no further once the operation that it was begun for is answered', async () => {
  await using kit = await startKit({ sandbox: { seed: { orders: 3_000 } } });
  const { fondo } = kit.sandbox;
  const query = `query ($id: ID!) { client(id: $id) { orders(first: 5, clientRef: "none") { nodes { id } } } }`;
  await kit.query('query ($id: ID!) { client(id: $id) { name } }', { id: DEMO_CLIENT });
  fondo.fault({ operation: 'getClientById', answer: { status: 404 }, delayMs: 100 });
  fondo.fault({ operation: 'getIstrumentById', delayMs: 60 });
  fondo.fault({ operation: 'getOrders', delayMs: 30 });
  expect((await kit.query(query, { id: DEMO_CLIENT })).data).toEqual({ client: null });
  const pages = (): number => operations(fondo.calls).filter((name) => name === 'getOrders').length;
  const read = pages();
  expect(read).toBeGreaterThan(0);
  // For as long as some more pages would take.
  for (const id of ['a', 'b', 'c']) await kit.query(`{ instrument(id: "${id}") { name } }`);
  expect(pages()).toBe(read);
});

test('a fault of one list stays in that list', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getOrders', answer: { status: 500 } });
  const { data, errors } = await kit.query(DASHBOARD, { id: DEMO_CLIENT });
  expect(data.client.orders).toBeNull();
  expect(data.client.all.nodes).toHaveLength(20);
  expect(errors?.map(({ path }) => path)).toEqual([['client', 'orders']]);
});

/** What the developer of an operation is shown of its reads. */
async function upstreamOf(url: string, query: string, variables = {}) {
  const body = JSON.stringify({ query, variables, extensions: { plan: true } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  return (await response.json()).extensions.upstream;
}

/** Arguments of the fields that need any. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'Client.account': `(id: "${ACCOUNT}")`,
  'Client.order': `(id: "Order:${DEMO_CLIENT}:${DEMO_ACCOUNT}")`,
  'Client.journey': `(id: "Journey:${DEMO_CLIENT}:${DEMO_ACCOUNT}")`,
  'Client.cashTransaction': `(id: "CashTransaction:${DEMO_CLIENT}:${DEMO_ACCOUNT}")`,
  'Client.fundTransaction': `(id: "FundTransaction:${DEMO_CLIENT}:${DEMO_ACCOUNT}")`,
  'Client.paymentInstruction': `(id: "PaymentInstruction:${DEMO_CLIENT}:${DEMO_ACCOUNT}")`,
};

/** Every field of a type, with the ids of what it returns selected. */
const selections = (name: 'Client' | 'Account'): string[] => {
  const fields = Object.values((schema.getType(name) as GraphQLObjectType).getFields());
  const shown = (type: GraphQLNamedType): string => {
    if (!isCompositeType(type)) return '';
    return type.name.endsWith('Connection') ? '{ nodes { __typename } }' : '{ __typename }';
  };
  return fields.map(
    (field) => `${field.name}${ARGUMENTS[`${name}.${field.name}`] ?? ''} ${shown(getNamedType(field.type))}`,
  );
};

const BELOW: readonly (readonly [where: string, selection: string])[] = [
  ...selections('Client').map((one) => ['client', `client(id: "${DEMO_CLIENT}") { ${one} }`] as const),
  ...selections('Account').flatMap((one) => [
    ['client.account', `client(id: "${DEMO_CLIENT}") { account(id: "${ACCOUNT}") { ${one} } }`] as const,
    ['node', `node(id: "${ACCOUNT}") { ... on Account { ${one} } }`] as const,
    ['nodes', `nodes(ids: ["${ACCOUNT}"]) { ... on Account { ${one} } }`] as const,
  ]),
  ['client.account', `client(id: "${DEMO_CLIENT}") { account(id: "${ACCOUNT}") { positions { value { amount } } } }`],
  [
    'node',
    `node(id: "${ACCOUNT}") { ... on Account { positions { value { amount } } allocationPlan { shares { instrument { name } } } } }`,
  ],
  [
    'node',
    `node(id: "Client:${DEMO_CLIENT}") { ... on Client { accounts { nodes { totalValue { amount } orders { nodes { status } } allocationPlan { shares { instrument { name } } } } } } }`,
  ],
  ['client', `client(id: "${DEMO_CLIENT}") { orders { nodes { account { positions { instrument { name } } } } } }`],
  ['client', `client(id: "${DEMO_CLIENT}") { fundTransactions { nodes { order { status } account { name } } } }`],
  [
    'swishDeposit',
    `swishDeposit(id: "SwishDeposit:${DEMO_CLIENT}:${DEMO_ACCOUNT}:none") { account { name client { name } } }`,
  ],
  [
    'process',
    `process(id: "Journey:${DEMO_CLIENT}:${DEMO_ACCOUNT}") { ... on Journey { client { orders { nodes { status } } } } }`,
  ],
];

test('whatever is selected below a named object is read in one round', async () => {
  await using kit = await startKit();
  await kit.query('{ instrument(id: "none") { name } }');
  kit.sandbox.fondo.fault({ operation: '*', delayMs: 20 });
  const late: unknown[] = [];
  for (const [where, selection] of BELOW) {
    const { rounds, reads } = await upstreamOf(kit.gateway.url, `{ ${selection} }`);
    if (rounds !== 1) late.push([where, selection, reads]);
  }
  expect(late).toEqual([]);
});

test('a developer sees what an operation reads, in which round and why, where GraphiQL is on', async () => {
  await using kit = await startKit();
  const { url } = kit.gateway;
  expect(await upstreamOf(url, '{ instruments(first: 2) { nodes { name } } }')).toMatchObject({
    calls: 1,
    rounds: 1,
    requests: [{ request: 'GET /v2/partner/instrument (up to 3 rows)', kind: 'list', how: 'sent', round: 1 }],
  });
  const { calls, rounds, choices } = await upstreamOf(url, DASHBOARD, { id: DEMO_CLIENT });
  expect({ calls, rounds }).toEqual({ calls: 4, rounds: 1 });
  expect(choices).toContainEqual(expect.objectContaining({ list: '/v2/partner/instrument', by: 'list' }));
  const late = '{ clients(first: 1) { nodes { orders(first: 1) { nodes { account { name } } } } } }';
  const chain = await upstreamOf(url, late);
  expect(chain.rounds).toBe(3);
  expect(chain.choices).toContainEqual(expect.objectContaining({ by: 'single reads', ids: 1 }));
});

test('a caller who may not see a client changes nothing for one who may', async () => {
  await using auth = await startAuthKit();
  const document = `{ client(id: "${DEMO_CLIENT}") { name accounts { nodes { name } } orders { nodes { status } } } }`;
  const { permissions } = EVERYTHING;
  expect((await auth.as({ permissions, fondo_clients: [] }, document)).data).toEqual({ client: null });
  const { fondo } = auth.kit.sandbox;
  fondo.forget();
  fondo.fault({ operation: '*', delayMs: 200 });
  const answer = auth.as(EVERYTHING, document);
  const reads = () => fondo.calls.filter(({ operationId }) => operationId !== 'authToken');
  await until(() => reads().length === 3, 'three calls before the first answer');
  expect(reads().every(({ done }) => done === undefined)).toBe(true);
  expect((await answer).errors).toBeUndefined();
});
