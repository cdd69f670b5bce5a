import { expect, test } from 'vitest';
import {
  ACCOUNT,
  act,
  CLIENT,
  EXECUTOR,
  orderInput,
  read,
  redemptionInput,
  startFondoKit,
  untilLive,
  withdrawInput,
} from './kit.ts';

const { executor: _, ...withoutExecutor } = orderInput;
const bodies = (kit: Awaited<ReturnType<typeof startFondoKit>>, operation: string): any[] =>
  kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === operation).map(({ body }) => body);

test('an order needs no executor, and none is sent for it', async () => {
  await using kit = await startFondoKit();
  const order = await act(kit, 'placeOrder', withoutExecutor, '... on Order { executor clientRef }');
  expect(order).toMatchObject({ __typename: 'Order', executor: null });
  expect(Object.keys(bodies(kit, 'createOrder')[0])).not.toContain('executorRef');
});

test('an executor that is null counts as left out', async () => {
  await using kit = await startFondoKit();
  expect((await act(kit, 'placeOrder', { ...orderInput, executor: null })).__typename).toBe('Order');
});

test.each([
  ['redeemAndWithdraw', redemptionInput],
  ['withdraw', withdrawInput],
])('%s still needs one, as the contract says', async (mutation, { executor: _left, ...input }) => {
  await using kit = await startFondoKit();
  await expect(act(kit, mutation, input)).rejects.toThrow(/required field .*executor/);
});

test('the executor is shown on the order and on the cash and the units that it moves', async () => {
  await using kit = await startFondoKit();
  const { id } = await act(kit, 'placeOrder', orderInput, '... on Order { id }');
  kit.sandbox.clock.advance(20_000);
  const { node } = await read(
    kit,
    `{ node(id: "${id}") { ... on Order { executor cashTransactions { executor } fundTransactions { executor } } } }`,
  );
  expect(node).toEqual({
    executor: EXECUTOR,
    cashTransactions: [{ executor: EXECUTOR }],
    fundTransactions: [{ executor: EXECUTOR }],
  });
});

test('the type of a payout is passed on as it was given, and left out otherwise', async () => {
  await using kit = await startFondoKit();
  await act(kit, 'withdraw', { ...withdrawInput, withdrawalType: 'amount' });
  await act(kit, 'withdraw', withdrawInput);
  const [first, second] = bodies(kit, 'createWithdrawal');
  expect(first.withdrawalType).toBe('amount');
  expect(Object.keys(second)).not.toContain('withdrawalType');
  const refused = await act(kit, 'withdraw', { ...withdrawInput, withdrawalType: 'a b' });
  expect(refused.fields).toEqual([{ path: 'input.withdrawalType', message: expect.stringContaining('1 to 64') }]);
});

test('a payment has an id and names its instruction, in lists and in events', async () => {
  await using kit = await startFondoKit();
  const status = await untilLive(kit);
  const live = kit.watch(
    `subscription { paymentChanged(id: "${CLIENT}") { payment { id status instruction { id } } } }`,
  );
  const first = live.next();
  const payments = [1, 2].map((amount) => ({ account: ACCOUNT, amount: String(amount * 100) }));
  const selection = '... on PaymentInstruction { id payments { id instruction { id } } }';
  const batch = await act(kit, 'createPaymentInstruction', { client: CLIENT, payments }, selection);
  const ids = batch.payments.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(2);
  for (const payment of batch.payments) expect(payment.instruction.id).toBe(batch.id);
  kit.sandbox.clock.advance(20_000);
  const event = (await first).value?.data.paymentChanged.payment;
  expect(ids).toContain(event.id);
  expect(event.instruction.id).toBe(batch.id);
  await Promise.all([live.leave(), status.leave()]);
});
