import { expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_INSTRUMENT, TIMINGS, SECOND_CLIENT } from '../../../sandbox/fondo/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import {
  ACCOUNT,
  act,
  callsOf,
  CLIENT,
  clientInput,
  EXECUTOR,
  orderInput,
  paymentsInput,
  read,
  redemptionInput,
  startFondoKit,
  withdrawInput,
} from './kit.ts';

const WRONG_CHECK_DIGIT = '197001010004';
const paths = ({ fields }: { fields: { path: string }[] }): string[] => fields.map(({ path }) => path);
const fund = (kit: Kit, change: object): void => {
  const { state } = kit.sandbox.fondo;
  state.instruments.put({ ...state.instrument(DEMO_INSTRUMENT), ...change });
};

test.each([
  ['placeOrder', { ...orderInput, executor: WRONG_CHECK_DIGIT, clientRef: ' ' }, ['input.executor', 'input.clientRef']],
  ['redeemAndWithdraw', { ...redemptionInput, units: '0', bankAccount: 'x' }, ['input.units', 'input.bankAccount']],
  ['withdraw', { ...withdrawInput, amount: '1.005', executor: 'me' }, ['input.amount', 'input.executor']],
  ['createClient', { ...clientInput, name: ' ', serviceTypes: ['UNKNOWN'] }, ['input.name', 'input.serviceTypes[0]']],
  [
    'createClient',
    { ...clientInput, feeAccounts: [{ feeType: 'a', iban: 'SE7280000810340009783243' }] },
    ['input.feeAccounts[0].iban'],
  ],
  ['updateClient', { client: CLIENT }, ['input']],
  ['updateAllocationPlan', { plan: `AllocationPlan:${DEMO_CLIENT}:${DEMO_CLIENT}` }, ['input.bankAccount']],
  [
    'createPaymentInstruction',
    { client: CLIENT, payments: ['a', 'a'].map((clientRef) => ({ ...paymentsInput.payments[0], clientRef })) },
    ['input.payments[1].clientRef'],
  ],
  [
    'createJourney',
    {
      client: CLIENT,
      journey: { allocationPlan: { account: ACCOUNT, shares: [{ instrument: DEMO_INSTRUMENT, percent: '99.9' }] } },
    },
    ['input.journey.allocationPlan.shares'],
  ],
])(
  '%s: every fault of the input is named with its path, before anything is sent',
  async (mutation, input, expected) => {
    await using kit = await startFondoKit();
    const result = await act(kit, mutation, input);
    expect([result.__typename, paths(result)]).toEqual(['InvalidInput', expected]);
    expect(kit.sandbox.fondo.callList()).toEqual([]);
  },
);

test('the rules of the fund and the state of the account are checked before an order is sent', async () => {
  await using kit = await startFondoKit();
  fund(kit, { minSubsequentAmountSek: 500, minInitialAmountSek: 500, decimalsUnits: 2 });
  expect(paths(await act(kit, 'placeOrder', orderInput))).toEqual(['input.trade.buyAmount']);
  expect(paths(await act(kit, 'placeOrder', { ...orderInput, trade: { sellUnits: '1.123' } }))).toEqual([
    'input.trade.sellUnits',
  ]);
  fund(kit, { isBuyable: false, minSubsequentAmountSek: 1, minInitialAmountSek: 1 });
  expect(await act(kit, 'placeOrder', orderInput)).toMatchObject({
    reason: 'INSTRUMENT_NOT_BUYABLE',
    path: 'input.instrument',
  });
  const books = kit.sandbox.fondo.state.books(DEMO_CLIENT);
  kit.sandbox.fondo.state.change(books, 'account', ACCOUNT.split(':')[2] ?? '', { status: 'confirm' });
  expect(await act(kit, 'placeOrder', orderInput)).toMatchObject({
    reason: 'ACCOUNT_NOT_ACTIVE',
    path: 'input.account',
  });
  expect(callsOf(kit, 'createOrder')).toBe(0);
});

