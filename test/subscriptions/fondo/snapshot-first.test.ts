import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, TIMINGS } from '../../../sandbox/fondo/index.ts';
import { ACCOUNT, act, callsOf, CLIENT, journeyInput, ORDER, paymentsInput } from '../../schema/fondo/kit.ts';
import { startKit, until, type Answered, type Kit } from '../../kit/gateway.ts';

const FAST = { relay: { backoffMs: [1, 10] }, fondoLingerMs: 10, delayedAfterMs: 200 } as const;

const CHANGE = 'action source cursor';
const ACCOUNT_CHANGED = `subscription ($after: String) {
  accountChanged(id: "${ACCOUNT}", after: $after) { ${CHANGE} account { name } previous { name } } }`;

const NOBODY = '00000000-0000-4000-8000-000000000000';
const STATUS = `subscription { clientEvents(client: "${CLIENT}", types: [PAYMENT], includeStatus: true) {
  source ... on PaymentChange { payment { status } previous { status } } ... on StreamStatus { state } } }`;

function rename({ sandbox: { fondo, clock } }: Kit, name: string): void {
  clock.advance(1_000);
  fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
}
const accounts = (answers: readonly Answered[]) => answers.map(({ data }) => data.accountChanged);

async function payInstruction(kit: Kit, clientRef = 'one'): Promise<string> {
  const payments = [{ account: ACCOUNT, amount: '110', clientRef }];
  const made = await act(
    kit,
    'createPaymentInstruction',
    { ...paymentsInput, payments },
    '... on PaymentInstruction { id }',
  );
  return made.id;
}

/** Follows the payments of the client from the moment on in which their stream is up to date. */
async function followPayments(kit: Kit) {
  const watching = kit.watch(STATUS);
  for (let state = ''; state !== 'LIVE';) state = (await watching.take(1))[0]?.data.clientEvents.state;
  return watching;
}

const start = () =>
  startKit({ gateway: { streams: { ...FAST, fondoPolls: { paymentInstructionEveryMs: 3_600_000 } } } });

test('what is followed is told as it stands, then as it changes', async () => {
  await using kit = await start();
  const { state, journeys } = kit.sandbox.fondo;
  const books = state.books(DEMO_CLIENT);
  const cash = books.tables.cashTransaction.rows[0]?.id ?? '';
  const fund = books.tables.fundTransaction.rows[0]?.id ?? '';
  const { id: journey } = await act(kit, 'createJourney', journeyInput, '... on Journey { id }');
  const order = ORDER.split(':')[2] ?? '';
  const rows: [string, string, string, () => unknown][] = [
    ['accountChanged', 'account', ACCOUNT, () => state.change(books, 'account', DEMO_ACCOUNT, { name: 'new' })],
    ['orderChanged', 'order', ORDER, () => state.change(books, 'order', order, { clientRef: 'new' })],
    ['journeyChanged', 'journey', journey, () => journeys.cancel(DEMO_CLIENT, journey.split(':')[2])],
    [
      'transactionChanged',
      'cashTransaction',
      `CashTransaction:${DEMO_CLIENT}:${cash}`,
      () => state.change(books, 'cashTransaction', cash, {}),
    ],
    [
      'transactionChanged',
      'fundTransaction',
      `FundTransaction:${DEMO_CLIENT}:${fund}`,
      () => state.change(books, 'fundTransaction', fund, {}),
    ],
  ];
  for (const [field, entity, id, change] of rows) {
    const one = (name: string) => `objectId ${name} { id updatedAt } previous { updatedAt }`;
    const selection =
      field === 'transactionChanged'
        ? `... on CashTransactionChange { ${CHANGE} ${one('cashTransaction')} } ... on FundTransactionChange { ${CHANGE} ${one('fundTransaction')} }`
        : `${CHANGE} ${one(entity)}`;
    const watching = kit.watch(`subscription { ${field}(id: "${id}") { ${selection} } }`);
    const [first] = await watching.take(1);
    expect(first?.data[field]).toMatchObject({
      action: 'UPDATED',
      source: 'SNAPSHOT',
      objectId: id,
      [entity]: { id },
      previous: null,
    });
    kit.sandbox.clock.advance(1_000);
    change();
    const [next] = await watching.take(1);
    expect(next?.data[field]).toMatchObject({ action: 'UPDATED', objectId: id, [entity]: { id } });
    expect(next?.data[field].source).not.toBe('SNAPSHOT');
    await watching.leave();
  }
});

