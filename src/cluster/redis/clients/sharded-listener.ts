import { Command, Redis, type Cluster } from 'ioredis';
import type { ClusterSettings } from '../../settings.ts';
import type { ChannelListener, ListenerHooks } from './listener.ts';
import { sharedOptions, TIMEOUT_MS } from './options.ts';

/** After a connection was lost all subscriptions are made anew, a moment later: the cluster may have to elect a primary. */
const AGAIN_MS = 100;

/**
 * Listens to a cluster: on a connection to each primary, to the channels whose slots it has. When a connection is lost, or
 * slots have moved, everything is lost for the caller, which subscribes anew and reads what it has missed.
 */
export class ShardedListener implements ChannelListener {
  readonly #settings: ClusterSettings;
  readonly #cluster: Cluster;
  readonly #hooks: ListenerHooks;
  /** By the address of the primary, as the cluster tells it. */
  readonly #nodes = new Map<string, Promise<Redis>>();
  readonly #channels = new Map<string, { readonly slot: number; readonly node: string }>();
  #isReady = true;
  #closed = false;

  constructor(settings: ClusterSettings, cluster: Cluster, hooks: ListenerHooks) {
    this.#settings = settings;
    this.#cluster = cluster;
    this.#hooks = hooks;
    cluster.on('refresh', () => this.#look());
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  async subscribe(channels: readonly string[]): Promise<void> {
    for (const channel of channels) {
      const { slot, node } = this.#placeOf(channel);
      const redis = await this.#nodeAt(node);
      this.#channels.set(channel, { slot, node });
      await redis.ssubscribe(channel);
    }
  }

  async unsubscribe(channel: string): Promise<void> {
    const place = this.#channels.get(channel);
    this.#channels.delete(channel);
    await (await this.#nodes.get(place?.node ?? ''))?.sunsubscribe(channel);
  }

  async listeners(channel: string): Promise<number> {
    const { node } = this.#placeOf(channel);
    const asked = this.#cluster.nodes('master').find(({ options }) => `${options.host}:${options.port}` === node);
    const [, count = 0] = ((await asked?.call('PUBSUB', 'SHARDNUMSUB', channel)) ?? []) as [string?, number?];
    return Number(count);
  }

  reconnect(): void {
    this.#lose();
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #placeOf(channel: string): { slot: number; node: string } {
    const slot = new Command('get', [channel]).getSlot() ?? 0;
    const node = (this.#cluster.slots[slot] as readonly string[] | undefined)?.[0];
    if (node === undefined) throw new Error('The cluster has no primary for a slot.');
    return { slot, node };
  }

  #nodeAt(node: string): Promise<Redis> {
    const known = this.#nodes.get(node);
    if (known) return known;
    const opened = this.#open(node);
    this.#nodes.set(node, opened);
    opened.catch(() => this.#nodes.get(node) === opened && this.#nodes.delete(node));
    return opened;
  }

  async #open(node: string): Promise<Redis> {
    const at = node.lastIndexOf(':');
    const redis = new Redis({
      ...sharedOptions(this.#settings),
      host: node.slice(0, at),
      port: Number(node.slice(at + 1)),
      enableOfflineQueue: false,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined);
    redis.on('smessageBuffer', (channel: Buffer, message: Buffer) => this.#hooks.hear(channel.toString(), message));
    const late = setTimeout(() => redis.disconnect(), TIMEOUT_MS);
    await redis.connect().finally(() => clearTimeout(late));
    redis.on('close', () => this.#nodes.has(node) && this.#lose());
    return redis;
  }

  /** Whether slots of channels have another primary now. */
  #look(): void {
    const { slots } = this.#cluster;
    for (const { slot, node } of this.#channels.values()) {
      if ((slots[slot] as readonly string[] | undefined)?.[0] !== node) return this.#lose();
    }
  }

  #lose(): void {
    if (this.#closed || !this.#isReady) return;
    this.#drop();
    this.#isReady = false;
    this.#hooks.lost();
    this.#hooks.changed();
    setTimeout(() => {
      this.#isReady = true;
      this.#hooks.changed();
    }, AGAIN_MS).unref();
  }

  #drop(): void {
    const nodes = [...this.#nodes.values()];
    this.#nodes.clear();
    this.#channels.clear();
    for (const node of nodes) node.then((redis) => redis.disconnect()).catch(() => undefined);
  }
}
