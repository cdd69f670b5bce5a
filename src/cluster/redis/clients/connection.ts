import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, Redis, ReplyError } from 'ioredis';
import type { ClusterSettings } from '../../settings.ts';
import { inTime } from './in-time.ts';
import { SingleListener, type ChannelListener, type ListenerHooks } from './listener.ts';
import { addressOf, clusterOptions, singleOptions, TIMEOUT_MS } from './options.ts';
import { ShardedListener } from './sharded-listener.ts';
import { onCluster, type Script } from '../lua/script.ts';
import { SCRIPTS, type ScriptName } from '../lua/scripts.ts';

type Argument = string | number | Buffer;

/** What Redis answers a script: numbers, texts as bytes, nothing, lists of these. */
export type Reply = number | Buffer | null | readonly Reply[];

/** Is told what is published, and what becomes of the connections. */
export interface ConnectionListener {
  /** Something was published on a channel that is subscribed to. */
  hear(channel: string, message: Buffer): void;
  /**
   * All connections are there again.
   * @param lost those that were not: what was published meanwhile was not heard, and subscriptions are gone; commands may
   * have been done whose answer was lost, and by a Redis that is no more
   */
  up(lost: { readonly subscriber: boolean; readonly commands: boolean }): Promise<void>;
  /** Commands that were sent may have been done or not, and by a Redis that is no more. */
  lost(): void;
  /** One of them is not. */
  down(): void;
}

const START_MS = 10_000;
/** What must survive a failover waits so long for a replica. */
const REPLICA_MS = 50;

type Client = Redis | Cluster;
type Scripted = Client & Record<`${ScriptName}Buffer`, (...args: Argument[]) => Promise<Reply>>;

/**
 * The connections of this process to Redis: one for commands, one for the sessions (which must not wait behind other
 * work), one that listens. No command blocks. The files of this folder alone know the client library.
 */
export class RedisConnection {
  readonly #commands: Scripted;
  readonly #sessions: Scripted;
  readonly #channels: ChannelListener;
  #listener: ConnectionListener | undefined;
  #isUp = false;
  #closed = false;
  /** The primaries that have a replica, as of the last look. */
  #replicated: readonly Redis[] = [];
  #lastWait: Promise<unknown> = Promise.resolve();
  #nextWait: Promise<void> | undefined;
  readonly commands = { answered: 0, failed: 0 };
  readonly #lost = { subscriber: false, commands: false };

