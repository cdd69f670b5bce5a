import { expect, test } from 'vitest';
import type { Kit } from '../../kit/gateway.ts';
import {
  act,
  callsOf,
  CLIENT,
  clientInput,
  emptyAccount,
  journeyInput,
  orderInput,
  paymentsInput,
  PLAN,
  redemptionInput,
  startFondoKit,
  swishInput,
  withdrawInput,
} from './kit.ts';

interface Write {
  readonly mutation: string;
  readonly operation: string;
  input(kit: Kit): object | Promise<object>;
  readonly selection?: string;
  /** What is answered when the provider did it and its answer got lost. */
  readonly lost: object;
}

const placed = async (kit: Kit): Promise<object> => ({
  order: (await act(kit, 'placeOrder', orderInput, '... on Order { id }')).id,
});
const unknown = { __typename: 'OutcomeUnknown', code: 'OUTCOME_UNKNOWN' };

const WRITES: readonly Write[] = [
  {
    mutation: 'placeOrder',
    operation: 'createOrder',
    input: () => orderInput,
    selection: '... on Order { status }',
    lost: { __typename: 'Order', status: 'RECEIVED' },
  },
  {
    mutation: 'redeemAndWithdraw',
    operation: 'createOrderWithdrawal',
    input: () => redemptionInput,
    selection: '... on Order { status type }',
    lost: { __typename: 'Order', status: 'RECEIVED', type: 'REDEMPTION' },
  },
  {
    mutation: 'cancelOrder',
    operation: 'cancelOrder',
    input: placed,
    selection: '... on Order { status }',
    lost: { __typename: 'Order', status: 'CANCELED' },
  },
  {
    mutation: 'withdraw',
    operation: 'createWithdrawal',
    input: () => withdrawInput,
    selection: '... on CashTransaction { type direction amount { amount } }',
    lost: { __typename: 'CashTransaction', type: 'WITHDRAWAL', direction: 'OUT', amount: { amount: '100.25' } },
  },
  {
    mutation: 'createClient',
    operation: 'createClient',
    input: () => clientInput,
    selection: '... on Client { name }',
    lost: { __typename: 'Client', name: clientInput.name },
  },
  {
    mutation: 'updateClient',
    operation: 'updateClient',
    input: () => ({ client: CLIENT, displayName: 'Nytt', serviceTypes: ['EXECUTION_ONLY'] }),
    selection: '... on Client { displayName }',
    lost: { __typename: 'Client', displayName: 'Nytt' },
  },
  {
    mutation: 'closeAccount',
    operation: 'deleteAccount',
    input: (kit) => ({ account: emptyAccount(kit) }),
    selection: '... on Account { closedAt }',
    lost: { __typename: 'Account', closedAt: expect.any(String) },
  },
  {
    mutation: 'updateAllocationPlan',
    operation: 'patchAllocationPlan',
    input: () => ({ plan: PLAN, bankAccount: null }),
    selection: '... on AllocationPlan { bankAccount { id } }',
    lost: { __typename: 'AllocationPlan', bankAccount: null },
  },
  // Fondo shows these nowhere but in the answer.
  { mutation: 'createJourney', operation: 'postJourney', input: () => journeyInput, lost: unknown },
  { mutation: 'createSwishDeposit', operation: 'createSwishDeposit', input: () => swishInput, lost: unknown },
  {
    mutation: 'createPaymentInstruction',
    operation: 'createPaymentInstruction',
    input: () => ({ ...paymentsInput, payments: [{ ...paymentsInput.payments[0], clientRef: 'autogiro-7' }] }),
    lost: { ...unknown, references: ['autogiro-7'] },
  },
];

test.concurrent.each(WRITES)('$mutation: a lost answer is looked for, and it is never sent twice', async (write) => {
  await using kit = await startFondoKit();
  const input = await write.input(kit);
  kit.sandbox.fondo.forget();
  kit.sandbox.fondo.fault({ operation: write.operation, socket: 'lose', times: 1 });
  expect(await act(kit, write.mutation, input, write.selection)).toMatchObject(write.lost);
  expect(callsOf(kit, write.operation)).toBe(1);
});

test.concurrent.each(WRITES)(
  '$mutation: one that was not done and cannot be found is unknown, not repeated',
  async (write) => {
    await using kit = await startFondoKit();
    const input = await write.input(kit);
    kit.sandbox.fondo.forget();
    kit.sandbox.fondo.fault({ operation: write.operation, answer: { status: 503 } });
    expect(await act(kit, write.mutation, input)).toMatchObject(unknown);
    expect(callsOf(kit, write.operation)).toBe(1);
  },
);

test.concurrent.each(['placeOrder', 'redeemAndWithdraw', 'createClient'])(
  '%s: an empty 204 is as good as an answer with a body',
  async (mutation) => {
    await using kit = await startFondoKit();
    kit.sandbox.fondo.variants.createAnswer = 'empty204';
    const write = WRITES.find((one) => one.mutation === mutation) as Write;
    expect(await act(kit, mutation, await write.input(kit), write.selection)).toMatchObject(write.lost);
    expect(callsOf(kit, write.operation)).toBe(1);
  },
);

test('an order that was lost is not taken for an earlier one of the same reference', async () => {
  await using kit = await startFondoKit();
  const input = { ...orderInput, clientRef: 'twice' };
  expect(await act(kit, 'placeOrder', input)).toMatchObject({ __typename: 'Order' });
  kit.sandbox.fondo.fault({ operation: 'createOrder', answer: { status: 503 } });
  const other = { ...input, trade: { buyAmount: '999' } };
  expect(await act(kit, 'placeOrder', other)).toMatchObject({ ...unknown, references: ['twice'] });
});
