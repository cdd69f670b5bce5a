import { expect, test } from 'vitest';
import {
  DEMO_ACCOUNT,
  DEMO_BANK_ACCOUNT,
  DEMO_CLIENT,
  DEMO_INSTRUMENT,
  TIMINGS,
  SECOND_CLIENT,
} from '../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/test-data.ts';
import { MemoryGrants } from '../../src/auth/grants.ts';
import { applyRules, type Rules } from '../../src/auth/guard.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';

const { permissions } = EVERYTHING;
const ACCOUNTS = `{
  clients { nodes { id } }
  client(id: "${DEMO_CLIENT}") {
    accounts(first: 2) { nodes { id owner { nationalNumber } } pageInfo { hasNextPage endCursor } }
    orders(first: 500) { nodes { account { id } } }
  }
  other: client(id: "${SECOND_CLIENT}") { name }
}`;

test('a caller who may touch one account sees its client, that account and what belongs to it, and nothing else', async () => {
  await using auth = await startAuthKit();
  const whole = (await auth.as(EVERYTHING, ACCOUNTS)).data;
  const { data, errors } = await auth.as({ permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] }, ACCOUNTS);
  const id = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
  expect(errors).toBeUndefined();
  expect(data.clients.nodes).toEqual([{ id: `Client:${DEMO_CLIENT}` }]);
  expect(data.other).toBeNull();
  expect(data.client.accounts.nodes.map((one: any) => one.id)).toEqual([id]);
  expect(data.client.accounts.pageInfo.hasNextPage).toBe(false);
  const own = whole.client.orders.nodes.filter((one: any) => one.account.id === id);
  expect(own.length).toBeGreaterThan(0);
  expect(own.length).toBeLessThan(whole.client.orders.nodes.length);
  expect(data.client.orders.nodes).toEqual(own);
});

test('a person sees the accounts that it owns, on full pages however far apart they stand', async () => {
  await using auth = await startAuthKit();
  const list = `{ client(id: "${DEMO_CLIENT}") { accounts(first: 500) { nodes { id owner { nationalNumber } } } } }`;
  const all: any[] = (await auth.as(EVERYTHING, list)).data.client.accounts.nodes;
  const owner = all.at(-1).owner.nationalNumber as string;
  const owned = all.filter((one) => one.owner.nationalNumber === owner);
  const { data } = await auth.as({ permissions, fondo_owners: [`${DEMO_CLIENT}:${owner}`] }, list);
  expect(data.client.accounts.nodes).toEqual(owned);
  const stranger = await auth.as({ permissions, fondo_owners: [`${SECOND_CLIENT}:${owner}`] }, list);
  expect(stranger.data.client).toBeNull();
});

test('what is out of the reach of an investor costs the same calls as what does not exist', async () => {
  await using auth = await startAuthKit();
  const rows = `{ client(id: "${DEMO_CLIENT}") {
    accounts(first: 500) { nodes { id owner { nationalNumber } } }
    orders(first: 100) { nodes { id account { id } } }
    cashTransactions(first: 100) { nodes { id account: debitedAccount { id } creditedAccount { id } } }
    fundTransactions(first: 100) { nodes { id account { id } } }
    allocationPlans { id account { id } }
  } }`;
  const { client } = (await auth.as(EVERYTHING, rows)).data;
  const owner: string = client.accounts.nodes.at(-1).owner.nationalNumber;
  const own = new Set(
    client.accounts.nodes.filter((one: any) => one.owner.nationalNumber === owner).map((one: any) => one.id),
  );
  const isForeign = (named: any[]): boolean =>
    named.some(Boolean) && named.every((account) => !account || !own.has(account.id));
  const hidden = [client.orders, client.cashTransactions, client.fundTransactions, { nodes: client.allocationPlans }]
    .flatMap(({ nodes }): any[] => nodes.find((one: any) => isForeign([one.account, one.creditedAccount])) ?? [])
    .map(({ id }): string => id);
  const kinds = hidden.map((id) => id.split(':')[0]);
  expect(kinds.sort()).toEqual(['AllocationPlan', 'CashTransaction', 'FundTransaction', 'Order']);
  const costOf = async (document: string): Promise<string[]> => {
    auth.kit.sandbox.fondo.forget();
    await auth.as({ permissions, fondo_owners: [`${DEMO_CLIENT}:${owner}`] }, document);
    return auth.kit.sandbox.fondo.calls.map(({ operationId }) => operationId).sort();
  };
  expect(await costOf(`{ node(id: "${hidden.find((id) => id.startsWith('Order'))}") { id } }`)).toContain(
    'getAccounts',
  );
  for (const id of hidden) {
    const absent = `${id.slice(0, id.lastIndexOf(':'))}:00000000-0000-4000-8000-000000000001`;
    for (const document of [
      (one: string) => `{ node(id: "${one}") { id } }`,
      (one: string) => `mutation { cancelOrder(input: { order: "${one}" }) { __typename } }`,
    ]) {
      expect(await costOf(document(id)), document(id)).toEqual(await costOf(document(absent)));
    }
  }
});

