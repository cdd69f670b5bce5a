import type { Broadcast } from '../broadcast.ts';
import type { Node } from './node.ts';

interface Hearer {
  readonly topic: string;
  readonly heard: (about: string) => void;
  readonly missed: (() => void) | undefined;
}

/** Tells all instances over one channel, sealed: nobody else can. */
export class RedisBroadcast implements Broadcast {
  readonly channel: string;
  readonly #node: Node;
  readonly #hearers: Hearer[] = [];

  constructor(node: Node) {
    this.#node = node;
    this.channel = `${node.settings.prefix}{0}:all`;
  }

  async tell(topic: string, about: string): Promise<void> {
    const { id, seal, connection } = this.#node;
    const message = seal.close(this.channel, JSON.stringify([id, topic, about]));
    await connection.run('tell', [this.channel], [message]).catch(() => undefined);
  }

  hear(topic: string, heard: (about: string) => void, missed?: () => void): void {
    this.#hearers.push({ topic, heard, missed });
  }

  /** Something was published on the channel. */
  message(message: Buffer): void {
    const text = this.#node.open(this.channel, message);
    const [from, topic, about = ''] = text === undefined ? [] : (JSON.parse(text) as [string, string, string]);
    if (from === undefined || from === this.#node.id) return;
    for (const hearer of this.#hearers) if (hearer.topic === topic) hearer.heard(about);
  }

  /** The channel was not listened to for a while. */
  missed(): void {
    for (const { missed } of this.#hearers) missed?.();
  }
}
