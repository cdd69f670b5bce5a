import { randomUUID } from 'node:crypto';
import type { SandboxResponse, Handler, SandboxRequest } from '../kit/provider.ts';
import { requireActive } from './accounts.ts';
import { empty, list, ok, refuse } from './responses.ts';
import { bookCash, availableUnits, unitsOf } from './ledger.ts';
import { hasAtMostDecimals } from './money.ts';
import { cancel, runOrderLifecycle } from './order-life.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import type { Order, Schemas } from './types.ts';

type OrderRequest = Schemas['OrderRequest'] | Schemas['OrderWithdrawalRequest'];

const TIME_TO_SETTLE = TIMINGS.order.received + TIMINGS.order.pending + TIMINGS.order.sent + TIMINGS.order.confirmed;

export const orderHandlers = (state: FondoState): Record<string, Handler> => ({
  getOrders: (request) => list(state.books(request.params['client_id']).tables.order, request, state.variants),
  getOrderById: ({ params }) => ok(state.find(state.books(params['client_id']), 'order', params['order_id'])),
  createOrder: (request) => create(state, request),
  createOrderWithdrawal: (request) => create(state, request),
  cancelOrder({ params }) {
    const books = state.books(params['client_id']);
    const order = state.find(books, 'order', params['order_id']);
    if (['received', 'pending', 'hold'].includes(order.status)) return ok(cancel(state, books, order));
    if (order.status !== 'canceled' && state.variants.cancelLate === 'refuse') {
      refuse(`The order is ${order.status} and can no longer be canceled`);
    }
    return ok(order);
  },
});

function create(state: FondoState, { params, query, body }: SandboxRequest): SandboxResponse {
  const books = state.books(params['client_id']);
  const request = body as OrderRequest;
  check(state, books, request);
  if (query['validate-only'] === 'true') return empty;
  const order = placeOrder(state, books, request);
  return state.variants.createAnswer === 'body' ? ok(order) : empty;
}

/**
 * Places a validated order: reserves the cash of a subscription and starts the order lifecycle.
 * @param runs whether it goes from status to status by itself
 */
export function placeOrder(
  state: FondoState,
  books: Books,
  request: OrderRequest,
  { id = randomUUID(), runs = true }: { readonly id?: string | undefined; readonly runs?: boolean } = {},
): Order {
  const { orderType, account, clientRef, executorRef, instrument } = request;
  const order = state.create(books, 'order', {
    ...state.track(id),
    status: 'received',
    orderType,
    account,
    ...(clientRef === undefined ? {} : { clientRef }),
    ...(executorRef === undefined ? {} : { executorRef }),
    instrument,
    ...(request.orderType === 'subscription' ? { amount: request.amount } : { units: request.units }),
  });
  if (request.orderType === 'subscription') {
    const details = {
      account,
      ref: order.id,
      refType: 'order',
      clientRef,
      executorRef,
      amount: request.amount,
    } as const;
    bookCash(state, books, { ...details, type: 'subscription', direction: 'out', settlesIn: TIME_TO_SETTLE });
  }
  if ('bankAccount' in request) state.payouts.add(order.id);
  if (runs) runOrderLifecycle(state, books, order);
  return order;
}

function check(state: FondoState, books: Books, request: OrderRequest): void {
  const account = requireActive(state.find(books, 'account', request.account));
  const instrument = state.instrument(request.instrument);
  if (!books.universe.has(instrument.id)) refuse(`The instrument ${instrument.id} is not offered by this client`);
  if (request.orderType === 'subscription') {
    const { amount } = request;
    if (!instrument.isBuyable) refuse(`The instrument ${instrument.id} is not buyable`);
    if (!(amount > 0) || !hasAtMostDecimals(amount, 2)) refuse('amount must be positive, with at most two decimals');
    const holds = unitsOf(account.positions, instrument.id) > 0;
    const least = holds ? instrument.minSubsequentAmountSek : instrument.minInitialAmountSek;
    if (amount < least) refuse(`amount is below the minimum of ${least} SEK`);
    if (amount > account.balance) refuse('amount is above the balance of the account');
    return;
  }
  const { units } = request;
  if (!instrument.isSellable) refuse(`The instrument ${instrument.id} is not sellable`);
  if (!(units > 0) || !hasAtMostDecimals(units, instrument.decimalsUnits)) {
    refuse(`units must be positive, with at most ${instrument.decimalsUnits} decimals`);
  }
  if (units > availableUnits(books, account, instrument.id)) refuse('units exceed the position of the account');
  if ('bankAccount' in request && !account.bankAccounts.some(({ id }) => id === request.bankAccount)) {
    refuse('bankAccount is not linked to the account');
  }
}
