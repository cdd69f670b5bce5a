import type { Member, Thread, ThreadName, Threads } from '../threads.ts';
import { threadKeys } from './keys.ts';
import { LogThread } from './log-thread.ts';
import type { Node } from './node.ts';

const HINT_MS = 10 * 60_000;
const LASTING_MS = 24 * 3_600_000;

/** Threads whose logs, leases and hints are in Redis. */
export class RedisThreads implements Threads {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  join<C, E extends object>({ kind, id }: ThreadName, member: Member<C, E>): Thread<E> {
    const { seal, settings } = this.#node;
    return new LogThread(this.#node, threadKeys(settings.prefix, seal, kind, id), member);
  }

  async hint({ kind, id }: ThreadName, key: string, about: () => unknown, lasting = false): Promise<void> {
    await sendHint(this.#node, { kind, id }, key, JSON.stringify(about()), lasting);
  }
}

/** Tells the holder of a thread, here or elsewhere. Rejects where that is not sure to have happened. */
export async function sendHint(node: Node, { kind, id }: ThreadName, key: string, about: string, lasting: boolean) {
  const { seal, settings, connection } = node;
  const { thread, hints, log } = threadKeys(settings.prefix, seal, kind, id);
  if (node.leases.get(log)?.hintHere(about)) return;
  const args = [seal.name('hint', key), seal.close(hints, about), lasting ? LASTING_MS : HINT_MS, lasting ? '1' : '0'];
  await connection.run('hint', [thread, hints, log], args);
}
