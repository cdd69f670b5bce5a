import type { FondoConnection } from '../../datasources/fondo/index.ts';
import type { Retention } from '../../cluster/retention.ts';
import type { Heard, Holding, Tenure, Thread, ThreadName, Threads } from '../../cluster/threads.ts';
import type { Admitted, ChangeTracker } from './change-tracker.ts';
import { versionOfChange } from './change-version.ts';
import { ClientHolding, type Instructions } from './client-holding.ts';
import { ClientSubscriber, entityOf, EVERYTHING } from './client-subscriber.ts';
import type { ClientChange, ClientEvent, Join, StreamStatus } from './event-types.ts';
import type { ChannelOptions, ChannelUse } from './channel-options.ts';
import type { Queue, QueueOptions } from '../kit/queue.ts';

/** What the channels of all clients share. */
export interface ChannelServices {
  readonly fondo: FondoConnection;
  readonly threads: Threads;
  readonly retention: Retention;
  readonly options: ChannelOptions;
}

/** The stream of one client: its subscribers here, and its relay where this instance holds the client. */
export class Channel {
  /** Undefined while another instance holds the client, or nobody does. */
  holding: ClientHolding | undefined;
  readonly #services: ChannelServices;
  readonly #clientId: string;
  readonly #instructions: Instructions;
  readonly #use: ChannelUse;
  readonly #thread: Thread<ClientChange>;
  /** Of the queues of all subscribers; a reader of states is not told of those that it is behind. */
  readonly #queues: { readonly events: QueueOptions<ClientEvent>; readonly states: QueueOptions<ClientEvent> };
  /** By the key of the one object that they want, or under `EVERYTHING`. */
  readonly #subscribers = new Map<string, Set<ClientSubscriber>>();
  #count = 0;
  #tracker: ChangeTracker | undefined;
  #status: StreamStatus | undefined;
  #closing: NodeJS.Timeout | undefined;
  #delayed: NodeJS.Timeout | undefined;

