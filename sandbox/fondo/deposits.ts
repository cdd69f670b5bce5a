import { investDeposit } from './allocation-plans.ts';
import { bookCash, type CashEntry } from './ledger.ts';
import type { Books, FondoState } from './state.ts';
import type { CashTransaction } from './types.ts';

export type Deposit = Pick<CashEntry, 'account' | 'amount' | 'ref' | 'refType' | 'clientRef'>;

/** Money that reached an account: booked, settled, and invested as the account's plan says. */
export function deposit(state: FondoState, books: Books, arrived: Deposit): CashTransaction {
  const booked = bookCash(state, books, { ...arrived, type: 'deposit', direction: 'in', settlesIn: 0 });
  investDeposit(state, books, arrived.account, arrived.amount);
  return booked;
}
