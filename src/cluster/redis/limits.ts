import type { Demand, Rate, SharedLimits } from '../limits.ts';
import { partitionOf } from './keys.ts';
import type { Node } from './node.ts';

/** Redis answers whole numbers: thousandths of a token. */
const PARTS = 1_000;
/** Buckets of one step: more would hold up others. */
const MAX_BUCKETS = 200;

/** Buckets that are kept in Redis, filled by its clock, under names that tell nothing. */
export class RedisLimits implements SharedLimits {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  get instances(): number {
    return this.#node.instances;
  }

  async settle(kind: string, { perSecond, burst }: Rate, spent: readonly (readonly [string, number])[]) {
    const left: number[] = [];
    const buckets = spent.map(([key, amount], at) => ({ ...this.#bucketOf(kind, key), amount, at }));
    const steps = [...Map.groupBy(buckets, ({ partition }) => partition).values()].flatMap((all) =>
      Array.from({ length: Math.ceil(all.length / MAX_BUCKETS) }, (_, at) =>
        all.slice(at * MAX_BUCKETS, (at + 1) * MAX_BUCKETS),
      ),
    );
    await Promise.all(
      steps.map(async (step) => {
        const keys = step.map(({ key }) => key);
        const amounts = step.map(({ amount }) => amount);
        const reply = (await this.#node.connection.run('settle', keys, [perSecond, burst, ...amounts])) as number[];
        for (const [index, { at }] of step.entries()) left[at] = (reply[index] ?? 0) / PARTS;
      }),
    );
    return left;
  }

  async lease(key: string, { perSecond, burst }: Rate, demands: readonly Demand[]) {
    const args = [perSecond, burst, ...demands.flatMap(({ least, count }) => [least, count])];
    const reply = await this.#node.connection.run('lease', [this.#bucketOf('budget', key).key], args);
    const numbers = reply as number[];
    return { granted: numbers.slice(0, -1), left: (numbers.at(-1) ?? 0) / PARTS };
  }

  #bucketOf(kind: string, key: string): { readonly key: string; readonly partition: number } {
    const name = this.#node.seal.name('bucket', kind, key);
    const partition = partitionOf(name);
    return { key: `${this.#node.settings.prefix}{${partition}}:b:${name}`, partition };
  }
}