test('what Fondo refuses without a word is explained by what the account holds', async () => {
  await using kit = await startFondoKit();
  const buying = { ...orderInput, trade: { buyAmount: '99999999' } };
  expect(await act(kit, 'placeOrder', buying)).toMatchObject({ reason: 'INSUFFICIENT_CASH' });
  expect(await act(kit, 'placeOrder', { ...buying, validateOnly: true })).toMatchObject({
    reason: 'INSUFFICIENT_CASH',
  });
  const selling = { ...orderInput, trade: { sellUnits: '99999999' } };
  expect(await act(kit, 'placeOrder', selling)).toMatchObject({ reason: 'INSUFFICIENT_UNITS' });
  expect(await act(kit, 'withdraw', { ...withdrawInput, amount: '99999999' })).toMatchObject({
    reason: 'INSUFFICIENT_CASH',
    path: 'input.amount',
  });
  expect(await act(kit, 'closeAccount', { account: ACCOUNT })).toMatchObject({ reason: 'ACCOUNT_NOT_EMPTY' });
});

test('an order that has left is not called canceled, whether Fondo answers 200 or refuses', async () => {
  await using kit = await startFondoKit();
  const { id } = await act(kit, 'placeOrder', orderInput, '... on Order { id }');
  kit.sandbox.clock.advance(TIMINGS.order.received + TIMINGS.order.pending);
  const cancel = () => act(kit, 'cancelOrder', { order: id }, '... on Order { status }');
  expect(await cancel()).toMatchObject({ __typename: 'Order', status: 'SENT' });
  kit.sandbox.fondo.variants.cancelLate = 'refuse';
  expect(await cancel()).toMatchObject({ __typename: 'Refused', reason: 'ORDER_NOT_CANCELABLE' });
});

test('accounts are found by their owner, and a personnummer shows in no error', async () => {
  await using kit = await startFondoKit();
  const owned =
    'query ($owner: String) { client(id: "ID") { services { type } feeAccounts { iban } accounts(owner: $owner) { nodes { id owner { nationalNumber } } } } }';
  const document = owned.replace('ID', CLIENT);
  const all = (await read(kit, document)).client.accounts.nodes;
  const { nationalNumber } = all[0].owner;
  const found = (await read(kit, document, { owner: nationalNumber })).client.accounts.nodes;
  expect(found.length).toBeGreaterThan(0);
  for (const one of found) expect(one.owner.nationalNumber).toBe(nationalNumber);
  expect((await read(kit, document, { owner: EXECUTOR })).client.accounts.nodes).toEqual([]);
  kit.sandbox.fondo.fault({ operation: 'getAccounts', answer: { status: 500 } });
  for (const owner of [WRONG_CHECK_DIGIT, EXECUTOR]) {
    const { errors } = await kit.query(document, { owner });
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain(owner);
  }
});

test('the transactions of fifty orders cost two lists, not a hundred calls', async () => {
  await using kit = await startFondoKit();
  const { client } = await read(
    kit,
    `{ client(id: "${CLIENT}") { orders(first: 50) { nodes { cashTransactions { ref } fundTransactions { ref } } } } }`,
  );
  expect(client.orders.nodes).toHaveLength(50);
  expect(client.orders.nodes.flatMap((one: any) => one.cashTransactions).length).toBeGreaterThan(40);
  expect(callsOf(kit, 'getCashTransactions') + callsOf(kit, 'getFundTransactions')).toBe(2);
});

test('the cash of a redemption passes through no account of another client', async () => {
  await using kit = await startFondoKit();
  const { tables } = kit.sandbox.fondo.state.books(SECOND_CLIENT);
  const foreign = tables.account.rows[0]?.id ?? '';
  const redeem = (client: string) =>
    act(kit, 'redeemAndWithdraw', { ...redemptionInput, paymentAccount: `Account:${client}:${foreign}` });
  expect(paths(await redeem(SECOND_CLIENT))).toEqual(['input.paymentAccount']);
  expect(await redeem(DEMO_CLIENT)).toMatchObject({ __typename: 'NotFound' });
  expect(callsOf(kit, 'createOrderWithdrawal')).toBe(0);
  const through = { ...redemptionInput, paymentAccount: ACCOUNT };
  expect(await act(kit, 'redeemAndWithdraw', through)).toMatchObject({ __typename: 'Order' });
});
