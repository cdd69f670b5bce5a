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
  state.clock.after(TIMINGS.paymentFileRuns, () =>
    paymentIds.forEach((payment) => processPayment(state, books, payment)),
  );
  return instruction;
}

type Ending = { readonly status: 'completed' } | { readonly status: 'failed'; reason: string; reasonCode: string };

/**
 * The payment file is with the bank. A payment that is further already stays as it is.
 * @param runs whether the bank answers by itself
 */
export function processPayment(state: FondoState, books: Books, id: string, runs = true): void {
  if (state.find(books, 'payment', id).status !== 'new') return;
  setStatus(books, id, 'processing');
  state.change(books, 'payment', id, { status: 'processing' });
  if (runs) state.clock.after(TIMINGS.paymentEnds, () => endPayment(state, books, id));
}

/** Ends a payment, as its amount decides or as told. One that has ended stays as it is. */
export function endPayment(state: FondoState, books: Books, id: string, told?: Ending): void {
  const { account, amount, clientRef, reasonCode, status } = state.find(books, 'payment', id);
  if (isFinal(status)) return;
  const outcome = PAYMENT_OUTCOMES[amount];
  if (!told && outcome?.reasonCode === '9' && reasonCode !== '9') {
    state.change(books, 'payment', id, outcome);
    return void state.clock.after(TIMINGS.paymentRetries, () => endPayment(state, books, id));
  }
  const fails = told ? told.status === 'failed' && told : outcome && outcome.reasonCode !== '9' && outcome;
  if (fails) state.change(books, 'payment', id, { ...fails, status: 'failed' });
  else {
    deposit(state, books, { account, amount, ref: id, refType: 'payment', clientRef });
    state.change(books, 'payment', id, { status: 'completed', reason: null, reasonCode: '0' });
  }
  const statuses = instructionOf(books, id)?.paymentIds.map((other) => state.find(books, 'payment', other).status);
  if (statuses?.every((one) => one === 'failed')) setStatus(books, id, 'failed');
  else if (statuses?.every(isFinal)) setStatus(books, id, 'completed');
}

const isFinal = (status: Payment['status']): boolean => status === 'completed' || status === 'failed';

const instructionOf = (books: Books, payment: string) =>
  books.instructions.values().find(({ paymentIds }) => paymentIds.includes(payment));

/** Sets the status of the instruction to which a payment belongs. */
function setStatus(books: Books, payment: string, status: PaymentInstruction['status']): void {
  const stored = instructionOf(books, payment);
  if (stored) books.instructions.set(stored.id, { ...stored, status });
}
