import Big from 'big.js';
import type { Context } from '../../context.ts';
import { isPending } from '../../datasources/fondo/orders.ts';
import { big, listOf } from '../../datasources/kit/decode.ts';
import type { Account as AccountShape, Order } from '../../datasources/fondo/types.ts';
import { Account, POSITIONS } from './account.ts';
import { prefetch } from '../kit/prefetch.ts';
import { builder } from '../kit/builder.ts';
import { money, Money, type MoneyShape } from '../kit/money.ts';

/** Orders are listed per client, without a filter by account or status: so many pages are read, of so many rows. */
const PAGE = 500;
const MAX_PAGES = 20;

/** Every order of the account that is under way; undefined when the client has more orders than we read. */
async function pendingOrders(
  { clientId, id }: Pick<AccountShape, 'clientId' | 'id'>,
  { fondo }: Context,
): Promise<Order[] | undefined> {
  const pending: Order[] = [];
  let start: string | undefined;
  for (let reads = 0; reads < MAX_PAGES; reads += 1) {
    const rows = await fondo.orders.of(clientId).page({ start, limit: PAGE });
    pending.push(...rows.filter((order) => order.account === id && isPending(order)));
    if (rows.length < PAGE) return pending;
    start = rows.at(-1)?.sortedId;
  }
  return undefined;
}

/**
 * Total value by Fondo's own formula: balance, plus units at the latest price, plus subscriptions under way. Units that
 * are being sold are valued once: as part of the position, and beyond it where they have left it already.
 */
async function totalValue(account: AccountShape, context: Context): Promise<MoneyShape | null> {
  if (account.balance == null) return null;
  const { all: funds } = context.fondo.instruments;
  const positions = listOf(account.positions);
  const [pending] = await Promise.all([
    pendingOrders(account, context),
    ...positions.map(({ instrument }) => funds.byId(instrument)),
  ]);
  if (!pending) return null;
  const units = new Map(positions.map(({ instrument, units }) => [instrument, big(units)]));
  const selling = new Map<string, Big>();
  let total = big(account.balance);
  for (const order of pending) {
    if (order.orderType === 'subscription') total = total.plus(big(order.amount ?? 0));
    else selling.set(order.instrument, (selling.get(order.instrument) ?? new Big(0)).plus(big(order.units ?? 0)));
  }
  for (const [id, sold] of selling) if (sold.gt(units.get(id) ?? 0)) units.set(id, sold);
  const values = await Promise.all(
    [...units].map(async ([id, held]) => {
      const fund = await funds.byId(id);
      return fund?.closePrice != null && fund.currency === 'SEK' ? held.times(big(fund.closePrice)) : null;
    }),
  );
  for (const value of values) {
    if (!value) return null;
    total = total.plus(value);
  }
  return money(total.toFixed(2), account.currency);
}

builder.objectField(Account, 'totalValue', (t) =>
  t.field({
    type: Money,
    description:
      'Cash, plus all units at their latest price, plus subscriptions under way, rounded to öre. Null when a fund has no price or one in another currency than SEK (rates are not available), and when the client has more than 10,000 orders.',
    extensions: prefetch({
      // Every account of a list needs the orders of the same client.
      start: ([clientId, id = ''], _args, context) => pendingOrders({ clientId, id }, context),
      needs: (_keys, { fondo }) => fondo.instruments.all,
      each: POSITIONS,
    }),
    resolve: (account, _args, context) => totalValue(account, context),
  }),
);
