import type { z } from 'zod';
import type { Books, FondoState, SwishDeposit } from '../../fondo/state.ts';
import type { Kinds } from '../../fondo/types.ts';
import { toName } from '../model/common.ts';
import type * as model from '../model/state.ts';
import { toGlobalId } from '../objects.ts';

type Shown<S extends z.ZodType> = z.output<S>;

export const accountView = (account: Kinds['account']): Shown<typeof model.Account> => ({
  id: toGlobalId('Account', [account.clientId, account.id]),
  name: account.name ?? '',
  status: account.deleted ? 'CLOSED' : toName(account.status),
  balance: account.balance,
});

export const orderView = (client: string, order: Kinds['order']): Shown<typeof model.Order> => ({
  id: toGlobalId('Order', [client, order.id]),
  status: toName(order.status),
  type: toName(order.orderType),
  instrument: toGlobalId('Instrument', [order.instrument]),
  amount: order.amount ?? null,
  units: order.units ?? null,
  clientRef: order.clientRef ?? null,
  modifiedAt: order.modifiedDate,
});

export const journeyView = (client: string, journey: Kinds['journey']): Shown<typeof model.Journey> => ({
  id: toGlobalId('Journey', [client, journey.id]),
  status: toName(journey.status),
  kind: toName(journey.journey.type),
  url: journey.url,
  context: journey.context ?? null,
  errorCode: journey.errorCode ?? null,
  account: journey.result?.account ? toGlobalId('Account', [client, journey.result.account]) : null,
});

export const swishView = ({
  clientId,
  account,
  id,
  amount,
  status,
}: SwishDeposit): Shown<typeof model.SwishDeposit> => ({
  id: toGlobalId('SwishDeposit', [clientId, account, id]),
  status: toName(status.status),
  amount,
  errorCode: status.errorCode ?? null,
});

export const paymentView = (client: string, payment: Kinds['payment']): Shown<typeof model.Payment> => ({
  id: `Payment:${client}:${payment.id}`,
  status: toName(payment.status),
  amount: payment.amount,
  clientRef: payment.clientRef,
  reasonCode: payment.reasonCode ?? null,
});

export const withdrawalView = (
  client: string,
  { id, amount, aborted, settlementDate = '' }: Kinds['cashTransaction'],
  now: string,
): Shown<typeof model.Withdrawal> => ({
  id: toGlobalId('CashTransaction', [client, id]),
  status: aborted ? 'FAILED' : settlementDate > now ? 'PENDING' : 'SETTLED',
  amount,
});

/** The newest first: at most so many, and how many there are. */
function newest<R extends { readonly sortedId: string }, S>(
  state: FondoState,
  max: number,
  rowsOf: (books: Books) => readonly R[],
  view: (row: R, client: string) => S,
): { readonly shown: S[]; readonly total: number } {
  const all = state.clients.rows.map(({ id }) => ({ id, rows: rowsOf(state.books(id)) }));
  const last = all
    .flatMap(({ id, rows }) => rows.slice(-max).map((row) => ({ id, row })))
    .sort((a, b) => (a.row.sortedId < b.row.sortedId ? 1 : -1))
    .slice(0, max);
  return {
    shown: last.map(({ id, row }) => view(row, id)),
    total: all.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

/** What there is at Fondo, by list. */
export function fondoLists(state: FondoState, max: number) {
  const now = state.clock.iso();
  const deposits = [...new Set(state.swishDeposits.values())].reverse();
  return {
    accounts: newest(
      state,
      max,
      (books) => books.tables.account.rows,
      (row) => accountView(row),
    ),
    orders: newest(
      state,
      max,
      (books) => books.tables.order.rows,
      (row, client) => orderView(client, row),
    ),
    journeys: newest(
      state,
      max,
      (books) => books.tables.journey.rows,
      (row, client) => journeyView(client, row),
    ),
    payments: newest(
      state,
      max,
      (books) => books.tables.payment.rows,
      (row, client) => paymentView(client, row),
    ),
    withdrawals: newest(state, max, withdrawalsOf, (row, client) => withdrawalView(client, row, now)),
    swishDeposits: { shown: deposits.slice(0, max).map(swishView), total: deposits.length },
  };
}

const withdrawalsOf = ({ tables }: Books) =>
  tables.cashTransaction.rows.filter(({ transactionType }) => transactionType === 'withdrawal');