test('a change while the present state is read is neither lost nor told twice', async () => {
  await using kit = await start();
  const { fondo } = kit.sandbox;
  fondo.fault({ operation: 'getAccountById', delayMs: 300, times: 1 });
  const watching = kit.watch(ACCOUNT_CHANGED);
  await until(() => fondo.sockets(DEMO_CLIENT) === 1, 'the socket');
  rename(kit, 'meanwhile');
  const [snapshot] = accounts(await watching.take(1));
  expect(snapshot).toMatchObject({ source: 'SNAPSHOT', account: { name: 'meanwhile' } });
  rename(kit, 'later');
  expect(accounts(await watching.take(1))).toMatchObject([{ account: { name: 'later' } }]);
  const again = kit.watch(ACCOUNT_CHANGED, { after: snapshot.cursor });
  expect(accounts(await again.take(1))).toMatchObject([
    { account: { name: 'later' }, previous: { name: 'meanwhile' } },
  ]);
});

test('who comes back with the cursor of the present state is told what changed since, and not that state again', async () => {
  await using kit = await start();
  const watching = kit.watch(ACCOUNT_CHANGED);
  const [snapshot] = accounts(await watching.take(1));
  await watching.leave();
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the socket to close');
  rename(kit, 'missed');
  const again = kit.watchSse(ACCOUNT_CHANGED, { after: snapshot.cursor });
  expect(accounts(await again.take(1))).toMatchObject([{ source: 'BACKFILL', account: { name: 'missed' } }]);
  rename(kit, 'live');
  expect(accounts(await again.take(1))).toMatchObject([{ account: { name: 'live' } }]);
  await again.leave();
});

test.each([
  ['accountChanged', `Account:${DEMO_CLIENT}:${NOBODY}`],
  ['orderChanged', `Order:${DEMO_CLIENT}:${NOBODY}`],
  ['journeyChanged', `Journey:${DEMO_CLIENT}:${NOBODY}`],
  ['paymentChanged', `PaymentInstruction:${DEMO_CLIENT}:${NOBODY}`],
  ['accountChanged', `Account:${NOBODY}:${NOBODY}`],
])('%s of %s, which does not exist, is refused', async (field, id) => {
  await using kit = await start();
  const told = kit.watch(`subscription { ${field}(id: "${id}") { cursor } }`).take(1);
  await expect(told).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND', provider: 'FONDO' } }]);
});

test('the payments of an instruction are told as they stand, then as they change, also when the connection is lost', async () => {
  await using kit = await start();
  const id = await payInstruction(kit);
  await payInstruction(kit, 'two'); // of this one nobody is to be told
  const watching = kit.watch(
    `subscription { paymentChanged(id: "${id}") { source payment { clientRef status } previous { status } } }`,
  );
  const live = await followPayments(kit);
  expect((await watching.take(1))[0]?.data.paymentChanged).toEqual({
    source: 'SNAPSHOT',
    payment: { clientRef: 'one', status: 'NEW' },
    previous: null,
  });
  await kit.sandbox.fondo.down();
  kit.sandbox.clock.advance(TIMINGS.paymentFileRuns + TIMINGS.paymentEnds);
  await kit.sandbox.fondo.up();
  expect((await watching.take(1))[0]?.data.paymentChanged).toEqual({
    source: 'BACKFILL',
    payment: { clientRef: 'one', status: 'COMPLETED' },
    previous: { status: 'NEW' },
  });
  await live.leave();
});

test('the payments of an instruction that was followed before its stream began are told after a lost connection', async () => {
  await using kit = await start();
  const id = await payInstruction(kit);
  const following = kit.watch(`subscription { paymentInstructionChanged(id: "${id}") { status } }`);
  expect((await following.take(1))[0]?.data.paymentInstructionChanged).toEqual({ status: 'NEW' });
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the stream of the client');
  await following.leave();
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'its end');
  const reads = callsOf(kit, 'getInstructionPayment');
  const watching = await followPayments(kit);
  expect(callsOf(kit, 'getInstructionPayment')).toBe(reads + 1);
  await kit.sandbox.fondo.down();
  kit.sandbox.clock.advance(TIMINGS.paymentFileRuns + TIMINGS.paymentEnds);
  await kit.sandbox.fondo.up();
  const told = async () => (await watching.take(1))[0]?.data.clientEvents;
  let event = await told();
  while (event.state) event = await told();
  expect(event).toEqual({ source: 'BACKFILL', payment: { status: 'COMPLETED' }, previous: { status: 'NEW' } });
});

test.for(['ping', 'getWebSocket'])(
  'a payment that changes before the stream of its client has begun is told at once: %s takes a second',
  async (operation) => {
    await using kit = await start();
    const id = await payInstruction(kit);
    kit.sandbox.fondo.fault({ operation, delayMs: 1_000, times: 1 });
    const following = kit.watch(`subscription { paymentInstructionChanged(id: "${id}") { status } }`);
    expect((await following.take(1))[0]?.data.paymentInstructionChanged).toEqual({ status: 'NEW' });
    kit.sandbox.clock.advance(TIMINGS.paymentFileRuns);
    expect((await following.take(1))[0]?.data.paymentInstructionChanged).toEqual({ status: 'PROCESSING' });
    await following.leave();
  },
);
