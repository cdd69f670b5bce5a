import { randomUUID } from 'node:crypto';
import { abortCash, bookCash, moveUnits, settleCash } from './ledger.ts';
import { percent, unitsFor, marketValue } from './money.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import { HOLD_PREFIX } from './test-data.ts';
import type { Order } from './types.ts';

/** Currency exchange fee in percent of the proceeds of a foreign-currency fund. */
const FX_FEE = 0.25;

/** The next status in the lifecycle; undefined for statuses without an automatic transition. */
function following({ status, clientRef }: Order, confirmedStatus: boolean): Order['status'] | undefined {
  if (status === 'received') return 'pending';
  if (status === 'pending') return clientRef?.startsWith(HOLD_PREFIX) ? 'hold' : 'sent';
  if (status === 'hold') return 'sent';
  if (status === 'sent') return confirmedStatus ? 'confirmed' : 'settled';
  return status === 'confirmed' ? 'settled' : undefined;
}

/** Schedules the status transitions of an order until it reaches a final status. */
export function runOrderLifecycle(state: FondoState, books: Books, order: Order): void {
  if (!(order.status in TIMINGS.order)) return;
  state.clock.after(TIMINGS.order[order.status as keyof typeof TIMINGS.order], () => {
    const now = state.find(books, 'order', order.id);
    if (state.byHand.has(order.id)) return;
    if (now.status === order.status) runOrderLifecycle(state, books, step(state, books, now));
  });
}

/**
 * The next transition of an order, or the one into `status`, with everything that belongs to it. An order in a final
 * status stays as it is.
 */
export function step(
  state: FondoState,
  books: Books,
  order: Order,
  status = following(order, state.variants.confirmedStatus),
): Order {
  if (!status) return order;
  let known: Partial<Order> = {};
  if (order.status === 'sent') known = execute(state, books, order);
  if (status === 'settled') settle(state, books, { ...order, ...known });
  return state.change(books, 'order', order.id, { status, ...known });
}

/** Executes an order: sets the price and the units (subscription) or amount (redemption), and books the units. */
function execute(state: FondoState, books: Books, order: Order): Required<Pick<Order, 'units' | 'amount'>> {
  const { isincode, closePrice, currency, decimalsUnits } = state.instrument(order.instrument);
  const { amount: ordered = 0, units: sold = 0, clientRef, executorRef } = order;
  const units = order.orderType === 'subscription' ? unitsFor(ordered, closePrice, currency, decimalsUnits) : sold;
  const amount = order.orderType === 'subscription' ? ordered : marketValue(sold, closePrice, currency);
  state.create(books, 'fundTransaction', {
    ...state.track(randomUUID()),
    transactionType: order.orderType,
    aborted: false,
    ref: order.id,
    refType: 'order',
    account: order.account,
    instrument: order.instrument,
    identifier: isincode,
    units,
    price: closePrice,
    currency,
    ...(clientRef === undefined ? {} : { clientRef }),
    ...(executorRef === undefined ? {} : { executorRef }),
    tradeDate: state.clock.iso(),
    settlementDate: state.clock.iso(TIMINGS.order.confirmed),
  });
  return { units, amount };
}

function settle(state: FondoState, books: Books, order: Order): void {
  const { account, instrument, units = 0, amount = 0, clientRef, executorRef } = order;
  const { fundTransaction } = books.tables;
  const booked = fundTransaction.rows.findLast(({ ref }) => ref === order.id);
  if (booked) state.change(books, 'fundTransaction', booked.id, { settlementDate: state.clock.iso() });
  if (order.orderType === 'subscription') {
    const reserved = cashOf(books, order);
    if (reserved) settleCash(state, books, reserved.id);
    return moveUnits(state, books, account, instrument, units);
  }
  moveUnits(state, books, account, instrument, -units);
  const entry = { account, ref: order.id, refType: 'order', clientRef, executorRef, settlesIn: 0 } as const;
  bookCash(state, books, { ...entry, type: 'redemption', direction: 'in', amount });
  if (state.payouts.has(order.id)) bookCash(state, books, { ...entry, type: 'withdrawal', direction: 'out', amount });
  else if (state.instrument(instrument).currency !== 'SEK') {
    const fee = percent(amount, FX_FEE);
    if (fee > 0) bookCash(state, books, { ...entry, type: 'fxFee', direction: 'out', amount: fee });
  }
}

/** Cancels an order and releases the reserved cash; by `status`, one that no contract lists. */
export function cancel(state: FondoState, books: Books, order: Order, status: Order['status'] = 'canceled'): Order {
  const reserved = cashOf(books, order);
  if (reserved && !reserved.aborted) abortCash(state, books, reserved, 'referenced_order_canceled');
  const booked = books.tables.fundTransaction.rows.findLast(({ ref }) => ref === order.id);
  if (booked) state.change(books, 'fundTransaction', booked.id, { aborted: true });
  return state.change(books, 'order', order.id, { status, canceledDate: state.clock.iso() });
}

const cashOf = (books: Books, { id }: Order) => books.tables.cashTransaction.rows.findLast(({ ref }) => ref === id);
