import { Queue, type QueueOptions } from '../kit/queue.ts';
import type { ClientChange, ClientEvent, Join } from './event-types.ts';

/** The key of those who want every object. */
export const EVERYTHING = '';

const entityKey = (object: string, id: string): string => `${object}:${id}`;

/** The key of those who want nothing but the object of this event. */
export const entityOf = (event: ClientEvent): string =>
  event.object === 'stream' ? event.object : entityKey(event.object, (event.current ?? event.previous)?.id ?? '');

/** The queue of one subscriber to the events of a client, and what is for it. */
export class ClientSubscriber extends Queue<ClientEvent> {
  readonly join: Join;
  /** The first tenure whose events count for it whole: see `Heard.before`. Undefined: the thread does not know yet. */
  tenure: number | undefined;
  hasLeft = false;

  constructor(options: QueueOptions<ClientEvent>, join: Join, tenure: number | undefined) {
    super(options);
    this.join = join;
    this.tenure = tenure;
  }

  /** Of the one object that it wants, or `EVERYTHING`. Not kept: an idle subscriber is to be small. */
  get key(): string {
    const { entity } = this.join;
    return entity ? entityKey(entity.object, entity.id) : EVERYTHING;
  }

  /** Whether an event is about what it wants. */
  wants(event: ClientChange): boolean {
    const { entity, objects } = this.join;
    return entity ? this.key === entityOf(event) : !objects || objects.has(event.object);
  }
}
