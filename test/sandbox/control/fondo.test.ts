import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_BANK_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../../sandbox/fondo/index.ts';
import { at, follow, startControl, type ControlKit } from './kit.ts';

const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;

async function place(kit: ControlKit, trade = '{ buyAmount: "500.00" }'): Promise<string> {
  const { data } = await kit.query(`mutation { placeOrder(input: {
    account: "${ACCOUNT}", instrument: "${DEMO_INSTRUMENT}", trade: ${trade}, executor: "197001010003"
  }) { __typename ... on Order { id } } }`);
  expect(data.placeOrder.__typename).toBe('Order');
  return data.placeOrder.id;
}

const orderOf = async (kit: ControlKit, id: string) =>
  (await kit.query(`{ node(id: "${id}") { ... on Order { status statusRaw units } } }`)).data.node;
const watchOrder = (kit: ControlKit, id: string) =>
  follow(
    kit.watch(`subscription { orderChanged(id: "${id}") { order { status } } }`),
    (data) => data.orderChanged.order.status,
  );
const cash = async (kit: ControlKit) =>
  Number(
    (await kit.query(`{ node(id: "${ACCOUNT}") { ... on Account { balance { amount } } } }`)).data.node.balance.amount,
  );

test('an order is settled in one call: its units are booked, and every status on the way is told', async () => {
  await using kit = await startControl();
  const id = await place(kit);
  const told = watchOrder(kit, id);
  await told.until('RECEIVED');
  expect(await kit.put(at('orders', id), { status: 'SETTLED' })).toMatchObject({ id, status: 'SETTLED', amount: 500 });
  expect(await told.until('SETTLED')).toEqual(['PENDING', 'SENT', 'CONFIRMED', 'SETTLED']);
  expect((await orderOf(kit, id)).status).toBe('SETTLED');
});

test('an order stays where it was put, however much time goes by', async () => {
  await using kit = await startControl();
  const [sent, held] = [await place(kit), await place(kit)];
  await kit.put(at('orders', sent), { status: 'SENT' });
  await kit.put(at('orders', held), { status: 'HOLD' });
  await kit.put('/clock', { advance: 'P1D' });
  expect([(await orderOf(kit, sent)).status, (await orderOf(kit, held)).status]).toEqual(['SENT', 'HOLD']);
});

test.each([
  ['CANCELED', 'CANCELED', 'canceled'],
  ['REJECTED', 'UNKNOWN', 'rejected'],
])('an order that is %s by Fondo gives its cash back, and reads as %s', async (status, shown, raw) => {
  await using kit = await startControl();
  const before = await cash(kit);
  const id = await place(kit);
  expect(await cash(kit)).toBe(before - 500);
  const told = watchOrder(kit, id);
  await told.until('RECEIVED');
  await kit.put(at('orders', id), { status: 'CONFIRMED' });
  await kit.put(at('orders', id), { status });
  await told.until(shown);
  expect(await orderOf(kit, id)).toMatchObject({ status: shown, statusRaw: raw });
  expect(await cash(kit)).toBe(before);
});

test('an order goes no way back, and out of no final status', async () => {
  await using kit = await startControl();
  const id = await place(kit);
  await kit.put(at('orders', id), { status: 'SENT' });
  const refusal = async (status: string) => {
    const { status: code, body } = await kit.ask('POST', at('orders', id), { status });
    return [code, body.errors[0].extensions.code, body.errors[0].message];
  };
  expect(await refusal('PENDING')).toEqual([
    409,
    'NOT_POSSIBLE',
    'The order is SENT already: an order goes no way back.',
  ]);
  await kit.put(at('orders', id), { status: 'SETTLED' });
  expect(await refusal('CANCELED')).toEqual([409, 'NOT_POSSIBLE', 'The order is SETTLED, which is final.']);
});

test('ids of what is not there, or of something else, are told as that', async () => {
  await using kit = await startControl();
  const unknown = '00000000-0000-4000-8000-000000000000';
  for (const [list, id] of [
    ['orders', `Order:${DEMO_CLIENT}:${unknown}`],
    ['orders', `Order:${unknown}:${unknown}`],
    ['orders', ACCOUNT],
    ['orders', 'nonsense'],
    ['journeys', `Journey:${DEMO_CLIENT}:${unknown}`],
    ['accounts', `Account:${DEMO_CLIENT}:${unknown}`],
    ['payments', `Payment:${DEMO_CLIENT}:${unknown}`],
    ['withdrawals', `CashTransaction:${DEMO_CLIENT}:${unknown}`],
    ['swish-deposits', `SwishDeposit:${DEMO_CLIENT}:${DEMO_ACCOUNT}:X`],
  ] as const) {
    const body = {
      status: {
        orders: 'SENT',
        journeys: 'PENDING',
        accounts: 'ACTIVE',
        payments: 'FAILED',
        withdrawals: 'FAILED',
        'swish-deposits': 'PAID',
      }[list],
    };
    const answered = await kit.ask('POST', at(list, id), body);
    expect([answered.status, answered.body.errors[0].extensions.code], id).toEqual([404, 'UNKNOWN_OBJECT']);
  }
});

