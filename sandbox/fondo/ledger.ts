import { randomUUID } from 'node:crypto';
import { minus, sum } from './money.ts';
import type { Books, FondoState } from './state.ts';
import type { Account, CashTransaction } from './types.ts';

type Details = Pick<CashTransaction, 'ref' | 'refType' | 'clientRef' | 'executorRef' | 'text'>;
export interface CashEntry extends Details {
  readonly account: string;
  readonly type: CashTransaction['transactionType'];
  /** Unsigned; `direction` distinguishes incoming and outgoing entries. */
  readonly amount: number;
  readonly direction: 'in' | 'out';
  /** Milliseconds until settlement; 0 settles immediately. */
  readonly settlesIn: number;
}

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

/** Books cash and updates the balance immediately, so that reserved cash cannot be spent twice. */
export function bookCash(state: FondoState, books: Books, entry: CashEntry): CashTransaction {
  const { account, type, amount, direction, settlesIn, ...details } = entry;
  const booked = state.create(books, 'cashTransaction', {
    ...state.track(randomUUID()),
    transactionType: type,
    aborted: false,
    ...defined<Details>(details),
    ...(direction === 'in' ? { creditAccount: account } : { debitAccount: account }),
    amount,
    currency: 'SEK',
    settlementDate: state.clock.iso(settlesIn),
  });
  const { amounts } = state.find(books, 'account', account);
  const { deposited = 0, withdrawn = 0 } = amounts;
  const totals: Partial<Account['amounts']> =
    type === 'deposit'
      ? { deposited: sum(deposited, amount) }
      : type === 'withdrawal'
        ? { withdrawn: sum(withdrawn, amount) }
        : {};
  moveBalance(state, books, account, direction === 'in' ? amount : -amount, totals);
  return booked;
}

export const settleCash = (state: FondoState, books: Books, id: string): CashTransaction =>
  state.change(books, 'cashTransaction', id, { settlementDate: state.clock.iso() });

/** Voids an outgoing entry and refunds the amount. */
export function abortCash(
  state: FondoState,
  books: Books,
  { id, debitAccount, amount, transactionType }: CashTransaction,
  abortedReason: string,
): CashTransaction {
  const aborted = state.change(books, 'cashTransaction', id, { aborted: true, abortedReason });
  if (!debitAccount) return aborted;
  const { withdrawn = 0 } = state.find(books, 'account', debitAccount).amounts;
  const totals = transactionType === 'withdrawal' ? { withdrawn: minus(withdrawn, amount) } : {};
  moveBalance(state, books, debitAccount, amount, totals);
  return aborted;
}

function moveBalance(
  state: FondoState,
  books: Books,
  id: string,
  by: number,
  totals: Partial<Account['amounts']>,
): void {
  const { balance, amounts } = state.find(books, 'account', id);
  state.change(books, 'account', id, { balance: sum(balance, by), amounts: { ...amounts, ...totals } });
}

/** Adds units to a position or removes them (negative); an empty position is deleted. */
export function moveUnits(state: FondoState, books: Books, account: string, instrument: string, by: number): void {
  const { positions } = state.find(books, 'account', account);
  const units = sum(unitsOf(positions, instrument), by);
  const others = positions.filter((position) => position.instrument !== instrument);
  const moved = { instrument, identifier: state.instrument(instrument).isincode, units };
  state.change(books, 'account', account, { positions: units > 0 ? [...others, moved] : others });
}

export const unitsOf = (positions: Account['positions'], instrument: string): number =>
  positions.find((position) => position.instrument === instrument)?.units ?? 0;

/** Units of a position that are not reserved by open redemptions. */
export function availableUnits(books: Books, account: Account, instrument: string): number {
  const claimed = books.tables.order.rows
    .filter((order) => order.account === account.id && order.instrument === instrument)
    .filter(({ orderType, status }) => orderType === 'redemption' && isOpen(status))
    .map(({ units = 0 }) => units);
  return minus(unitsOf(account.positions, instrument), sum(...claimed));
}

const FINAL: ReadonlySet<string> = new Set(['settled', 'canceled', 'rejected']);

/** Whether an order is under way. */
export const isOpen = (status: string): boolean => !FINAL.has(status);
