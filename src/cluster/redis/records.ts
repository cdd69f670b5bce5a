import { ClusterUnavailable } from '../../faults.ts';
import type { RecordOrder, Records } from '../records.ts';
import type { Reply } from './clients/connection.ts';
import { partitionOf } from './keys.ts';
import type { Node } from './node.ts';
import type { ScriptName } from './lua/scripts.ts';

const UNORDERED: RecordOrder = { moment: '', isFinal: false, group: '' };

/** Rejects with `ClusterUnavailable` where Redis does not answer. */
const answered = (reply: Promise<Reply>): Promise<Reply> =>
  reply.catch(() => {
    throw new ClusterUnavailable();
  });

/** Values that are kept sealed in Redis, under names that tell nothing. */
export class RedisRecords implements Records {
  readonly #node: Node;

  readonly #replaced: (() => void)[] = [];

  constructor(node: Node) {
    this.#node = node;
  }

  async put(kind: string, key: string, value: string, lifeMs: number): Promise<void> {
    await this.#run('putRecord', ...this.#recordOf(kind, key, value, UNORDERED, lifeMs));
  }

  async putDurably(kind: string, key: string, value: string, lifeMs: number): Promise<void> {
    const { connection } = this.#node;
    await answered(connection.runFirst('putRecord', ...this.#recordOf(kind, key, value, UNORDERED, lifeMs)));
    await connection.replicated();
  }

  onReplaced(listener: () => void): void {
    this.#replaced.push(listener);
  }

  /** Redis is another one than before. */
  replaced(): void {
    for (const listener of this.#replaced) listener();
  }

  async putNewer(kind: string, key: string, value: string, order: RecordOrder, lifeMs: number): Promise<boolean> {
    return (await this.#run('putRecord', ...this.#recordOf(kind, key, value, order, lifeMs))) === 1;
  }

  async get(kind: string, key: string): Promise<string | undefined> {
    const place = this.#placeOf(kind, key);
    const value = await this.#run('record', [place], []);
    return value === null ? undefined : this.#node.open(place, value as Buffer);
  }

  async forgetFinal(kind: string, key: string): Promise<void> {
    await this.#run('forgetFinal', [this.#placeOf(kind, key)], []);
  }

  /** Keys and arguments of the script that puts it. */
  #recordOf(kind: string, key: string, value: string, { moment, isFinal, group }: RecordOrder, lifeMs: number) {
    const place = this.#placeOf(kind, key);
    const { seal } = this.#node;
    const args = [seal.close(place, value), moment, isFinal ? '1' : '', group && seal.name('group', group), lifeMs];
    return [[place], args] as const;
  }

  #run(name: ScriptName, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<Reply> {
    return answered(this.#node.connection.run(name, keys, args));
  }

  #placeOf(kind: string, key: string): string {
    const name = this.#node.seal.name('record', kind, key);
    return `${this.#node.settings.prefix}{${partitionOf(name)}}:r:${name}`;
  }
}