async function begin(kit: ControlKit): Promise<string> {
  const { data } = await kit.query(`mutation { createJourney(input: {
    client: "${DEMO_CLIENT}", journey: { createAccount: {} }
  }) { __typename ... on Journey { id } ... on InvalidInput { fields { path message } } } }`);
  expect(data.createJourney.__typename).toBe('Journey');
  return data.createJourney.id;
}
const JOURNEY = 'status leftAtScreen errorCode result { account { name owner { firstName } status } }';
const journeyOf = async (kit: ControlKit, id: string) =>
  (await kit.query(`{ node(id: "${id}") { ... on Journey { ${JOURNEY} } } }`)).data.node;

test('a journey is at a step, and then complete: its account is there with what the person has filled in', async () => {
  await using kit = await startControl();
  const id = await begin(kit);
  const told = follow(
    kit.watch(`subscription { journeyChanged(id: "${id}") { journey { status } } }`),
    (data) => data.journeyChanged.journey.status,
  );
  await told.until('NEW');
  await kit.put(at('journeys', id), { status: 'PENDING', context: 'createaccountkyc' });
  await told.until('PENDING');
  expect(await journeyOf(kit, id)).toMatchObject({ status: 'PENDING' });
  const person = { firstName: 'Ylva', lastName: 'Test', accountName: 'Resan' };
  const { account } = await kit.put(at('journeys', id), { status: 'COMPLETE', person });
  await told.until('COMPLETE');
  expect(await journeyOf(kit, id)).toMatchObject({
    status: 'COMPLETE',
    result: { account: { name: 'Resan', owner: { firstName: 'Ylva' }, status: 'PENDING' } },
  });
  await kit.put(at('accounts', account), { status: 'ACTIVE' });
  expect((await journeyOf(kit, id)).result.account.status).toBe('ACTIVE');
});

test.each([
  ['CANCELED', { context: 'createaccountsign' }, { leftAtScreen: 'createaccountsign' }],
  ['ERROR', { errorCode: 'signing_failed' }, { errorCode: 'signing_failed' }],
  ['EXPIRED', {}, {}],
] as const)('a journey ends %s, and does not end twice', async (status, details, shown) => {
  await using kit = await startControl();
  const id = await begin(kit);
  const told = follow(
    kit.watch(`subscription { processChanged(id: "${id}") { ... on Journey { status } } }`),
    (data) => data.processChanged.status,
  );
  await told.until('NEW');
  await kit.put(at('journeys', id), { status, ...details });
  await told.until(status);
  expect(await journeyOf(kit, id)).toMatchObject({ status, ...shown });
  expect((await kit.ask('POST', at('journeys', id), { status: 'COMPLETE' })).status).toBe(409);
});

test('an account takes every status, and a deposit', async () => {
  await using kit = await startControl();
  const before = await cash(kit);
  const told = follow(
    kit.watch(`subscription { accountChanged(id: "${ACCOUNT}") { action account { status } } }`),
    (data) => (data.accountChanged.action === 'DELETED' ? 'CLOSED' : data.accountChanged.account.status),
  );
  await told.until('ACTIVE');
  await kit.put(at('accounts', ACCOUNT), { deposit: 250.5 });
  expect(await cash(kit)).toBe(before + 250.5);
  for (const status of ['CONFIRM', 'REJECTED', 'PENDING'] as const) {
    await kit.put(at('accounts', ACCOUNT), { status });
    await told.until(status);
  }
  expect(await kit.put(at('accounts', ACCOUNT), { status: 'CLOSED' })).toMatchObject({ status: 'CLOSED' });
  await told.until('CLOSED');
  expect((await kit.ask('POST', at('accounts', ACCOUNT), { status: 'ACTIVE' })).status).toBe(409);
  expect((await kit.ask('POST', at('accounts', ACCOUNT), {})).body.errors[0].message).toContain('exactly one of');
});

