import { Redis } from 'ioredis';
import type { ClusterSettings } from '../../settings.ts';
import { singleOptions } from './options.ts';

/** Channels of one command. */
const CHUNK = 500;

export interface ListenerHooks {
  hear(channel: string, message: Buffer): void;
  /** What was published from now on is not heard, and subscriptions are gone. */
  lost(): void;
  /** `isReady` may have changed. */
  changed(): void;
}

/** Hears what is published on channels. */
export interface ChannelListener {
  readonly isReady: boolean;
  subscribe(channels: readonly string[]): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** How many connections listen to a channel. */
  listeners(channel: string): Promise<number>;
  /** Connects anew: what seems open may be dead without saying so. */
  reconnect(): void;
  close(): void;
}

/** Listens to one server. */
export class SingleListener implements ChannelListener {
  readonly #redis: Redis;
  readonly #asked: Redis;

  /** @param asked answers what one that listens cannot be asked */
  constructor(settings: ClusterSettings, asked: Redis, { hear, lost, changed }: ListenerHooks) {
    this.#asked = asked;
    this.#redis = new Redis(singleOptions(settings));
    this.#redis.on('error', () => undefined); // without a listener it is thrown
    this.#redis.on('ready', changed);
    this.#redis.on('close', () => {
      lost();
      changed();
    });
    this.#redis.on('messageBuffer', (channel: Buffer, message: Buffer) => hear(channel.toString(), message));
  }

  get isReady(): boolean {
    return this.#redis.status === 'ready';
  }

  async subscribe(channels: readonly string[]): Promise<void> {
    for (let at = 0; at < channels.length; at += CHUNK) await this.#redis.subscribe(...channels.slice(at, at + CHUNK));
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#redis.unsubscribe(channel);
  }

  async listeners(channel: string): Promise<number> {
    const [, count] = (await this.#asked.pubsub('NUMSUB', channel)) as [string, number];
    return Number(count);
  }

  reconnect(): void {
    this.#redis.disconnect(true);
  }

  close(): void {
    this.#redis.disconnect();
  }
}
