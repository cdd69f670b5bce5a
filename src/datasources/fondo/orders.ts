import { asList, asObject } from '../decode.ts';
import { path, type HttpClient } from '../http.ts';
import type { Operation } from '../operation.ts';
import { writeOnce } from '../write.ts';
import { orNull } from './problems.ts';
import { owned, ownedCollection } from './owned.ts';
import type { Order, OrderRequest } from './types.ts';

/** How far the clocks of Fondo and of the gateway may be apart when a lost order is looked for. */
const CLOCK_SKEW_MS = 120_000;

/** Fund orders of a client: operations `getOrders`, `getOrderById`, `createOrder`, `cancelOrder`. */
export function createOrders(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const of = ownedCollection<Order>('order', http, operation);
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}/order`;

  /** Looks for an order that was just placed, by the reference that only it carries. */
  async function findPlaced(clientId: string, order: OrderRequest, since: number): Promise<Order | undefined> {
    const query = { modifiedFrom: new Date(since - CLOCK_SKEW_MS).toISOString() };
    const recent = asList<Order>(await http.call({ path: base(clientId), query, correlationId }), 'FONDO');
    return recent.findLast(
      (one) => one.clientRef === order.clientRef && one.account === order.account && one.orderType === order.orderType,
    );
  }

  return {
    of,
    /** Checks an order without placing it; throws the problem that placing it would meet. */
    async validate(clientId: string, order: OrderRequest): Promise<void> {
      await http.call({
        method: 'POST',
        path: base(clientId),
        query: { 'validate-only': 'true' },
        body: order,
        correlationId,
      });
    },
    /**
     * Places an order, once. `clientRef` must be unique: it is how an order whose answer was lost is found again.
     * Without the signal: a caller who leaves must not leave us unsure whether the order was placed.
     */
    async place(clientId: string, order: OrderRequest & { clientRef: string }): Promise<Order> {
      const since = Date.now();
      const placed = await writeOnce<Order>({
        provider: 'FONDO',
        correlationId,
        send: async () => {
          const body = await http.call<Order | undefined>({
            method: 'POST',
            path: base(clientId),
            body: order,
            correlationId,
          });
          return body?.id ? body : undefined;
        },
        find: () => findPlaced(clientId, order, since),
      });
      return of(clientId).put(owned(placed, clientId));
    },
    /** Asks for cancellation and answers the order as it then stands: only its status tells whether it is canceled. */
    async cancel(clientId: string, id: string): Promise<Order> {
      const address = base(clientId) + path`/${id}`;
      const order = await writeOnce<Order>({
        provider: 'FONDO',
        correlationId,
        send: async () => {
          const body = await http.call<Order | undefined>({ method: 'DELETE', path: address, correlationId });
          return body && asObject(body, 'FONDO');
        },
        find: async () => (await orNull(http.call<Order>({ path: address, correlationId }))) ?? undefined,
      });
      return of(clientId).put(owned(order, clientId));
    },
  };
}
