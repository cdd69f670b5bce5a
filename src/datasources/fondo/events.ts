import { parseJson } from '../kit/decode.ts';
import { canonicalUuid } from '../kit/uuid.ts';
import { withCanonicalIds } from './canonical-ids.ts';
import type {
  Account,
  AllocationPlan,
  CashTransaction,
  Client,
  FundTransaction,
  Journey,
  Order,
  Payment,
} from './types.ts';

/** What an event can be about, by the object's name in the event type. */
export interface EventObjects {
  account: Account;
  client: Client;
  journey: Journey;
  order: Order;
  cashTransaction: CashTransaction;
  fundTransaction: FundTransaction;
  allocationPlan: AllocationPlan;
  payment: Payment;
}
export type EventObject = keyof EventObjects;
export type EventAction = 'create' | 'update' | 'delete';

/** One change at Fondo: `object` was created, updated or deleted; full objects before and after, not deltas. */
export type FondoEvent = {
  [K in EventObject]: {
    readonly clientId: string;
    readonly object: K;
    readonly action: EventAction;
    readonly current: EventObjects[K] | null;
    readonly previous: EventObjects[K] | null;
    /** Bytes of the message as it was received; undefined for a change that no message reported. */
    readonly bytes?: number;
  };
}[EventObject];

const OBJECTS: readonly EventObject[] = [
  'account',
  'client',
  'journey',
  'order',
  'cashTransaction',
  'fundTransaction',
  'allocationPlan',
  'payment',
];
const ACTIONS: readonly EventAction[] = ['create', 'update', 'delete'];

/** `order.create`, `orderCreate` and `ORDER_CREATE` are the same name: the contract notes advise to compare so. */
const squeezed = (name: string): string => name.replaceAll(/[^a-z]/gi, '').toLowerCase();
const NAMES = new Map(
  OBJECTS.flatMap((object) => ACTIONS.map((action) => [squeezed(object + action), { object, action }] as const)),
);

interface Message {
  /** The event type, as Fondo spells it. */
  readonly name: string;
  readonly current: unknown;
  readonly previous: unknown;
}

/** The member that names the event is not published: `type`, `event` and `eventType` are read. */
function readMessage(text: string): Message | undefined {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, event, eventType, current, previous } = message as Record<string, unknown>;
  const name = type ?? event ?? eventType;
  return typeof name === 'string' ? { name, current, previous } : undefined;
}

/** Whether the text is an event at all, known or not. */
export const namesEvent = (text: string): boolean => readMessage(text) !== undefined;

/**
 * Reads one message of the event socket, or the body of a webhook. Undefined for a heartbeat, an unknown event, for
 * what is no event at all, and for what belongs to another client, which must never reach those who follow this one.
 */
export function decodeEvent(text: string, clientId: string): FondoEvent | undefined {
  const message = readMessage(text);
  const known = message && NAMES.get(squeezed(message.name));
  if (!known) return undefined;
  const values = [message.current, message.previous].filter((value) => typeof value === 'object' && value !== null);
  if (values.some((value) => isForeign(value, known.object, clientId))) return undefined;
  const owned = (value: unknown): object | null =>
    typeof value === 'object' && value !== null ? Object.assign(withCanonicalIds(value), { clientId }) : null;
  const bytes = Buffer.byteLength(text);
  const change = { clientId, ...known, current: owned(message.current), previous: owned(message.previous), bytes };
  return change.current || change.previous ? (change as FondoEvent) : undefined;
}

interface Identity {
  readonly id?: unknown;
  readonly clientId?: unknown;
}

const isForeign = ({ id, clientId }: Identity, object: EventObject, own: string): boolean =>
  (typeof clientId === 'string' && canonicalUuid(clientId) !== own) ||
  (object === 'client' && !(typeof id === 'string' && canonicalUuid(id) === own));
