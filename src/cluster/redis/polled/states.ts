import type { OpenSource, SharedStates, States } from '../../states.ts';
import { threadKeys } from '../keys.ts';
import type { Node } from '../node.ts';
import { StateSource } from './state-source.ts';
import { sendHint } from '../threads.ts';

/** States that one instance polls for all. */
export class RedisStates implements States {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  shared<T>(kind: string, open: OpenSource<T>, sharing: SharedStates<T>): OpenSource<T> {
    const { seal, settings } = this.#node;
    return (key, sink) => {
      const keys = threadKeys(settings.prefix, seal, kind, key);
      return new StateSource<T>(this.#node, keys, (own) => open(key, own), sink, sharing).start();
    };
  }

  async hint(kind: string, key: string): Promise<void> {
    await sendHint(this.#node, { kind, id: key }, 'now', '"now"', false);
  }
}
