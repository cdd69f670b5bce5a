import type { ObjectRef } from '@pothos/core';
import type { EventObject, EventObjects, FondoEvent } from '../datasources/fondo/events.ts';
import { interruptible } from '../subscriptions/interruptible.ts';
import { Account } from './account.ts';
import { AllocationPlan } from './allocation-plan.ts';
import { builder, type Types } from './builder.ts';
import { CashTransaction } from './cash-transaction.ts';
import { Client } from './client.ts';
import { FundTransaction } from './fund-transaction.ts';
import { segmentsOf } from './global-id.ts';
import { Journey } from './journey.ts';
import { Order } from './order.ts';
import { Payment } from './payment-instruction.ts';
import { stream } from './stream.ts';

const ClientEventAction = builder.enumType('ClientEventAction', {
  description: 'What happened to the object.',
  values: {
    CREATED: { value: 'create', description: 'It is new: `current` only.' },
    UPDATED: { value: 'update', description: 'It changed: `current` and `previous`.' },
    DELETED: { value: 'delete', description: 'It is gone (an account: closed): `previous` only.' },
  } as const,
});

/** The type behind each object that an event can be about. */
const TYPES = {
  account: Account,
  client: Client,
  journey: Journey,
  order: Order,
  cashTransaction: CashTransaction,
  fundTransaction: FundTransaction,
  allocationPlan: AllocationPlan,
  payment: Payment,
} as const satisfies Record<EventObject, unknown>;

const ClientEventObject = builder.enumType('ClientEventObject', {
  description: 'What a change at a client is about.',
  values: {
    ACCOUNT: { value: 'account', description: 'An account.' },
    CLIENT: { value: 'client', description: 'The client itself.' },
    JOURNEY: { value: 'journey', description: 'A journey.' },
    ORDER: { value: 'order', description: 'An order; cancelling one is an update.' },
    CASH_TRANSACTION: { value: 'cashTransaction', description: 'A cash transaction; voiding one is an update.' },
    FUND_TRANSACTION: { value: 'fundTransaction', description: 'A fund transaction; voiding one is an update.' },
    ALLOCATION_PLAN: { value: 'allocationPlan', description: 'An allocation plan.' },
    PAYMENT: { value: 'payment', description: 'A payment of a payment instruction.' },
  } as const satisfies Record<string, { value: EventObject; description: string }>,
});

const eventName = (object: EventObject): string => `${TYPES[object].name}Change`;

const ClientEvent = builder.interfaceRef<FondoEvent>('ClientEvent').implement({
  description: 'One change at a client of Fondo. The objects are complete, before and after.',
  resolveType: ({ object }) => eventName(object),
  fields: (t) => ({
    action: t.expose('action', { type: ClientEventAction, nullable: false, description: 'What happened.' }),
    client: t.field({
      type: Client,
      description: 'The client at which it happened.',
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
});

for (const object of Object.keys(TYPES) as EventObject[])
  eventType(object, TYPES[object] as ObjectRef<Types, EventObjects[typeof object]>);

function eventType<K extends EventObject>(object: K, node: ObjectRef<Types, EventObjects[K]>): void {
  builder.objectRef<Extract<FondoEvent, { object: K }>>(eventName(object)).implement({
    description: `A change of ${/^[AO]/.test(node.name) ? 'an' : 'a'} ${node.name}.`,
    interfaces: [ClientEvent],
    fields: (t) => ({
      current: t.field({ type: node, description: 'After the change.', resolve: ({ current }) => current as never }),
      previous: t.field({
        type: node,
        description: 'Before the change.',
        resolve: ({ previous }) => previous as never,
      }),
    }),
  });
}

builder.subscriptionField('clientEvents', (t) =>
  t.field({
    type: ClientEvent,
    nullable: false,
    description: 'Everything that changes at one client of Fondo, as it happens.',
    args: {
      client: t.arg.id({ required: true, description: 'Global id, or the bare UUID that Fondo gave the client.' }),
      types: t.arg({ type: [ClientEventObject], description: 'Only changes of these; everything when left out.' }),
    },
    subscribe: (_root, { client, types }, context) => {
      const [clientId] = segmentsOf(client, 'Client', 'client');
      const wanted = new Set<EventObject>(types ?? (Object.keys(TYPES) as EventObject[]));
      return stream(
        context,
        only(context.streams.fondoEvents.subscribe(clientId), ({ object }) => wanted.has(object)),
      );
    },
    resolve: (event) => event,
  }),
);

/** The items of a stream that pass; leaving it leaves the stream. */
const only = <T>(source: AsyncGenerator<T, void>, passes: (item: T) => boolean): AsyncGenerator<T, void> =>
  interruptible(async function* (signal) {
    signal.addEventListener('abort', () => void source.return(), { once: true });
    for await (const item of source) if (passes(item)) yield item;
  });
