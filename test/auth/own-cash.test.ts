import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import type { Account } from '../../sandbox/fondo/types.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';

const { permissions } = EVERYTHING;
const CLIENT = `Client:${DEMO_CLIENT}`;
const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
const OWN = { permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] };

const tables = ({ kit }: AuthKit) => kit.sandbox.fondo.state.books(DEMO_CLIENT).tables;
const demoAccount = (auth: AuthKit): Account => tables(auth).account.get(DEMO_ACCOUNT) as Account;
const otherAccount = (auth: AuthKit): Account =>
  tables(auth).account.rows.find(({ owner }) => owner.ssn !== demoAccount(auth).owner.ssn) as Account;

/** Both ways to be an investor: by the account, and by the person who owns it. */
const INVESTORS: readonly [string, (auth: AuthKit) => Record<string, unknown>][] = [
  ['the account', () => OWN],
  ['its owner', (auth) => ({ permissions, fondo_owners: [`${DEMO_CLIENT}:${demoAccount(auth).owner.ssn}`] })],
];

test.each(INVESTORS)(
  'whoever may see %s finds everything of its list by every other way, too',
  async (_name, claims) => {
    await using auth = await startAuthKit();
    const own = claims(auth);
    const list = `{ node(id: "${ACCOUNT}") { ... on Account {
    cashTransactions(first: 500) { nodes { id } } fundTransactions(first: 500) { nodes { id } } orders(first: 500) { nodes { id } }
  } } }`;
    const { cashTransactions, fundTransactions, orders } = (await auth.as(own, list)).data.node;
    const ids = (connection: any): string[] => connection.nodes.map(({ id }: { id: string }) => id);
    const all = [cashTransactions, fundTransactions, orders].flatMap(ids);
    expect(ids(cashTransactions).length).toBeGreaterThan(2);
    for (let at = 0; at < all.length; at += 100) {
      const some = all.slice(at, at + 100);
      const { data } = await auth.as(own, `{ nodes(ids: ${JSON.stringify(some)}) { id } }`);
      expect(data.nodes).toEqual(some.map((id) => ({ id })));
    }
    const [cash] = ids(cashTransactions);
    const { data } = await auth.as(
      own,
      `{ node(id: "${cash}") { id } client(id: "${CLIENT}") {
      cashTransaction(id: "${cash}") { id }
      cashTransactions(first: 500) { nodes { id } } fundTransactions(first: 500) { nodes { id } }
    } }`,
    );
    expect([data.node.id, data.client.cashTransaction.id]).toEqual([cash, cash]);
    for (const [whole, part] of [
      [data.client.cashTransactions, cashTransactions],
      [data.client.fundTransactions, fundTransactions],
    ])
      expect(ids(whole)).toEqual(expect.arrayContaining(ids(part)));
  },
);

test('cash of other accounts stays out of sight by all of these ways', async () => {
  await using auth = await startAuthKit();
  const foreign = tables(auth).cashTransaction.rows.filter(
    ({ creditAccount, debitAccount }) => ![creditAccount, debitAccount].includes(DEMO_ACCOUNT),
  );
  const [first] = foreign;
  const id = `CashTransaction:${DEMO_CLIENT}:${first?.id}`;
  const { data } = await auth.as(
    OWN,
    `{ node(id: "${id}") { id } nodes(ids: ["${id}"]) { id } client(id: "${CLIENT}") { cashTransaction(id: "${id}") { id } cashTransactions(first: 500) { nodes { id } } } }`,
  );
  expect([data.node, data.nodes, data.client.cashTransaction]).toEqual([null, [null], null]);
  const shown = new Set(data.client.cashTransactions.nodes.map((one: { id: string }) => one.id.split(':').at(-1)));
  expect(foreign.filter((one) => shown.has(one.id))).toEqual([]);
});

test('cash from one account to another is seen by the owners of both, and the other account by neither', async () => {
  await using auth = await startAuthKit();
  const { state } = auth.kit.sandbox.fondo;
  const other = otherAccount(auth);
  const id = '00000000-0000-4000-8000-00000000c0de';
  state.create(state.books(DEMO_CLIENT), 'cashTransaction', {
    ...state.track(id),
    transactionType: 'transfer_out',
    aborted: false,
    debitAccount: DEMO_ACCOUNT,
    creditAccount: other.id,
    amount: 5,
    currency: 'SEK',
    settlementDate: state.clock.iso(),
  });
  const document = `{ node(id: "CashTransaction:${DEMO_CLIENT}:${id}") { ... on CashTransaction { direction debitedAccount { id } creditedAccount { id } } } }`;
  const there = { permissions, fondo_accounts: [`${DEMO_CLIENT}:${other.id}`] };
  expect((await auth.as(OWN, document)).data.node).toEqual({
    direction: 'BETWEEN',
    debitedAccount: { id: ACCOUNT },
    creditedAccount: null,
  });
  expect((await auth.as(there, document)).data.node).toEqual({
    direction: 'BETWEEN',
    debitedAccount: null,
    creditedAccount: { id: `Account:${DEMO_CLIENT}:${other.id}` },
  });
});

test.each([
  ['clientEvents', `clientEvents(client: "${CLIENT}", types: [CASH_TRANSACTION])`],
  ['transactionChanged of the client', `transactionChanged(id: "${CLIENT}")`],
  ['transactionChanged of the account', `transactionChanged(id: "${ACCOUNT}")`],
])('own cash arrives over %s, and no other', async (_name, field) => {
  await using auth = await startAuthKit();
  const { state } = auth.kit.sandbox.fondo;
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await auth.token(OWN)}` } });
  await socket.next();
  const selection =
    '... on CashTransactionChange { cashTransaction { amount { amount } debitedAccount { id } creditedAccount { id } } }';
  const live = `subscription { clientEvents(client: "${CLIENT}", types: [], includeStatus: true) { ... on StreamStatus { state } } }`;
  const query = `subscription { event: ${field} { ${selection} } }`;
  socket.send({ type: 'subscribe', id: 'events', payload: { query } });
  socket.send({ type: 'subscribe', id: 'live', payload: { query: live } });
  for (let state = ''; state !== 'LIVE';) {
    const message = await socket.next();
    if (message.id === 'live') state = message.payload.data.clientEvents.state;
  }
  const book = (account: string, side: 'creditAccount' | 'debitAccount', amount: number): void =>
    void state.create(state.books(DEMO_CLIENT), 'cashTransaction', {
      ...state.track(crypto.randomUUID()),
      transactionType: 'deposit',
      aborted: false,
      [side]: account,
      amount,
      currency: 'SEK',
      settlementDate: state.clock.iso(),
    });
  const other = otherAccount(auth).id;
  book(other, 'creditAccount', 1);
  book(DEMO_ACCOUNT, 'creditAccount', 2);
  book(other, 'debitAccount', 3);
  book(DEMO_ACCOUNT, 'debitAccount', 4);
  const amounts: string[] = [];
  while (amounts.length < 2) {
    const message = await socket.next();
    if (message.id === 'events') amounts.push(message.payload.data.event.cashTransaction.amount.amount);
  }
  expect(amounts.map(Number)).toEqual([2, 4]);
});