test('an order on an account that is out of reach looks like one on an account that does not exist', async () => {
  await using auth = await startAuthKit();
  const place = (account: string) => `mutation { placeOrder(input: {
    account: "Account:${DEMO_CLIENT}:${account}", instrument: "${DEMO_INSTRUMENT}", trade: { buyAmount: "100" }, executor: "197001010003"
  }) { __typename ... on NotFound { code message provider } } }`;
  const claims = { permissions, fondo_accounts: [`${DEMO_CLIENT}:00000000-0000-4000-8000-000000000001`] };
  const [hidden, missing] = [
    await auth.as(claims, place(DEMO_ACCOUNT)),
    await auth.as(claims, place('00000000-0000-4000-8000-000000000002')),
  ];
  expect(hidden.data.placeOrder.__typename).toBe('NotFound');
  expect(hidden).toEqual(missing);
  expect(
    auth.kit.sandbox.fondo.calls.filter(({ method }) => method === 'POST').map(({ operationId }) => operationId),
  ).not.toContain('createOrder');
});

const apply = (auth: AuthKit, subject: string) =>
  auth.as(
    { permissions },
    `mutation { createApplication(input: { offer: "Offer:kontotyp-1", nationalNumber: "${TEST_PERSONS.signer.nationalNumber}", country: SE, requestedLimit: "5000", language: SV }) { ... on Application { id } } }`,
    { subject },
  );

test('an application is open to the caller who made it, and to nobody else without a claim', async () => {
  await using auth = await startAuthKit();
  const { id } = (await apply(auth, 'maker')).data.createApplication;
  const read = `{ application(id: "${id}") { status } node(id: "${id}") { id } }`;
  expect((await auth.as({ permissions }, read, { subject: 'maker' })).data.application.status).toEqual(
    expect.any(String),
  );
  expect((await auth.as({ permissions }, read, { subject: 'other' })).data).toEqual({ application: null, node: null });
  const claimed = { permissions, payex_applications: [id.split(':').at(-1)] };
  expect((await auth.as(claimed, read, { subject: 'other' })).data.node).toEqual({ id });
});

test('grants lapse with time, and the oldest make room for new ones', async () => {
  const short = new MemoryGrants({ ttlMs: 0, max: 10 });
  await short.add('s', 'a');
  expect(await short.holds('s', 'a')).toBe(false);
  const few = new MemoryGrants({ ttlMs: 60_000, max: 2 });
  for (const entity of ['a', 'b', 'c']) await few.add('s', entity);
  expect([await few.holds('s', 'a'), await few.holds('s', 'b'), await few.holds('s', 'c')]).toEqual([
    false,
    true,
    true,
  ]);
  expect(await few.holds('another', 'c')).toBe(false);
  expect(few.size).toBe(2);
});

test('a member of a datasource without a rule is closed, and the datasource itself cannot be reached', () => {
  const source = { known: () => 'answer', added: () => 'secret', nested: { added: () => 'secret' } };
  const rules = { known: (known: () => string) => known } as unknown as Rules<typeof source>;
  const behind = applyRules(source, rules);
  expect(behind.known()).toBe('answer');
  expect(() => behind.added()).toThrow(/There is no access rule for "added"/);
  expect(() => behind.nested).toThrow(/forbidden to every caller/);
  expect(Object.getOwnPropertyDescriptor(behind, 'added')?.value).toBeUndefined();
});

test('the back-office acts need their permission where callers are known, whatever the setting says', async () => {
  await using auth = await startAuthKit();
  const act =
    'mutation { setCreditLimitDirectly(input: { accountNumber: "1000001", creditLimit: "7000" }) { __typename } }';
  const without = permissions.filter((one) => one !== 'backoffice');
  const { errors } = await auth.as({ ...EVERYTHING, permissions: without }, act);
  expect(errors?.[0]).toMatchObject({
    message: 'This needs the permission "backoffice".',
    extensions: { code: 'FORBIDDEN' },
  });
  expect((await auth.as(EVERYTHING, act)).data.setCreditLimitDirectly.__typename).toBe('DirectAccount');
});