test.each([
  ['PAID', null],
  ['DECLINED', 'DECLINED'],
  ['CANCELED', 'SIGNING_CANCELED'],
  ['ERROR', 'BANK_ERROR'],
])('a deposit by Swish is %s at once', async (status, errorReason) => {
  await using kit = await startControl();
  const { data } = await kit.query(`mutation { createSwishDeposit(input: {
    account: "${ACCOUNT}", amount: "200", device: SAME_DEVICE
  }) { ... on SwishDeposit { id } } }`);
  const { id } = data.createSwishDeposit;
  const told = follow(
    kit.watch(`subscription { swishDepositChanged(id: "${id}") { status errorReason } }`),
    (shown) => shown.swishDepositChanged.status,
  );
  await told.until('PENDING');
  await kit.put(at('swish-deposits', id), { status });
  await told.until(status);
  const read = await kit.query(`{ swishDeposit(id: "${id}") { status errorReason } }`);
  expect(read.data.swishDeposit).toEqual({ status, errorReason });
  const other = status === 'PAID' ? 'ERROR' : 'PAID';
  expect((await kit.ask('POST', at('swish-deposits', id), { status: other })).status).toBe(409);
});

test('an autogiro payment fails as told, and its instruction with it', async () => {
  await using kit = await startControl();
  const { data } = await kit.query(`mutation { createPaymentInstruction(input: {
    client: "${DEMO_CLIENT}", payments: [{ account: "${ACCOUNT}", amount: "300", clientRef: "bench-1" }]
  }) { __typename ... on PaymentInstruction { id payments { id } } } }`);
  const { id: instruction } = data.createPaymentInstruction;
  const [{ id }] = (await kit.ask('GET', '')).body.payments;
  const told = follow(
    kit.watch(`subscription { clientEvents(client: "${DEMO_CLIENT}", types: [PAYMENT], includeStatus: true) {
      ... on StreamStatus { state } ... on PaymentChange { payment { status } } } }`),
    ({ clientEvents: { state, payment } }) => payment?.status ?? state,
  );
  await told.until('LIVE');
  await kit.put(at('payments', id), { status: 'PROCESSING' });
  await told.until('PROCESSING');
  await kit.put(at('payments', id), { status: 'FAILED', reasonCode: '1' });
  await told.until('FAILED');
  const read = await kit.query(
    `{ node(id: "${instruction}") { ... on PaymentInstruction { status payments { status reason } } } }`,
  );
  expect(read.data.node).toEqual({ status: 'FAILED', payments: [{ status: 'FAILED', reason: 'INSUFFICIENT_FUNDS' }] });
  expect((await kit.ask('POST', at('payments', id), { status: 'COMPLETED' })).status).toBe(409);
});

test('a withdrawal fails: the money is on the account again, and the subscriber is told', async () => {
  await using kit = await startControl();
  const before = await cash(kit);
  const { data } = await kit.query(`mutation { withdraw(input: {
    account: "${ACCOUNT}", amount: "100", bankAccount: "${DEMO_BANK_ACCOUNT}", executor: "197001010003"
  }) { __typename ... on CashTransaction { id } ... on InvalidInput { fields { path message } } } }`);
  const { id } = data.withdraw;
  const told = follow(
    kit.watch(
      `subscription { transactionChanged(id: "${id}") { ... on CashTransactionChange { transaction: cashTransaction { isAborted } } } }`,
    ),
    (shown) => String(shown.transactionChanged.transaction.isAborted),
  );
  await told.until('false');
  expect(await cash(kit)).toBe(before - 100);
  expect(await kit.put(at('withdrawals', id), { status: 'FAILED', reason: 'account_closed' })).toMatchObject({
    status: 'FAILED',
  });
  await told.until('true');
  await kit.put('/clock', { advance: 'PT1M' });
  const read = await kit.query(`{ node(id: "${id}") { ... on CashTransaction { isAborted abortedReason } } }`);
  expect(read.data.node).toEqual({ isAborted: true, abortedReason: 'account_closed' });
  expect(await cash(kit)).toBe(before);
});

test('the event socket drops, and what happened meanwhile is told after it', async () => {
  await using kit = await startControl();
  const id = await place(kit);
  const told = watchOrder(kit, id);
  await told.until('RECEIVED');
  const { clients } = await kit.put('/sockets', { action: 'DROP', client: `Client:${DEMO_CLIENT}` });
  expect(clients).toEqual([{ id: `Client:${DEMO_CLIENT}`, sockets: 1 }]);
  await kit.put(at('orders', id), { status: 'CANCELED' });
  await told.until('CANCELED');
});

test('a silent socket says nothing until it resumes', async () => {
  await using kit = await startControl();
  const [unheard, heard] = [await place(kit), await place(kit)];
  const told = follow(
    kit.watch(`subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ORDER], includeStatus: true) {
      ... on StreamStatus { state } ... on OrderChange { order { id } } } }`),
    ({ clientEvents: { state, order } }) => order?.id ?? state,
  );
  await told.until('LIVE');
  await kit.put('/sockets', { action: 'SILENCE' });
  await kit.put(at('orders', unheard), { status: 'PENDING' });
  await kit.put('/sockets', { action: 'RESUME' });
  await kit.put(at('orders', heard), { status: 'PENDING' });
  expect(await told.until(heard)).toEqual([heard]);
});
