import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import type { ClusterSettings } from '../settings.ts';
import type { Script } from './lua/script.ts';
import { SCRIPTS, type ScriptName } from './lua/scripts.ts';

type Argument = string | number | Buffer;

/** What Redis answers a script: numbers, texts as bytes, nothing, lists of these. */
export type Reply = number | Buffer | null | readonly Reply[];

export interface Listener {
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

/** A command waits so long for its answer, and a connection to be made. */
const TIMEOUT_MS = 1_000;
const START_MS = 10_000;
const LONGEST_WAIT_MS = 1_000;
/** Channels of one command. */
const CHUNK = 500;

type Scripted = Redis & Record<`${ScriptName}Buffer`, (...args: Argument[]) => Promise<Reply>>;

/**
 * The connections of this process to Redis: one for commands, one for the sessions (which must not wait behind other
 * work), one that listens. No command blocks. The only file that knows the client library.
 */
export class RedisConnection {
  readonly #commands: Scripted;
  readonly #sessions: Scripted;
  readonly #subscriber: Redis;
  #listener: Listener | undefined;
  #isUp = false;
  #closed = false;
  readonly #lost = { subscriber: false, commands: false };

  private constructor(settings: ClusterSettings) {
    const options = optionsOf(settings);
    this.#commands = new Redis({ ...options, commandTimeout: TIMEOUT_MS }) as Scripted;
    this.#sessions = new Redis({ ...options, commandTimeout: TIMEOUT_MS }) as Scripted;
    this.#subscriber = new Redis(options);
    for (const client of [this.#commands, this.#sessions])
      for (const [name, { lua, keys }] of Object.entries<Script>(SCRIPTS))
        client.defineCommand(name, keys === 'any' ? { lua } : { lua, numberOfKeys: keys });
    for (const client of this.#all) {
      client.on('error', () => undefined); // every command that it concerns is rejected; without a listener it is thrown
      client.on('ready', () => this.#look());
      client.on('close', () => {
        this.#lost[client === this.#subscriber ? 'subscriber' : 'commands'] = true;
        if (client === this.#commands) this.#listener?.lost();
        this.#look();
      });
    }
    this.#subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) =>
      this.#listener?.hear(channel.toString(), message),
    );
  }

  /** Rejects when Redis cannot be reached within ten seconds. */
  static async open(settings: ClusterSettings): Promise<RedisConnection> {
    const connection = new RedisConnection(settings);
    const late = AbortSignal.timeout(START_MS);
    try {
      await Promise.all(connection.#all.map((client) => readiness(client, late)));
    } catch {
      await connection.close();
      throw new Error('Redis (REDIS_URL) cannot be reached: expected an answer within 10 s.');
    }
    connection.#isUp = true;
    Object.assign(connection.#lost, { subscriber: false, commands: false });
    return connection;
  }

  listen(listener: Listener): void {
    this.#listener = listener;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Rejects when there is no answer within a second; whether it was done is not known then. */
  run(name: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<Reply> {
    const count = SCRIPTS[name].keys === 'any' ? [keys.length] : [];
    return this.#commands[`${name}Buffer`](...count, ...keys, ...args);
  }

  /** The same for sessions, past everything else. */
  runFirst(name: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<Reply> {
    return this.#sessions[`${name}Buffer`](...keys, ...args);
  }

  async fields(key: string, ...names: readonly string[]): Promise<(string | null)[]> {
    return this.#commands.hmget(key, ...names);
  }

  /** The id of the data set: another one after a failover, and after a restart. */
  async dataSet(): Promise<string | undefined> {
    return /master_replid:(\w+)/.exec(await this.#sessions.info('replication'))?.[1];
  }

  async subscribe(channels: readonly string[]): Promise<void> {
    for (let at = 0; at < channels.length; at += CHUNK)
      await this.#subscriber.subscribe(...channels.slice(at, at + CHUNK));
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#subscriber.unsubscribe(channel);
  }

  /** How many connections listen to a channel. */
  async listeners(channel: string): Promise<number> {
    const [, count] = (await this.#commands.pubsub('NUMSUB', channel)) as [string, number];
    return Number(count);
  }

  /** Makes connections anew that seem open, but are not. */
  reconnect(which: 'all' | 'subscriber'): void {
    for (const client of which === 'all' ? this.#all : [this.#subscriber]) client.disconnect(true);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // What was sent before is done first.
    const goodbye = this.#commands.quit().catch(() => undefined);
    await Promise.race([goodbye, delay(TIMEOUT_MS, undefined, { ref: false })]);
    for (const client of this.#all) client.disconnect();
  }

  get #all(): readonly Redis[] {
    return [this.#commands, this.#sessions, this.#subscriber];
  }

  #look(): void {
    const isUp = !this.#closed && this.#all.every(({ status }) => status === 'ready');
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    if (!isUp) return this.#closed ? undefined : this.#listener?.down();
    const lost = { ...this.#lost };
    Object.assign(this.#lost, { subscriber: false, commands: false });
    this.#listener?.up(lost).catch(() => this.reconnect('all')); // lost again meanwhile
  }
}

function optionsOf({ url, username, password, tls }: ClusterSettings): RedisOptions {
  const { protocol, hostname, port, username: user, password: word, pathname } = new URL(url);
  const isPath = protocol === 'unix:';
  const secure = protocol === 'rediss:';
  const name = username ?? (user ? decodeURIComponent(user) : undefined);
  const pass = password ?? (word ? decodeURIComponent(word) : undefined);
  return {
    ...(isPath
      ? { path: pathname }
      : { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port || 6379) }),
    ...(name !== undefined && { username: name }),
    ...(pass !== undefined && { password: pass }),
    ...(secure && { tls: { servername: hostname, ...tls } }),
    ...(!isPath && /^\/\d+$/.test(pathname) && { db: Number(pathname.slice(1)) }),
    protocol: 2,
    connectTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResubscribe: false, // each reconnect must read what was missed: we subscribe
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2),
    reconnectOnError: ({ message }) => message.startsWith('READONLY'), // a primary that has become a replica
  };
}

const readiness = (client: Redis, late: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    late.addEventListener('abort', () => reject(late.reason as Error), { once: true });
    if (client.status === 'ready') resolve();
    else client.once('ready', resolve);
  });