test('a stream of a client tells a caller who may touch one account of that account alone', async () => {
  await using auth = await startAuthKit();
  const authorization = `Bearer ${await auth.token({ permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] })}`;
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: { authorization } });
  await socket.next();
  const query = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ORDER], includeStatus: true) { __typename ... on OrderChange { order { account { id } } } } }`;
  socket.send({ type: 'subscribe', id: '1', payload: { query } });
  for (let live = false; !live;) live = JSON.stringify(await socket.next()).includes('StreamStatus');
  const accounts = `{ client(id: "${DEMO_CLIENT}") { accounts(first: 5) { nodes { id } } } }`;
  const ids: string[] = (await auth.as(EVERYTHING, accounts)).data.client.accounts.nodes.map((one: any) => one.id);
  const own = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
  const others = ids.filter((id) => id !== own);
  for (const account of [...others, own]) {
    await auth.as(
      EVERYTHING,
      `mutation { placeOrder(input: { account: "${account}", instrument: "${DEMO_INSTRUMENT}", trade: { buyAmount: "100" }, executor: "197001010003" }) { __typename } }`,
    );
  }
  const next = await socket.next();
  expect(next.payload.data.clientEvents).toEqual({ __typename: 'OrderChange', order: { account: { id: own } } });
});

test('the payments of an instruction are followed by who may touch their account, also past a lost connection', async () => {
  await using auth = await startAuthKit();
  const { fondo, clock } = auth.kit.sandbox;
  const own = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
  const create = `mutation { createPaymentInstruction(input: {
    client: "${DEMO_CLIENT}", payments: [{ account: "${own}", amount: "110" }]
  }) { ... on PaymentInstruction { id } } }`;
  const { id } = (await auth.as(EVERYTHING, create)).data.createPaymentInstruction;
  const follow = async (account: string) => {
    const authorization = `Bearer ${await auth.token({ permissions, fondo_accounts: [`${DEMO_CLIENT}:${account}`] })}`;
    const socket = await auth.socket();
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.next();
    const query = `subscription { paymentChanged(id: "${id}") { source payment { status } } }`;
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    return { socket, first: (await socket.next()).payload };
  };
  const stranger = await follow('00000000-0000-4000-8000-000000000000');
  expect(stranger.first[0].extensions).toMatchObject({ code: 'NOT_FOUND' });
  const { socket, first } = await follow(DEMO_ACCOUNT);
  expect(first.data.paymentChanged).toEqual({ source: 'SNAPSHOT', payment: { status: 'NEW' } });
  await fondo.down();
  clock.advance(TIMINGS.paymentFileRuns + TIMINGS.paymentEnds);
  await fondo.up();
  const told = (await socket.next()).payload.data.paymentChanged;
  expect(told).toEqual({ source: 'BACKFILL', payment: { status: 'COMPLETED' } });
});

test('a journey on one account cannot smuggle in members that may name another', async () => {
  await using auth = await startAuthKit();
  const create = (more: string) => `mutation { createJourney(input: {
    client: "${DEMO_CLIENT}", journey: { kyc: { account: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}" } }, more: ${more}
  }) { __typename } }`;
  const claims = { permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] };
  const smuggled = await auth.as(claims, create('{ accounts: ["another"] }'));
  expect(smuggled.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  expect((await auth.as(claims, create('null'))).data.createJourney.__typename).toBe('Journey');
});

test('an order cannot pass its cash through an account that is out of reach', async () => {
  await using auth = await startAuthKit();
  const claims = { permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] };
  const accounts = `{ client(id: "${DEMO_CLIENT}") { accounts(first: 5) { nodes { id } } } }`;
  const ids: string[] = (await auth.as(EVERYTHING, accounts)).data.client.accounts.nodes.map((one: any) => one.id);
  const own = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
  const redeem = (paymentAccount = own) => `mutation { redeemAndWithdraw(input: {
    account: "${own}", instrument: "${DEMO_INSTRUMENT}", units: "1", bankAccount: "${DEMO_BANK_ACCOUNT}", executor: "197001010003", paymentAccount: "${paymentAccount}"
  }) { __typename } }`;
  const through = ids.find((id) => id !== own);
  expect((await auth.as(claims, redeem(through))).data.redeemAndWithdraw.__typename).toBe('NotFound');
  expect((await auth.as(claims, redeem())).data.redeemAndWithdraw.__typename).not.toBe('NotFound');
});

test('a caller who may touch one account sees of its client what it is called, and nothing that is the business of others', async () => {
  await using auth = await startAuthKit();
  const claims = { permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] };
  const fields =
    'name displayName registrationNumber country createdAt feeAccounts { iban } services { type activationCode }';
  const document = `{ client(id: "${DEMO_CLIENT}") { ${fields} } clients { nodes { ${fields} } } node(id: "Client:${DEMO_CLIENT}") { ... on Client { ${fields} } } }`;
  const whole = (await auth.as(EVERYTHING, document)).data.client;
  expect(whole).toMatchObject({ registrationNumber: expect.any(String), feeAccounts: [{}], services: [{}, {}] });
  const { name, displayName } = whole;
  const shown = {
    name,
    displayName,
    registrationNumber: null,
    country: null,
    createdAt: null,
    feeAccounts: [],
    services: [],
  };
  expect((await auth.as(claims, document)).data).toEqual({ client: shown, clients: { nodes: [shown] }, node: shown });
});
