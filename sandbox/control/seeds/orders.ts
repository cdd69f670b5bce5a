import type { z } from 'zod';
import type { FondoSandbox } from '../../fondo/index.ts';
import { placeOrder } from '../../fondo/orders.ts';
import { putOrder } from '../acts/orders.ts';
import type { Issue } from '../errors.ts';
import type { Seed } from '../model/seed.ts';
import { toGlobalId } from '../objects.ts';
import { bareId, isInstrument, type Known, type Plan } from './plan.ts';

type Row = NonNullable<z.output<typeof Seed>['orders']>[number];

/** Orders are taken as they are: neither minimum amounts nor the balance of the account keep one from being there. */
export function planOrders({ state }: FondoSandbox, rows: readonly Row[], known: Known): Plan {
  const taken = new Set(state.clients.rows.flatMap(({ id }) => state.books(id).tables.order.rows.map((row) => row.id)));
  const planned = rows.map((row) => ({
    row,
    account: bareId(row.account, 'Account'),
    instrument: bareId(row.instrument, 'Instrument'),
  }));
  const issues = planned.flatMap(({ row, account, instrument }, index): Issue[] => {
    const path = `orders[${index}]`;
    const { id, type = 'SUBSCRIPTION', amount, units } = row;
    const found: Issue[] = [];
    if (id !== undefined && taken.has(id)) found.push({ path: `${path}.id`, message: 'is taken' });
    if (id !== undefined) taken.add(id);
    if (!clientOf(state, known, account)) found.push({ path: `${path}.account`, message: 'there is no such account' });
    if (!isInstrument(state, known, instrument))
      found.push({ path: `${path}.instrument`, message: 'there is no such instrument' });
    const [wanted, other] = type === 'SUBSCRIPTION' ? (['amount', 'units'] as const) : (['units', 'amount'] as const);
    if (row[wanted] === undefined) found.push({ path: `${path}.${wanted}`, message: `is needed for a ${type}` });
    if ((amount !== undefined && units !== undefined) || (row[other] !== undefined && row[wanted] === undefined))
      found.push({ path: `${path}.${other}`, message: `is not for a ${type}` });
    return found;
  });
  return {
    issues,
    apply: () =>
      planned.map(({ row: { id, amount = 0, units = 0, type, status, clientRef }, account, instrument }) => {
        const client = clientOf(state, known, account) ?? '';
        const books = state.books(client);
        const details = { account, instrument, ...(clientRef !== undefined && { clientRef }) };
        const request =
          type === 'REDEMPTION'
            ? { ...details, orderType: 'redemption' as const, units }
            : { ...details, orderType: 'subscription' as const, amount };
        const order = placeOrder(state, books, request, { id, runs: status === undefined });
        if (status !== undefined) putOrder(state, books, order.id, status);
        return toGlobalId('Order', [client, order.id]);
      }),
  };
}

const clientOf = (state: FondoSandbox['state'], known: Known, account: string): string | undefined =>
  known.accounts.get(account) ?? state.clients.rows.find(({ id }) => state.books(id).tables.account.get(account))?.id;
