import type { ObjectRef } from '@pothos/core';
import type { EventObject, EventObjects } from '../../datasources/fondo/events.ts';
import type { ClientChange } from '../../subscriptions/fondo/event-types.ts';
import type { ClientEvent as ClientEventShape } from '../../subscriptions/fondo/event-types.ts';
import { Account, AccountSnapshot } from './account.ts';
import { AllocationPlan, AllocationPlanSnapshot } from './allocation-plan.ts';
import { builder, type Types } from '../kit/builder.ts';
import { CashTransaction, CashTransactionSnapshot } from './cash-transaction.ts';
import { Client, ClientSnapshot } from './client.ts';
import { FundTransaction, FundTransactionSnapshot } from './fund-transaction.ts';
import { withArticle } from '../kit/entity.ts';
import { segmentsOf, toGlobalId, type NodeName } from '../kit/global-id.ts';
import { Journey, JourneySnapshot } from './journey.ts';
import { Order, OrderSnapshot } from './order.ts';
import { Payment, paymentId, PaymentSnapshot } from './payment-instruction.ts';

const ClientEventAction = builder.enumType('ClientEventAction', {
  description: 'What happened to the object.',
  values: {
    CREATED: { value: 'create', description: 'It is new: there is no `previous`.' },
    UPDATED: { value: 'update', description: 'It changed.' },
    DELETED: { value: 'delete', description: 'It is gone (an account: closed): `previous` only, besides `objectId`.' },
  } as const,
});

/** The type of each object that an event can be about, and of its state before. */
const TYPES = {
  account: [Account, AccountSnapshot],
  client: [Client, ClientSnapshot],
  journey: [Journey, JourneySnapshot],
  order: [Order, OrderSnapshot],
  cashTransaction: [CashTransaction, CashTransactionSnapshot],
  fundTransaction: [FundTransaction, FundTransactionSnapshot],
  allocationPlan: [AllocationPlan, AllocationPlanSnapshot],
  payment: [Payment, PaymentSnapshot],
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

const eventName = (object: EventObject): string => `${TYPES[object][0].name}Change`;

const ClientEventSource = builder.enumType('ClientEventSource', {
  description:
    'How the gateway detected a change. In both cases each change is delivered once, in the order of the changes.',
  values: {
    LIVE: { description: 'Received from the provider as it happened.' },
    BACKFILL: {
      description:
        'It was found when the connection to the provider was restored. States that the object went through meanwhile ' +
        'and that it has left again are not reported; `previous` is the last state that was reported, or null.',
    },
    SNAPSHOT: {
      description:
        'It is no change: the present state, with which a subscription to one object begins. `previous` is null.',
    },
  } as const,
});

const ClientEvent = builder.interfaceRef<ClientEventShape>('ClientEvent').implement({
  description: 'One change at a client of Fondo. What changed stands under its own name: `OrderChange.order`.',
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

type Node = ObjectRef<Types, EventObjects[EventObject]>;

/** The global id of what changed, which a deletion shows in its last state alone. */
function objectIdOf({ object, clientId, current, previous }: ClientChange): string {
  const id = (current ?? previous)?.id ?? '';
  if (object === 'payment') return paymentId({ clientId, id });
  return toGlobalId(TYPES[object][0].name as NodeName, object === 'client' ? [clientId] : [clientId, id]);
}

function changeType(object: EventObject, node: Node, snapshot: Node) {
  return builder.objectRef<ClientChange>(eventName(object)).implement({
    description: `A change of ${withArticle(node.name)}.`,
    interfaces: [ClientEvent],
    fields: (t) => ({
      objectId: t.id({
        nullable: false,
        description: `Id of the ${node.name}, known also when it is gone.`,
        resolve: objectIdOf,
      }),
      [object]: t.field({
        type: node,
        description: `The ${node.name} after the change; null when it is gone.`,
        resolve: ({ current }) => current,
      }),
      previous: t.field({
        type: snapshot,
        description:
          'Its state before the change; null also where only the present state is known. Give it an alias where fragments of several changes are in one selection.',
        resolve: ({ previous }) => previous,
      }),
    }),
  });
}

/** `AccountChange`, `OrderChange` …: the type of a change by what it is about. */
export const CHANGES = Object.fromEntries(
  Object.entries(TYPES).map(([object, [node, snapshot]]) => [
    object,
    changeType(object as EventObject, node as Node, snapshot as Node),
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
      'none lost when the connection to Fondo is. To resume after a disconnect, pass `after`.',
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
