import { randomUUID } from 'node:crypto';
import type { Handler } from '../kit/provider.ts';
import { requireActive } from './accounts.ts';
import { ok, refuse, unknownId } from './responses.ts';
import { deposit } from './deposits.ts';
import { hasAtMostDecimals } from './money.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import { PAYMENT_OUTCOMES } from './test-data.ts';
import type { Payment, PaymentInstruction, Schemas } from './types.ts';

type Request = Schemas['PaymentInstructionRequest'];

export const paymentHandlers = (state: FondoState): Record<string, Handler> => {
  const find = (params: Readonly<Record<string, string>>) => {
    const books = state.books(params['client_id']);
    const id = params['instruction_id'] ?? '';
    return { books, stored: books.instructions.get(id) ?? unknownId('payment instruction', id) };
  };
  return {
    createPaymentInstruction({ params, body }) {
      const books = state.books(params['client_id']);
      check(state, books, body as Request);
      return ok(create(state, books, body as Request));
    },
    getPaymentInstruction({ params }) {
      const { paymentIds: _, ...instruction } = find(params).stored;
      return ok(instruction);
    },
    getInstructionPayment({ params }) {
      const { books, stored } = find(params);
      return ok(stored.paymentIds.map((id) => books.tables.payment.get(id)));
    },
  };
};

function check(state: FondoState, books: Books, { payments }: Request): void {
  const refs = new Set(books.tables.payment.rows.map(({ clientRef }) => clientRef));
  for (const { account, amount, clientRef } of payments) {
    const { bankAccounts } = requireActive(state.find(books, 'account', account));
    if (!bankAccounts.some(({ autogiro }) => autogiro)) refuse(`The account ${account} has no autogiro mandate`);
    if (!(amount > 0) || !hasAtMostDecimals(amount, 2)) refuse('amount must be positive, with at most two decimals');
    if (refs.has(clientRef)) refuse(`The clientRef ${clientRef} is taken`);
    refs.add(clientRef);
  }
}

function create(state: FondoState, books: Books, { type, payments }: Request): PaymentInstruction {
  const id = randomUUID();
  const paymentIds = payments.map(({ account, amount, clientRef }) => {
    const known = { id: randomUUID(), sortedId: state.sortedId(), account, amount, clientRef };
    return state.create(books, 'payment', { ...known, status: 'new', reason: null, reasonCode: null }).id;
  });
  const instructions = payments.map(({ amount, account, clientRef }) => ({ amount, account, clientRef }));
  const instruction: PaymentInstruction = { id, type, instructions, bankTransferRef: null, status: 'new' };
  books.instructions.set(id, { ...instruction, paymentIds });
  state.clock.after(TIMINGS.paymentFileRuns, () => {
    setStatus(books, id, 'processing');
    for (const payment of paymentIds) {
      state.change(books, 'payment', payment, { status: 'processing' });
      state.clock.after(TIMINGS.paymentEnds, () => end(state, books, id, payment));
    }
  });
  return instruction;
}

function end(state: FondoState, books: Books, instruction: string, id: string): void {
  const { account, amount, clientRef, reasonCode } = state.find(books, 'payment', id);
  const outcome = PAYMENT_OUTCOMES[amount];
  if (outcome?.reasonCode === '9' && reasonCode !== '9') {
    state.change(books, 'payment', id, outcome);
    return void state.clock.after(TIMINGS.paymentRetries, () => end(state, books, instruction, id));
  }
  if (outcome && outcome.reasonCode !== '9') state.change(books, 'payment', id, { status: 'failed', ...outcome });
  else {
    deposit(state, books, { account, amount, ref: id, refType: 'payment', clientRef });
    state.change(books, 'payment', id, { status: 'completed', reason: null, reasonCode: '0' });
  }
  const statuses = books.instructions
    .get(instruction)
    ?.paymentIds.map((other) => state.find(books, 'payment', other).status);
  if (statuses?.every((status) => status === 'failed')) setStatus(books, instruction, 'failed');
  else if (statuses?.every(isFinal)) setStatus(books, instruction, 'completed');
}

const isFinal = (status: Payment['status']): boolean => status === 'completed' || status === 'failed';

function setStatus(books: Books, id: string, status: PaymentInstruction['status']): void {
  const stored = books.instructions.get(id) ?? unknownId('payment instruction', id);
  books.instructions.set(id, { ...stored, status });
}
