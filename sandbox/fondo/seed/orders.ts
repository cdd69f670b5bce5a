import { uuidOf } from '../ids.ts';
import { unitsOf } from '../ledger.ts';
import { minus, percent, sum, unitsFor, marketValue } from '../money.ts';
import type { Books, FondoState } from '../state.ts';
import { DEMO_CLIENT, DEMO_INSTRUMENT, DEMO_ORDER } from '../test-data.ts';
import type { Account, CashTransaction, Instrument, Order } from '../types.ts';
import type { Timeline } from './timeline.ts';

const DAY = 24 * 3_600_000;
/** Every fifth order is a partial redemption, if there is a position. */
const SELL_EVERY = 5;
/** Statuses assigned to the last fifth of the orders. */
const OPEN: readonly Order['status'][] = ['canceled', 'hold', 'confirmed', 'sent', 'pending', 'received'];
const iso = (time: number): string => new Date(time).toISOString();

/** Seeds deposits, orders and the resulting transactions; balances and positions are derived from them. */
export function seedHistory(state: FondoState, books: Books, count: number, timeline: Timeline): void {
  const traders = books.tables.account.rows.filter(({ status, deleted }) => status === 'active' && !deleted);
  const buyable = state.instruments.rows.filter(({ isBuyable, id }) => isBuyable && books.universe.has(id));
  if (traders.length === 0 || buyable.length === 0) return;
  const each = Math.ceil(count / traders.length);
  traders.forEach(({ id }, index) => {
    const amount = 25_000 + index * 1_250 + each * 2_000;
    const details = { ref: `OCR${String(index + 1).padStart(6, '0')}`, refType: 'external' } as const;
    book(state, books, id, timeline.next(), { ...details, transactionType: 'deposit', amount }, 0);
  });
  for (let index = 0; index < count; index += 1) {
    const account = state.find(books, 'account', traders[index % traders.length]?.id);
    const round = Math.floor(index / traders.length);
    const isDemo = books.client.id === DEMO_CLIENT && index === 0;
    const bought = isDemo ? state.instrument(DEMO_INSTRUMENT) : buyable[(index * 7 + round) % buyable.length];
    if (bought) seedOrder(state, books, { index, count, account, bought, time: timeline.next(), isDemo });
  }
}

interface Draft {
  readonly index: number;
  readonly count: number;
  readonly account: Account;
  readonly bought: Instrument;
  readonly time: number;
  readonly isDemo: boolean;
}

function seedOrder(state: FondoState, books: Books, { index, count, account, bought, time, isDemo }: Draft): void {
  const left = count - index;
  const status = left <= count / 5 && !isDemo ? (OPEN[left % OPEN.length] as Order['status']) : 'settled';
  const held = account.positions.find(({ instrument }) => state.instrument(instrument).isSellable);
  const sells = index % SELL_EVERY === SELL_EVERY - 1 && held !== undefined;
  const instrument = sells ? state.instrument(held.instrument) : bought;
  const { closePrice, currency, decimalsUnits } = instrument;
  const amount = 500 + ((index * 137) % 12) * 100;
  const priced = status === 'settled' || status === 'confirmed';
  const units = sells ? percent(held.units, 25) : unitsFor(amount, closePrice, currency, decimalsUnits);
  const known = sells ? { units } : { amount };
  const changed = iso(time + (status === 'received' ? 0 : status === 'settled' ? 2 : 1) * DAY);
  const order: Order = {
    id: isDemo ? DEMO_ORDER : uuidOf(`order:${books.client.id}:${index}`),
    status,
    sortedId: state.sortedId(time),
    orderType: sells ? 'redemption' : 'subscription',
    account: account.id,
    clientRef: isDemo ? 'my_order_123' : `seed-${index + 1}`,
    ...(account.owner.ssn === undefined ? {} : { executorRef: account.owner.ssn }),
    instrument: instrument.id,
    ...known,
    ...(priced ? { units, amount: sells ? marketValue(units, closePrice, currency) : amount } : {}),
    createdDate: iso(time),
    modifiedDate: changed,
    ...(status === 'canceled' ? { canceledDate: changed } : {}),
  };
  books.tables.order.put(order);
  bookOrder(state, books, order, instrument, time);
}

function bookOrder(state: FondoState, books: Books, order: Order, instrument: Instrument, time: number): void {
  const { account, orderType, status, amount = 0, units = 0, clientRef, executorRef } = order;
  const details = { ref: order.id, refType: 'order', clientRef, executorRef } as const;
  const sells = orderType === 'redemption';
  if (!sells || status === 'settled') {
    const aborted = status === 'canceled';
    const voided = aborted ? { aborted, abortedReason: 'referenced_order_canceled' } : {};
    book(state, books, account, time, { ...details, transactionType: orderType, amount, ...voided }, 2 * DAY);
  }
  if (status !== 'settled' && status !== 'confirmed') return;
  books.tables.fundTransaction.put({
    ...{ id: uuidOf(`fund:${order.id}`), sortedId: state.sortedId(time), transactionType: orderType, aborted: false },
    ...{ ...details, account, instrument: instrument.id, identifier: instrument.isincode, units },
    ...{ price: instrument.closePrice, currency: instrument.currency },
    ...{ createdDate: iso(time + DAY), modifiedDate: iso(time + 2 * DAY) },
    ...{ tradeDate: iso(time + DAY), settlementDate: iso(time + 2 * DAY) },
  });
  if (status === 'settled') hold(state, books, account, instrument, sells ? -units : units, iso(time + 2 * DAY));
}

type Entry = Omit<CashTransaction, 'id' | 'sortedId' | 'createdDate' | 'modifiedDate' | 'currency' | 'settlementDate'>;

function book(state: FondoState, books: Books, account: string, time: number, entry: Entry, settlesIn: number): void {
  const arrives = entry.transactionType !== 'subscription';
  const settled = iso(time + settlesIn);
  books.tables.cashTransaction.put({
    ...{ id: uuidOf(`cash:${account}:${entry.ref}`), sortedId: state.sortedId(time), aborted: false },
    ...entry,
    ...(arrives ? { creditAccount: account } : { debitAccount: account }),
    ...{ currency: 'SEK', createdDate: iso(time), modifiedDate: settled, settlementDate: settled },
  });
  if (entry.aborted) return;
  const row = state.find(books, 'account', account);
  const { balance, amounts } = row;
  const deposited = sum(amounts.deposited ?? 0, entry.transactionType === 'deposit' ? entry.amount : 0);
  const after = arrives ? sum(balance, entry.amount) : minus(balance, entry.amount);
  books.tables.account.put({ ...row, balance: after, amounts: { ...amounts, deposited }, modifiedDate: settled });
}

function hold(
  state: FondoState,
  books: Books,
  account: string,
  { id, isincode }: Instrument,
  by: number,
  modifiedDate: string,
): void {
  const row = state.find(books, 'account', account);
  const units = sum(unitsOf(row.positions, id), by);
  const others = row.positions.filter(({ instrument }) => instrument !== id);
  const positions = [...others, { instrument: id, identifier: isincode, units }];
  books.tables.account.put({ ...row, positions, modifiedDate });
}
