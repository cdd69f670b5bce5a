import type { OrderStatus } from '../gql/graphql.ts';

/** The way of an order that goes well. It may be held for a check before it is sent, and skip `CONFIRMED`. */
export const WAY = ['RECEIVED', 'PENDING', 'SENT', 'CONFIRMED', 'SETTLED'] as const satisfies readonly OrderStatus[];

/** How far an order is: index in `WAY`; undefined where it has left it. */
export function stepOf(status: OrderStatus): number | undefined {
  const step = WAY.findIndex((one) => one === (status === 'HOLD' ? 'PENDING' : status));
  return step < 0 ? undefined : step;
}
