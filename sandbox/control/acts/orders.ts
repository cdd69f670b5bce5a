import type { z } from 'zod';
import { isOpen } from '../../fondo/ledger.ts';
import { cancel, step } from '../../fondo/order-life.ts';
import type { Books, FondoState } from '../../fondo/state.ts';
import type { Order } from '../../fondo/types.ts';
import { notPossible } from '../errors.ts';
import type { OrderStatus } from '../model/acts.ts';
import { toName } from '../model/common.ts';

/** The way of an order; `hold` is taken where it is where the order is to stop. */
const WAY = ['received', 'pending', 'hold', 'sent', 'confirmed', 'settled'] as const;

/**
 * Moves an order to a status, with all that belongs to the statuses on the way: units, cash, an event for each. It stays
 * there: from now on nothing happens to it by itself.
 */
export function putOrder(state: FondoState, books: Books, id: string, wanted: z.output<typeof OrderStatus>): Order {
  const status = wanted.toLowerCase() as Order['status'];
  let order = state.find(books, 'order', id);
  if (order.status === status) return held(state, order);
  if (!isOpen(order.status)) notPossible(`The order is ${toName(order.status)}, which is final.`);
  const target = WAY.findIndex((one) => one === status);
  if (target < 0) return cancel(state, books, held(state, order), status);
  const from = WAY.findIndex((one) => one === order.status);
  if (target < from) notPossible(`The order is ${toName(order.status)} already: an order goes no way back.`);
  held(state, order);
  for (const next of WAY.slice(from + 1, target + 1)) {
    if (next !== 'hold' || status === 'hold') order = step(state, books, order, next);
  }
  return order;
}

function held(state: FondoState, order: Order): Order {
  state.byHand.add(order.id);
  return order;
}