  private constructor(settings: ClusterSettings) {
    const hooks: ListenerHooks = {
      hear: (channel, message) => this.#listener?.hear(channel, message),
      lost: () => void (this.#lost.subscriber = true),
      changed: () => this.#look(),
    };
    const [commands, sessions] = [openClient(settings), openClient(settings)];
    this.#commands = commands as Scripted;
    this.#sessions = sessions as Scripted;
    this.#channels =
      commands instanceof Cluster
        ? new ShardedListener(settings, commands, hooks)
        : new SingleListener(settings, commands, hooks);
    for (const client of this.#all) {
      client.on('error', () => undefined); // every command that it concerns is rejected; without a listener it is thrown
      client.on('ready', () => this.#look());
      client.on('close', () => this.#lose(client));
    }
    commands.on('-node', () => this.#lose(commands));
  }

  /** Rejects when Redis cannot be reached within ten seconds. */
  static async open(settings: ClusterSettings): Promise<RedisConnection> {
    const connection = new RedisConnection(settings);
    const late = AbortSignal.timeout(START_MS);
    try {
      await Promise.all(connection.#all.map((client) => readiness(client, late)));
      while (!connection.#channels.isReady) await delay(10, undefined, { signal: late });
    } catch {
      await connection.close();
      throw new Error('Redis (REDIS_URL) cannot be reached: expected an answer within 10 s.');
    }
    connection.#isUp = true;
    Object.assign(connection.#lost, { subscriber: false, commands: false });
    return connection;
  }

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Rejects when there is no answer within a second; whether it was done is not known then. */
  run(name: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<Reply> {
    const count = SCRIPTS[name].keys === 'any' ? [keys.length] : [];
    return this.#counted(this.#commands[`${name}Buffer`](...count, ...keys, ...args));
  }

  /** The same for sessions, past everything else. */
  runFirst(name: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<Reply> {
    return this.#counted(this.#sessions[`${name}Buffer`](...keys, ...args));
  }

  async fields(key: string, ...names: readonly string[]): Promise<(string | null)[]> {
    return inTime(this.#commands.hmget(key, ...names));
  }

  /** The ids of the data sets: others after a failover, and after a restart. */
  async dataSet(): Promise<string> {
    const looks = this.#primaries.map(async (node) => ({ node, text: await inTime(node.info('replication')) }));
    const found = await Promise.all(looks);
    this.#replicated = found
      .filter(({ text }) => Number(/connected_slaves:(\d+)/.exec(text)?.[1] ?? 0) > 0)
      .map(({ node }) => node);
    return found
      .map(({ text }) => /master_replid:(\w+)/.exec(text)?.[1])
      .sort()
      .join();
  }

  /** What each primary says of itself. */
  info(): Promise<string[]> {
    return Promise.all(this.#primaries.map((node) => inTime(node.info())));
  }

  /** Resolves when a replica has what was written past everything else so far, or soon; at once where there is none. */
  replicated(): Promise<void> {
    if (this.#replicated.length === 0) return Promise.resolve();
    // One at a time, for all that wait meanwhile: sessions go over the same connections.
    this.#nextWait ??= this.#lastWait.then(async () => {
      this.#nextWait = undefined;
      this.#lastWait = Promise.allSettled(this.#replicated.map((node) => inTime(node.wait(1, REPLICA_MS))));
      await this.#lastWait;
    });
    return this.#nextWait;
  }

  subscribe(channels: readonly string[]): Promise<void> {
    return this.#channels.subscribe(channels);
  }

  unsubscribe(channel: string): Promise<void> {
    return this.#channels.unsubscribe(channel);
  }

  /** How many connections listen to a channel. */
  listeners(channel: string): Promise<number> {
    return inTime(this.#channels.listeners(channel));
  }

  /** Makes connections anew that seem open, but are not. */
  reconnect(which: 'all' | 'subscriber'): void {
    if (which === 'all') for (const client of this.#all) client.disconnect(true);
    this.#channels.reconnect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    // What was sent before is done first.
    const goodbye = this.#commands.quit().catch(() => undefined);
    await Promise.race([goodbye, delay(TIMEOUT_MS, undefined, { ref: false })]);
    for (const client of this.#all) client.disconnect();
    this.#channels.close();
  }

  get #primaries(): readonly Redis[] {
    return this.#sessions instanceof Cluster ? this.#sessions.nodes('master') : [this.#sessions];
  }

  get #all(): readonly Client[] {
    return [this.#commands, this.#sessions];
  }

  #lose(client: Client): void {
    this.#lost.commands = true;
    if (client === this.#commands) this.#listener?.lost();
    this.#look();
  }

  #counted(answer: Promise<Reply>): Promise<Reply> {
    const reply = inTime(answer);
    reply.then(
      () => (this.commands.answered += 1),
      // A script that refuses has answered.
      (error: unknown) => (this.commands[error instanceof ReplyError ? 'answered' : 'failed'] += 1),
    );
    return reply;
  }

  #look(): void {
    const isUp = !this.#closed && this.#channels.isReady && this.#all.every(({ status }) => status === 'ready');
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    if (!isUp) return this.#closed ? undefined : this.#listener?.down();
    const lost = { ...this.#lost };
    Object.assign(this.#lost, { subscriber: false, commands: false });
    this.#listener?.up(lost).catch(() => this.reconnect('all')); // lost again meanwhile
  }
}

/** A client for commands. */
function openClient(settings: ClusterSettings): Client {
  const isCluster = settings.topology === 'cluster';
  const client = isCluster
    ? new Cluster([addressOf(settings), ...(settings.nodes ?? [])], clusterOptions(settings))
    : new Redis(singleOptions(settings));
  for (const [name, { lua, keys }] of Object.entries<Script>(SCRIPTS)) {
    const text = isCluster ? onCluster(lua) : lua;
    client.defineCommand(name, keys === 'any' ? { lua: text } : { lua: text, numberOfKeys: keys });
  }
  return client;
}

const readiness = (client: Client, late: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    late.addEventListener('abort', () => reject(late.reason as Error), { once: true });
    if (client.status === 'ready') resolve();
    else client.once('ready', resolve);
  });
