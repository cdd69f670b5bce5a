import type { FondoConnection } from '../../datasources/fondo/index.ts';
import { EventLog, type LogOptions } from '../kit/event-log.ts';
import type { ClientChange, ClientEvent, Join, StreamStatus } from './event-types.ts';
import { Relay } from './relay.ts';
import { RELAY_DEFAULTS, type RelayOptions, type RelayState } from './relay-options.ts';
import type { Admitted, ChangeTracker } from './change-tracker.ts';
import { Queue } from '../kit/queue.ts';
import type { Retention } from '../kit/retention.ts';

export interface ChannelOptions {
  readonly relay: RelayOptions;
  readonly log: LogOptions;
  /** How long the socket of a client stays open after its last subscriber left. */
  readonly lingerMs: number;
  /** Events that wait for a slow subscriber before it is disconnected, by number and by bytes. */
  readonly maxQueue: number;
  readonly maxQueueBytes: number;
  /** How long a stream may be without its socket before its subscribers are notified that it is delayed. */
  readonly delayedAfterMs: number;
}

export const CHANNEL_DEFAULTS: ChannelOptions = {
  relay: RELAY_DEFAULTS,
  log: { maxEvents: 10_000, maxBytes: 16 << 20, maxAgeMs: 600_000 },
  lingerMs: 1_000,
  maxQueue: 1_000,
  maxQueueBytes: 4 << 20,
  delayedAfterMs: 2_000,
};

interface Subscriber {
  readonly queue: Queue<ClientEvent>;
  readonly join: Join;
}

const EVERYTHING = '';

/** The stream of one client: a relay while somebody listens, and the log of what it published. */
export class Channel {
  relay: Relay | undefined;
  readonly #fondo: FondoConnection;
  readonly #clientId: string;
  readonly #options: ChannelOptions;
  readonly #instructions: () => Iterable<string>;
  readonly #onForget: () => void;
  readonly #retention: Retention;
  readonly #log: EventLog<ClientChange>;
  /** By the key of the one object that they want, or under `EVERYTHING`. */
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  #count = 0;
  #ledger: ChangeTracker | undefined;
  #status: StreamStatus | undefined;
  #closing: NodeJS.Timeout | undefined;
  #delayed: NodeJS.Timeout | undefined;

  /**
   * @param instructions answers the payment instructions whose payments are read with every catching up
   * @param onForget called when nothing of this stream is worth keeping any more
   */
  constructor(
    fondo: FondoConnection,
    clientId: string,
    options: ChannelOptions,
    instructions: () => Iterable<string>,
    onForget: () => void,
    retention: Retention,
  ) {
    this.#fondo = fondo;
    this.#clientId = clientId;
    this.#options = options;
    this.#instructions = instructions;
    this.#onForget = onForget;
    this.#retention = retention;
    this.#log = new EventLog(options.log, retention);
  }

  get subscribers(): number {
    return this.#count;
  }

  /** At which a subscriber goes on behind what has been published so far. */
  get cursor(): string {
    return this.#log.cursor;
  }

  /** Resolves when every change made from then on will be published. */
  get ready(): Promise<void> | undefined {
    return this.relay?.ready;
  }

