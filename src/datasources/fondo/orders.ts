import Big from 'big.js';
import { Refused } from '../../problem.ts';
import { asObjectOf, asWritten, digits } from '../kit/decode.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { canonicalUuid } from '../kit/uuid.ts';
import { writeOnce } from '../kit/http/write.ts';
import { orNull } from './problems.ts';
import { ownedCollection, ownedRows } from './owned.ts';
import type { NewOrder } from './order-rules.ts';
import type { Order } from './types.ts';

/** How far the clocks of Fondo and of the gateway may be apart when something lost is looked for. */
export const CLOCK_SKEW_MS = 120_000;

/** States in which an order can still be canceled. */
const CANCELABLE: ReadonlySet<string> = new Set(['received', 'pending', 'hold']);
const FINAL: ReadonlySet<string> = new Set(['settled', 'canceled']);
/** Whether an order can still be canceled; of a state that we do not know nobody can say so. */
export const isCancelable = ({ status }: Order): boolean => CANCELABLE.has(status ?? '');
/** Whether an order is still under way; one in a state that we do not know is. */
export const isPending = ({ status }: Order): boolean => !FINAL.has(status ?? '');

/**
 * Fund orders of a client: operations `getOrders`, `getOrderById`, `createOrder`, `createOrderWithdrawal`,
 * `cancelOrder`. An order with a bank account is the withdrawal: it pays its proceeds out.
 */
export function createOrders(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const of = ownedCollection<Order>('order', http, operation, { own: ownOrder });
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}/order`;
  const post = (clientId: string, order: NewOrder, validateOnly: boolean) =>
    http.call({
      method: 'POST',
      path: 'bankAccount' in order ? `${base(clientId)}/withdrawal` : base(clientId),
      ...(validateOnly ? { query: { 'validate-only': 'true' } } : {}),
      body: order,
      correlationId,
    });

  /** Looks for an order that was just placed, by the reference that only it carries. */
  async function findPlaced(clientId: string, order: NewOrder, since: number): Promise<Order | undefined> {
    const query = { modifiedFrom: new Date(since - CLOCK_SKEW_MS).toISOString() };
    const list = { path: base(clientId), query, correlationId };
    const recent = ownedRows<Order>(await http.call(list), clientId, list, { own: ownOrder });
    return recent.findLast((one) => isSame(one, order));
  }

  return {
    of,
    /** Lets Fondo check an order without placing it; throws the problem that placing it would meet. */
    async validate(clientId: string, order: NewOrder): Promise<void> {
      await post(clientId, order, true);
    },
    /**
     * Places an order, once. `clientRef` must be unique: it is how an order whose answer was lost is found again.
     * Without the signal: a caller who leaves must not leave us unsure whether the order was placed.
     */
    async place(clientId: string, order: NewOrder): Promise<Order> {
      const since = Date.now();
      const placed = await writeOnce<Order>({
        provider: 'FONDO',
        correlationId,
        references: [order.clientRef],
        send: async () => asWritten<Order>(await post(clientId, order, false), 'FONDO'),
        find: () => findPlaced(clientId, order, since),
      });
      return of(clientId).put(ownOrder(placed, clientId));
    },
    /**
     * Asks for cancellation and answers the resulting order: only its status shows whether it is canceled.
     * After a lost answer an order that could still be canceled is inconclusive, any other state shows the outcome.
     */
    async cancel(clientId: string, id: string): Promise<Order> {
      const address = base(clientId) + path`/${id}`;
      const asked = (body: unknown): Order => asObjectOf<Order>(body, id, 'FONDO');
      const read = () => orNull(http.call({ path: address, correlationId }).then(asked));
      const order = await writeOnce<Order>({
        provider: 'FONDO',
        correlationId,
        send: async () => asked(await http.call({ method: 'DELETE', path: address, correlationId })),
        find: async () => {
          const found = await read();
          return found && !isCancelable(found) ? found : undefined;
        },
      }).catch(async (error: unknown) => {
        throw error instanceof Refused ? whyNot(error, await read().catch(() => null)) : error;
      });
      return of(clientId).put(ownOrder(order, clientId));
    },
  };
}

/** Notes on an order under which client it was read, its UUIDs in lower case. */
function ownOrder(order: Order, clientId: string): Order {
  order.id = canonicalUuid(order.id);
  order.account = canonicalUuid(order.account);
  order.clientId = clientId;
  return order;
}

/** Whether an order is what became of a new one. A reference that was used before must not pass off another trade. */
function isSame(found: Order, placed: NewOrder): boolean {
  if (found.clientRef !== placed.clientRef || found.orderType !== placed.orderType) return false;
  if (found.account !== placed.account || found.instrument !== placed.instrument) return false;
  const [size, asked] =
    placed.orderType === 'subscription' ? [found.amount, placed.amount] : [found.units, placed.units];
  return size == null || new Big(digits(size)).eq(digits(asked));
}

/** Fondo does not say why it keeps an order: the order's state does. */
function whyNot(refusal: Refused, order: Order | null): Refused {
  if (!order || CANCELABLE.has(order.status ?? '')) return refusal;
  return new Refused('ORDER_NOT_CANCELABLE', 'The order has been sent on and can no longer be canceled.', {
    provider: 'FONDO',
    correlationId: refusal.correlationId,
    path: 'input.order',
  });
}
