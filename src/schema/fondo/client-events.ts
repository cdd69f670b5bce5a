import type { ObjectRef } from '@pothos/core';
import type { EventObject, EventObjects } from '../../datasources/fondo/events.ts';
import type { ClientChange } from '../../subscriptions/fondo/event-types.ts';
import type { ClientEvent as ClientEventShape } from '../../subscriptions/fondo/event-types.ts';
import { Account } from './account.ts';
import { AllocationPlan } from './allocation-plan.ts';
import { builder, type Types } from '../kit/builder.ts';
import { CashTransaction } from './cash-transaction.ts';
import { Client } from './client.ts';
import { FundTransaction } from './fund-transaction.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { Journey } from './journey.ts';
import { Order } from './order.ts';
import { Payment } from './payment-instruction.ts';

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

const ClientEventSource = builder.enumType('ClientEventSource', {
  description:
    'How the gateway detected a change. In both cases each change is delivered once, in the order of the changes.',
  values: {
    LIVE: { description: 'Received from the provider as it happened.' },
    BACKFILL: {
      description:
        'It was found when the connection to the provider was restored. States that the object went through meanwhile ' +
        'and that it has left again are not told; `previous` is the last one that was, or null.',
    },
    SNAPSHOT: {
      description:
        'It is no change: the present state, with which a subscription to one object begins. `previous` is null.',
    },
  } as const,
});

const ClientEvent = builder.interfaceRef<ClientEventShape>('ClientEvent').implement({
  description: 'One change at a client of Fondo. The objects are complete, before and after.',
  resolveType: ({ object }) => (object === 'stream' ? 'StreamStatus' : eventName(object)),
  fields: (t) => ({
    action: t.expose('action', { type: ClientEventAction, nullable: false, description: 'What happened.' }),
    cursor: t.exposeString('cursor', {
      nullable: false,
      description: 'Position of this event in its stream. Pass it as `after` to resume behind it. Opaque.',
    }),
    source: t.expose('source', {
      type: ClientEventSource,
      nullable: false,
      description: 'Whether the change was received as it happened, or found later.',
    }),
    client: t.field({
      type: Client,
      description: 'The client at which it happened.',
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
});

function changeType<K extends EventObject>(object: K, node: ObjectRef<Types, EventObjects[K]>) {
  return builder.objectRef<ClientChange>(eventName(object)).implement({
    description: `A change of ${/^[AO]/.test(node.name) ? 'an' : 'a'} ${node.name}.`,
    interfaces: [ClientEvent],
    fields: (t) => ({
      current: t.field({ type: node, description: 'After the change.', resolve: ({ current }) => current as never }),
      previous: t.field({
        type: node,
        description: 'Before the change; null also where only the present state is known.',
        resolve: ({ previous }) => previous as never,
      }),
    }),
  });
}

/** `AccountChange`, `OrderChange` …: the type of a change by what it is about. */
export const CHANGES = Object.fromEntries(
  Object.entries(TYPES).map(([object, node]) => [
    object,
    changeType(object as EventObject, node as ObjectRef<Types, never>),
  ]),
) as Record<EventObject, ObjectRef<Types, ClientChange>>;

const StreamState = builder.enumType('StreamState', {
  description: 'Whether a stream is up to date.',
  values: {
    LIVE: {
      description: 'Up to date: changes are delivered as they happen, and everything missed has been delivered.',
    },
    DELAYED: { description: 'The connection to the provider is down. Missed changes are delivered once it is back.' },
  } as const,
});

builder.objectRef<Extract<ClientEventShape, { object: 'stream' }>>('StreamStatus').implement({
  description: 'Status of the stream itself. Sent only with `includeStatus: true`; the current status comes first.',
  interfaces: [ClientEvent],
  fields: (t) => ({
    state: t.expose('state', { type: StreamState, nullable: false, description: 'The state from now on.' }),
    since: t.expose('since', { type: 'DateTime', nullable: false, description: 'When it began.' }),
  }),
});

builder.subscriptionField('clientEvents', (t) =>
  t.field({
    type: ClientEvent,
    nullable: false,
    description:
      'Everything that changes at one client of Fondo, as it happens: each change once, those of an object in order, ' +
      'none lost when the connection to Fondo is. Who was away comes back with `after`.',
    args: {
      client: t.arg.id({ required: true, description: 'Global id, or the bare UUID that Fondo gave the client.' }),
      after: t.arg.string({
        description:
          'The `cursor` of the last event seen: what was missed comes first, then everything new, with no gap. Where ' +
          'that is no longer held the error has the code `CURSOR_EXPIRED`: subscribe without, and query the present state.',
      }),
      includeStatus: t.arg.boolean({
        defaultValue: false,
        description: 'Whether a `StreamStatus` is sent when the stream becomes delayed and live again.',
      }),
      types: t.arg({ type: [ClientEventObject], description: 'Only changes of these; everything when left out.' }),
    },
    subscribe: (_root, { client, types, after, includeStatus }, context) => {
      const [clientId] = segmentsOf(client, 'Client', 'client');
      const objects = types && new Set<EventObject>(types);
      const join = { objects: objects ?? undefined, after: after ?? context.lastEventId };
      const withStatus = includeStatus === true;
      return context.streams.fondoEvents.subscribe(clientId, { ...join, withStatus });
    },
    resolve: (event) => event,
  }),
);
