import { investDeposit } from './allocation-plans.ts';
import { bookCash, type CashEntry } from './ledger.ts';
import type { Books, FondoState } from './state.ts';
import type { CashTransaction } from './types.ts';

export type Deposit = Pick<CashEntry, 'account' | 'amount' | 'ref' | 'refType' | 'clientRef'>;

/** Processes an incoming deposit: books it, settles it and invests it according to the account's allocation plan. */
export function deposit(state: FondoState, books: Books, arrived: Deposit): CashTransaction {
  const booked = bookCash(state, books, { ...arrived, type: 'deposit', direction: 'in', settlesIn: 0 });
  investDeposit(state, books, arrived.account, arrived.amount);
  return booked;
}
