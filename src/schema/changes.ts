import type { ObjectRef, UnionRef } from '@pothos/core';
import type { EventObject } from '../datasources/fondo/events.ts';
import type { ClientChange, ClientEvent } from '../subscriptions/fondo-events.ts';
import { interruptible } from '../subscriptions/interruptible.ts';
import { builder, type Types } from './builder.ts';
import { CHANGES } from './client-events.ts';
import { fromGlobalId, type NodeName } from './global-id.ts';

/** What tells whether a change is about something: members of any of Fondo's objects. */
interface Subject {
  readonly id?: string;
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

const ofAccount = ({ account, creditAccount, debitAccount }: Subject, id: string): boolean =>
  [account, creditAccount, debitAccount].includes(id);

/** A narrow stream of one kind of change, of one thing or of everything at a client. */
function changed({ name, type, objects, description, kinds }: Narrow): void {
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
          const subject: Subject = event.current ?? event.previous ?? {};
          if (own === undefined || subject.id === own) return true;
          return kind === 'Account' && event.object !== 'account' && ofAccount(subject, own);
        };
        const join = { objects: new Set(objects), after: after ?? context.lastEventId };
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
  description: 'Changes of an account (state, cash, holdings, owner), or of all accounts of a client.',
  kinds: ['Account'],
});

changed({
  name: 'orderChanged',
  type: CHANGES.order,
  objects: ['order'],
  description: 'Changes of an order, of the orders of an account, or of all orders of a client.',
  kinds: ['Order', 'Account'],
});

changed({
  name: 'journeyChanged',
  type: CHANGES.journey,
  objects: ['journey'],
  description: 'Changes of a journey, or of all journeys of a client, whichever way the news of them came.',
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
  description: 'Changes of a transaction, of the transactions of an account, or of all of a client.',
  kinds: ['CashTransaction', 'FundTransaction', 'Account'],
});

changed({
  name: 'paymentChanged',
  type: CHANGES.payment,
  objects: ['payment'],
  description: 'Changes of the payments to an account, or of all payments of a client.',
  kinds: ['Account'],
});

/** The items of a stream that pass; leaving it leaves the stream. */
const only = <T, U extends T>(
  source: AsyncGenerator<T, void>,
  passes: (item: T) => item is U,
): AsyncGenerator<U, void> =>
  interruptible(async function* (signal) {
    signal.addEventListener('abort', () => void source.return(), { once: true });
    for await (const item of source) if (passes(item)) yield item;
  });
