import type { ObjectRef, UnionRef } from '@pothos/core';
import type { Context } from '../../context.ts';
import type { EventObject } from '../../datasources/fondo/events.ts';
import type { Join } from '../../subscriptions/fondo/event-types.ts';
import type { ClientChange, ClientEvent } from '../../subscriptions/fondo/event-types.ts';
import { interruptible } from '../../subscriptions/kit/interruptible.ts';
import type { TrackedObject } from '../../subscriptions/fondo/tracked.ts';
import { builder, type Types } from '../kit/builder.ts';
import { CHANGES } from './client-events.ts';
import { fromGlobalId, type NodeName } from '../kit/global-id.ts';

/** What decides whether a change concerns an object: members of any of Fondo's objects. */
interface Subject {
  readonly account?: string;
  readonly creditAccount?: string;
  readonly debitAccount?: string;
}

interface Narrow {
  readonly name: string;
  readonly type: ObjectRef<Types, ClientChange> | UnionRef<Types, ClientChange>;
  readonly objects: readonly EventObject[];
  readonly description: string;
  /** What can be followed besides a client. */
  readonly kinds: readonly NodeName[];
}

type Fondo = Context['fondo'];
type Read = (fondo: Fondo, client: string, id: string) => PromiseLike<TrackedObject | null> | TrackedObject | null;

/** The objects that can be followed one by one, and how each is read. */
const ONE: Partial<Record<NodeName, readonly [EventObject, Read]>> = {
  Account: ['account', (fondo, client, id) => fondo.accounts.of(client).byId(id)],
  Order: ['order', (fondo, client, id) => fondo.orders.of(client).byId(id)],
  Journey: ['journey', (fondo, client, id) => fondo.journeys.byId(client, id)],
  CashTransaction: ['cashTransaction', (fondo, client, id) => fondo.transactions.cash.of(client).byId(id)],
  FundTransaction: ['fundTransaction', (fondo, client, id) => fondo.transactions.fund.of(client).byId(id)],
};

/** What begins with its present state: one object, or the payments of an instruction. Undefined for any other. */
function beginning(
  kind: NodeName,
  client: string,
  id: string,
  { objects }: Narrow,
  context: Context,
): Join | undefined {
  const anew = (): Fondo => context.forEvent(context.signal).fondo;
  if (kind === 'PaymentInstruction') {
    const present = async () => {
      const payments = await anew().paymentInstructions.payments(client, id);
      if (payments.length > 0) context.streams.fondoEvents.followInstruction(client, id, payments);
      return payments.map((value) => ({ object: 'payment' as const, value }));
    };
    return { present };
  }
  const [object, read] = ONE[kind] ?? [];
  if (!object || !read || !objects.includes(object)) return undefined;
  const present = async () => {
    const value = await read(anew(), client, id);
    return value ? [{ object, value }] : [];
  };
  return { present, entity: { object, id } };
}

const ofAccount = ({ account, creditAccount, debitAccount }: Subject, id: string): boolean =>
  [account, creditAccount, debitAccount].includes(id);

/** A narrow stream of one kind of change: of one thing, its present state first, or of all at an account or client. */
function changed(narrow: Narrow): void {
  const { name, type, objects, description, kinds } = narrow;
  const names: readonly NodeName[] = [...kinds, 'Client'];
  builder.subscriptionField(name, (t) =>
    t.field({
      type,
      nullable: false,
      description,
      args: {
        id: t.arg.id({ required: true, description: `What to follow: the global id of ${names.join(', ')}.` }),
        after: t.arg.string({
          description: 'The `cursor` of the last event seen: what was missed comes first. See `clientEvents`.',
        }),
      },
      subscribe: (_root, { id, after }, context) => {
        const { name: kind, segments } = fromGlobalId(id, names);
        const [clientId = '', own] = segments as readonly string[];
        const passes = (event: ClientEvent): event is ClientChange => {
          if (event.object === 'stream') return false;
          const subject = (event.current ?? event.previous ?? {}) as Subject;
          return own === undefined || first !== undefined || ofAccount(subject, own);
        };
        const first = own === undefined ? undefined : beginning(kind, clientId, own, narrow, context);
        const join = { objects: new Set(objects), after: after ?? context.lastEventId, ...first };
        return only(context.streams.fondoEvents.subscribe(clientId, join), passes);
      },
      resolve: (event: ClientChange) => event,
    }),
  );
}

changed({
  name: 'accountChanged',
  type: CHANGES.account,
  objects: ['account'],
  description:
    'Changes of an account (state, cash, holdings, owner), its present state first; or of all accounts of a client.',
  kinds: ['Account'],
});

changed({
  name: 'orderChanged',
  type: CHANGES.order,
  objects: ['order'],
  description:
    'Changes of an order, its present state first; of the orders of an account; or of all orders of a client.',
  kinds: ['Order', 'Account'],
});

changed({
  name: 'journeyChanged',
  type: CHANGES.journey,
  objects: ['journey'],
  description:
    'Changes of a journey, its present state first, or of all journeys of a client, whichever way the news of them came.',
  kinds: ['Journey'],
});

const TransactionChange = builder.unionType('TransactionChange', {
  description: 'A change in one of the two ledgers: of cash, or of fund units.',
  types: [CHANGES.cashTransaction, CHANGES.fundTransaction],
  resolveType: ({ object }) => CHANGES[object],
});

changed({
  name: 'transactionChanged',
  type: TransactionChange,
  objects: ['cashTransaction', 'fundTransaction'],
  description:
    'Changes of a transaction, its present state first; of the transactions of an account; or of all of a client.',
  kinds: ['CashTransaction', 'FundTransaction', 'Account'],
});

changed({
  name: 'paymentChanged',
  type: CHANGES.payment,
  objects: ['payment'],
  description:
    'Changes of the payments of an instruction, of those to an account, or of all payments of a client. Those of an ' +
    'instruction begin with each payment as it stands.',
  kinds: ['PaymentInstruction', 'Account'],
});

/** The items of a stream that pass; leaving it leaves the stream. */
const only = <T, U extends T>(
  source: AsyncGenerator<T, void>,
  passes: (item: T) => item is U,
): AsyncGenerator<U, void> =>
  interruptible(async function* (signal) {
    signal.addEventListener('abort', () => void source.return(), { once: true });
    for await (const item of source) if (passes(item)) yield item;
  }, source);