  /** In one go, so that nothing comes between: what the log holds behind `after`, then everything new. */
  subscribe(join: Join): Queue<ClientEvent> {
    const missed = join.after === undefined ? [] : this.#log.after(join.after);
    const key = join.entity ? keyOf(join.entity.object, join.entity.id) : EVERYTHING;
    const peers = this.#subscribers.get(key) ?? new Set();
    const { maxQueue, maxQueueBytes } = this.#options;
    const missedBytes = missed.reduce((sum, event) => sum + event.bytes, 0);
    const queue = new Queue<ClientEvent>({
      limit: Math.max(maxQueue, missed.length + 1),
      bytes: { limit: maxQueueBytes + missedBytes, of: bytesOf, retention: this.#retention },
      coalesceBy: join.statesOnly ? (event) => entityOf(event) : undefined,
      onLeave: () => this.#leave(key, peers, subscriber),
    });
    const subscriber = { queue, join };
    this.#subscribers.set(key, peers.add(subscriber));
    this.#count += 1;
    clearTimeout(this.#closing);
    if (!this.relay) this.#start();
    if (join.withStatus && this.#status) queue.push(this.#status);
    for (const event of missed) if (matches(join, event)) queue.push(event);
    return queue;
  }

  /** Ends every subscription, and keeps nothing. */
  close(error?: Error): void {
    this.#stop();
    this.#log.close();
    this.#ledger?.close();
    clearTimeout(this.#closing);
    for (const peers of this.#subscribers.values()) for (const { queue } of peers) queue.end(error);
    this.#onForget();
  }

  #start(): void {
    this.relay = new Relay(
      this.#fondo,
      this.#clientId,
      {
        enter: (state) => this.#enter(state),
        publish: (change, before) => this.#publish(change, before),
        end: (error) => this.close(error),
      },
      this.#options.relay,
      { ledger: this.#ledger, instructions: this.#instructions, retention: this.#retention },
    );
  }

  #stop(): void {
    this.relay?.stop();
    this.#ledger = this.relay?.ledger ?? this.#ledger;
    this.relay = undefined;
    this.#status = undefined;
    clearTimeout(this.#delayed);
    this.#delayed = undefined;
  }

  /** @param before whether it was made before the present subscribers joined, and concerns only those that resume */
  #publish(change: Admitted, before: boolean): void {
    const bytes = change.bytes ?? Buffer.byteLength(JSON.stringify([change.current, change.previous]));
    const event = this.#log.append(bytes, (cursor) => Object.freeze({ ...change, bytes, cursor }));
    for (const key of [EVERYTHING, entityOf(event)]) {
      for (const { queue, join } of this.#subscribers.get(key) ?? []) {
        if ((!before || join.after !== undefined) && matches(join, event)) queue.push(event);
      }
    }
    this.#retention.enforce();
  }

  #leave(key: string, peers: Set<Subscriber>, subscriber: Subscriber): void {
    peers.delete(subscriber);
    this.#count -= 1;
    if (peers.size === 0 && this.#subscribers.get(key) === peers) this.#subscribers.delete(key);
    if (this.#count > 0 || !this.relay) return;
    this.#closing = setTimeout(() => {
      this.#stop();
      this.#closing = setTimeout(() => this.close(), this.#options.log.maxAgeMs).unref();
    }, this.#options.lingerMs).unref();
  }

  #enter(state: RelayState): void {
    if (state === 'LIVE') {
      clearTimeout(this.#delayed);
      this.#delayed = undefined;
      this.#announce('LIVE');
    } else {
      this.#delayed ??= setTimeout(() => this.#announce('DELAYED'), this.#options.delayedAfterMs).unref();
    }
  }

  #announce(state: StreamStatus['state']): void {
    if (this.#status?.state === state) return;
    const { cursor } = this.#log;
    const since = new Date().toISOString();
    const stamp = { object: 'stream', action: 'update', source: 'LIVE' } as const;
    this.#status = Object.freeze({ ...stamp, clientId: this.#clientId, state, since, cursor });
    for (const { queue, join } of this.#subscribers.get(EVERYTHING) ?? []) {
      if (join.withStatus) queue.push(this.#status);
    }
  }
}

const matches = ({ objects, entity }: Join, event: ClientChange): boolean =>
  entity ? keyOf(entity.object, entity.id) === entityOf(event) : !objects || objects.has(event.object);

/** News of the stream itself is small and rare. */
const STATUS_BYTES = 200;
const bytesOf = (event: ClientEvent): number => (event.object === 'stream' ? STATUS_BYTES : event.bytes);

const keyOf = (object: string, id: string): string => `${object}:${id}`;
const entityOf = (event: ClientEvent): string =>
  event.object === 'stream' ? event.object : keyOf(event.object, (event.current ?? event.previous)?.id ?? '');
