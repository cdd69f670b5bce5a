import type { EventObject } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import { Channel, threadOf, type ChannelServices } from './channel.ts';
import type { ChannelOptions } from './channel-options.ts';
import type { ClientHint, Instructions } from './client-holding.ts';
import type { ClientChange, ClientEvent, Join } from './event-types.ts';
import { noted } from './journal.ts';
import { evictOldest } from '../kit/evict-oldest.ts';
import { isAfter, type TrackedObject } from './tracked.ts';
import { Retention } from '../../cluster/retention.ts';
import type { Threads } from '../../cluster/threads.ts';
import { snapshotFirst } from './snapshot-first.ts';
import { stateFirst } from '../kit/state-first.ts';

/** How the streams of the clients stand. */
export interface ClientStreamHealth {
  /** Clients whose event socket is wanted, and those of them whose stream is up to date. */
  readonly open: number;
  readonly live: number;
  readonly subscribers: number;
}

/** Channels without subscribers that are retained for subscribers that reconnect. */
const MAX_IDLE = 1_000;
/** Payment instructions of one client that are followed. */
const MAX_INSTRUCTIONS = 1_000;

/**
 * Everything that changes at the clients of Fondo. One socket per client, however many subscribers; each change is
 * published once, whether it came over the socket, was found when catching up, or was noticed by a webhook or a poller.
 */
export class FondoEvents {
  readonly #services: ChannelServices;
  readonly #channels = new Map<string, Channel>();
  /** Those of them without subscribers, the one that has been without for longest first. */
  readonly #idle = new Set<Channel>();
  /** The payment instructions that are followed, by client. */
  readonly #instructions = new Map<string, Set<string>>();

  /** @param maxBytes of the events and objects that all clients together retain */
  constructor(fondo: FondoConnection, options: ChannelOptions, maxBytes: number, threads: Threads) {
    this.#services = { fondo, options, threads, retention: new Retention(maxBytes) };
  }

  /** Joins at once. Throws `CursorExpired` when `after` is a cursor that the log does not hold (any more). */
  subscribe(clientId: string, join: Join = {}): AsyncGenerator<ClientEvent, void> {
    const isNew = !this.#channels.has(clientId);
    const channel = this.#channel(clientId);
    let changes: AsyncGenerator<ClientEvent, void>;
    try {
      changes = channel.subscribe(join);
    } catch (error) {
      if (isNew) channel.close(); // nobody would ever leave it
      throw error;
    }
    return join.present ? snapshotFirst({ clientId, changes, channel, join, present: join.present }) : changes;
  }

  /**
   * One object: its present state first, then every newer one. A slow reader receives the last state alone.
   * @param read reads the present state, fresh; null when there is none
   */
  states<T extends TrackedObject>(
    clientId: string,
    object: EventObject,
    id: string,
    read: () => Promise<T | null> | T | null,
  ): AsyncGenerator<T, void> {
    const channel = this.#channel(clientId);
    const changes = channel.subscribe({ entity: { object, id }, statesOnly: true }) as AsyncGenerator<
      ClientChange,
      void
    >;
    // A deletion shows the object before it, and a reading may lag behind: either is that object, deleted.
    const stateOf = async ({ action, current, previous }: ClientChange): Promise<T> => {
      const state = (current ?? (await read()) ?? previous) as T;
      return action === 'delete' ? { ...state, deleted: true } : state;
    };
    return stateFirst<T>({
      changes: mapped(changes, stateOf),
      ready: channel.ready,
      present: async () => read(),
      isNewer: isAfter,
    });
  }

  /** Something may have changed: it is read and published when it is new. Costs nothing while nobody listens. */
  publishHint(clientId: string, object: EventObject, id: string): Promise<void> {
    return this.#hint(clientId, `${object}:${id}`, () => ['object', object, id]);
  }

  /** An object as somebody else has just read it: published when it is new. */
  observe(clientId: string, object: EventObject, value: TrackedObject): void {
    const holding = this.#channels.get(clientId)?.holding;
    if (holding) holding.observe({ object, value });
    else if (value.id) this.publishHint(clientId, object, value.id).catch(() => undefined); // its event comes anyway
  }

  /**
   * A payment instruction whose payments are read with every catching up of the client's stream, since no list has
   * them; also of one that begins later.
   * @param payments as they have just been read: each change from then on is published
   */
  followInstruction(clientId: string, instructionId: string, payments: readonly TrackedObject[] = []): void {
    this.#instructionsOf(clientId).add(instructionId);
    const holding = this.#channels.get(clientId)?.holding;
    if (holding) return holding.follow(instructionId, payments);
    const about = (): ClientHint => ['instruction', instructionId, noted('payment', payments)];
    this.#hint(clientId, `instruction:${instructionId}`, about, true).catch(() => undefined);
  }

  /** Clients whose socket is wanted. */
  get open(): number {
    return this.health().open;
  }

  health(): ClientStreamHealth {
    const channels = [...this.#channels.values()];
    const held = channels.filter(({ holding }) => holding);
    return {
      open: held.length,
      live: held.filter(({ holding }) => holding?.relay.state === 'LIVE').length,
      subscribers: channels.reduce((sum, { subscribers }) => sum + subscribers, 0),
    };
  }

  /** Ends every subscription and closes every socket. */
  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #channel(clientId: string): Channel {
    let channel = this.#channels.get(clientId);
    if (!channel) {
      const created = new Channel(this.#services, clientId, this.#instructionsOf(clientId), {
        followed: () => this.#idle.delete(created),
        rested: () => this.#rested(created),
        forgotten: () => {
          this.#idle.delete(created);
          this.#channels.delete(clientId);
        },
      });
      channel = created;
      this.#channels.set(clientId, channel);
    }
    return channel;
  }

  #hint(clientId: string, key: string, about: () => ClientHint, lasting?: boolean): Promise<void> {
    return this.#services.threads.hint(threadOf(clientId), key, about, lasting);
  }

  #instructionsOf(clientId: string): Instructions {
    return {
      ids: () => this.#instructions.get(clientId) ?? [],
      add: (id) => {
        const followed = this.#instructions.get(clientId) ?? new Set();
        this.#instructions.set(clientId, followed);
        evictOldest(this.#instructions, MAX_IDLE);
        followed.delete(id); // moved to the end: the least recently requested is evicted first
        followed.add(id);
        evictOldest(followed, MAX_INSTRUCTIONS);
      },
    };
  }

  #rested(channel: Channel): void {
    this.#idle.add(channel);
    const [longest] = this.#idle;
    if (this.#idle.size > MAX_IDLE) longest?.close();
  }
}

/** Maps what a generator yields; leaving it leaves the generator at once. */
function mapped<T, U>(source: AsyncGenerator<T, void>, map: (item: T) => Promise<U>): AsyncGenerator<U, void> {
  async function* run(): AsyncGenerator<U, void> {
    for await (const item of source) yield await map(item);
  }
  const target = run();
  const leave = target.return.bind(target);
  return Object.assign(target, { return: () => (void source.return(), leave()) });
}