  /**
   * @param instructions the payment instructions whose payments are read with every catching up
   */
  constructor(services: ChannelServices, clientId: string, instructions: Instructions, use: ChannelUse) {
    const { threads, retention, options } = services;
    this.#services = services;
    this.#clientId = clientId;
    this.#instructions = instructions;
    this.#use = use;
    const events = {
      limit: options.maxQueue,
      bytes: { limit: options.maxQueueBytes, of: bytesOf, retention },
      onLeave: (queue: Queue<ClientEvent>) => this.#leave(queue as ClientSubscriber),
    };
    this.#queues = { events, states: { ...events, coalesceBy: entityOf } };
    this.#thread = threads.join<Admitted, ClientChange>(threadOf(clientId), {
      log: options.log,
      retention,
      bytesOf: bytesOfChange,
      eventOf: (change, cursor) => Object.freeze({ ...change, bytes: bytesOfChange(change), cursor }),
      versionOf: versionOfChange,
      joined: (tenure) => this.#joined(tenure),
      hear: (event, heard) => this.#hear(event, heard),
      enter: (isLive) => this.#enter(isLive),
      end: (error) => this.close(error),
      hold: (tenure) => this.#hold(tenure),
    });
  }

  get subscribers(): number {
    return this.#count;
  }

  /** At which a subscriber goes on behind what has been published so far. */
  get cursor(): string {
    return this.#thread.cursor;
  }

  /** Resolves when every change made from then on will be published. */
  get ready(): Promise<void> | undefined {
    return this.#thread.ready;
  }

  /** In one go, so that nothing comes between: what the log holds behind `after`, then everything new. */
  subscribe(join: Join): Queue<ClientEvent> {
    const { events, states } = this.#queues;
    const subscriber = new ClientSubscriber(join.statesOnly ? states : events, join, this.#thread.tenure);
    if (join.after === undefined) this.#begin(subscriber, []);
    else this.#resume(subscriber, join.after);
    this.#count += 1;
    clearTimeout(this.#closing);
    this.#use.followed();
    this.#thread.follow();
    return subscriber;
  }

  /** Ends every subscription, and keeps nothing. */
  close(error?: Error): void {
    this.#stop();
    this.#thread.close();
    this.#tracker?.close();
    clearTimeout(this.#closing);
    for (const peers of this.#subscribers.values()) for (const one of peers) one.end(error);
    this.#use.forgotten();
  }

  #resume(subscriber: ClientSubscriber, after: string): void {
    const begin = (missed: readonly ClientChange[]): void => {
      if (!subscriber.hasLeft) this.#begin(subscriber, missed);
    };
    this.#thread.resume(after, begin, (error) => subscriber.end(error));
  }

  #begin(subscriber: ClientSubscriber, missed: readonly ClientChange[]): void {
    const { join, key } = subscriber;
    const peers = this.#subscribers.get(key) ?? new Set();
    this.#subscribers.set(key, peers.add(subscriber));
    const bytes = missed.reduce((sum, event) => sum + event.bytes, 0);
    if (missed.length > 0) subscriber.admit(missed.length + 1, bytes);
    // Whoever comes back with the cursor of this status goes on where it is now.
    if (join.withStatus && this.#status)
      subscriber.push({ ...this.#status, cursor: join.after ?? this.#thread.cursor });
    for (const event of missed) if (subscriber.wants(event)) subscriber.push(event);
  }

  #hold(tenure: Tenure<Admitted>): Holding {
    const { fondo, options, retention } = this.#services;
    const holding = new ClientHolding(tenure, {
      fondo,
      retention,
      clientId: this.#clientId,
      options: options.relay,
      instructions: this.#instructions,
      tracker: this.#tracker,
    });
    this.holding = holding;
    return {
      hint: (about) => holding.hint(about),
      close: () => {
        holding.close();
        this.#tracker = tenure.known ? undefined : (holding.relay.tracker ?? this.#tracker);
        if (this.holding === holding) this.holding = undefined;
      },
    };
  }

  #stop(): void {
    this.#thread.rest();
    this.#status = undefined;
    clearTimeout(this.#delayed);
    this.#delayed = undefined;
  }

  #joined(tenure: number): void {
    for (const peers of this.#subscribers.values()) for (const subscriber of peers) subscriber.tenure ??= tenure;
  }

  #hear(event: ClientChange, { before, tenure }: Heard): void {
    // The holder knows it from its socket.
    if (!this.holding) this.#services.fondo.forget(this.#clientId);
    for (const key of [EVERYTHING, entityOf(event)]) {
      for (const subscriber of this.#subscribers.get(key) ?? []) {
        const isResumed = subscriber.join.after !== undefined;
        const concerns = !before || isResumed || (subscriber.tenure ?? tenure) < tenure;
        if (concerns && subscriber.wants(event)) subscriber.push(event);
      }
    }
    this.#services.retention.enforce();
  }

  #leave(subscriber: ClientSubscriber): void {
    const { key } = subscriber;
    const peers = this.#subscribers.get(key);
    subscriber.hasLeft = true;
    peers?.delete(subscriber);
    this.#count -= 1;
    if (peers?.size === 0) this.#subscribers.delete(key);
    if (this.#count > 0 || !this.#thread.ready) return;
    const { lingerMs, log } = this.#services.options;
    this.#closing = setTimeout(() => {
      this.#stop();
      this.#closing = setTimeout(() => this.close(), log.maxAgeMs).unref();
      this.#use.rested();
    }, lingerMs).unref();
  }

  #enter(isLive: boolean): void {
    if (isLive) {
      clearTimeout(this.#delayed);
      this.#delayed = undefined;
      this.#announce('LIVE');
    } else {
      const { delayedAfterMs } = this.#services.options;
      this.#delayed ??= setTimeout(() => this.#announce('DELAYED'), delayedAfterMs).unref();
    }
  }

  #announce(state: StreamStatus['state']): void {
    if (this.#status?.state === state) return;
    const { cursor } = this.#thread;
    const since = new Date().toISOString();
    const stamp = { object: 'stream', action: 'update', source: 'LIVE' } as const;
    this.#status = Object.freeze({ ...stamp, clientId: this.#clientId, state, since, cursor });
    for (const subscriber of this.#subscribers.get(EVERYTHING) ?? [])
      if (subscriber.join.withStatus) subscriber.push(this.#status);
  }
}

/** The kind of thread that the events of a client are. */
export const FONDO_EVENTS = 'fondo';
/** The thread of a client, whose holder takes every `ClientHint`. */
export const threadOf = (clientId: string): ThreadName => ({ kind: FONDO_EVENTS, id: clientId });

const bytesOfChange = (change: Admitted): number =>
  change.bytes ?? Buffer.byteLength(JSON.stringify([change.current, change.previous]));

/** News of the stream itself is small and rare. */
const STATUS_BYTES = 200;
const bytesOf = (event: ClientEvent): number => (event.object === 'stream' ? STATUS_BYTES : event.bytes);
