import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisConnection } from '../../src/cluster/redis/clients/connection.ts';
import { claimed, threadState } from '../../src/cluster/redis/replies.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

const LIFE_MS = 60_000;

type Step =
  | { readonly kind: 'claim' | 'pause'; readonly who: string }
  | { readonly kind: 'append'; readonly who: string; readonly events: number }
  | { readonly kind: 'failover'; readonly lost: number };

const who = fc.constantFrom('one', 'two', 'three');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('claim' as const, 'pause' as const), who }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('append' as const), who, events: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('failover' as const), lost: fc.nat(8) }) },
);

/** What Redis ought to know of the thread. */
interface Model {
  readonly owner: string | undefined;
  readonly fence: number;
  readonly entries: readonly string[];
}

describe.skipIf(!hasRedis)('a thread over a Redis that fails over and loses what it had acknowledged', () => {
  let redis: RedisServer;
  let connection: RedisConnection;
  let raw: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    connection = await RedisConnection.open(clusterOn(redis.url));
    raw = new Redis(redis.url);
  });
  afterAll(async () => {
    raw.disconnect();
    await connection.close();
    await redis[Symbol.asyncDispose]();
  });

  test('never gives one id to two events, has no holes in its log, and admits one holder', async () => {
    let threads = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const start = `f{${(threads += 1)}}:`;
        const [members, draining, thread, log, notes, hints] = ['i', 'd', 't', 'l', 'v', 'h'].map((one) => start + one);
        const kept = [thread, log, notes] as string[];
        /** The data as it was after each step. */
        const dumps: { readonly model: Model; readonly values: (Buffer | null)[] }[] = [];
        const alive = new Set<string>();
        const grants = new Map<string, number>();
        const told = new Map<string, string>();
        let model: Model = { owner: undefined, fence: 0, entries: [] };
        let highest = 0;
        for (const [at, one] of steps.entries()) {
          if (one.kind === 'pause') {
            await connection.run('beat', [members, draining] as string[], [one.who, -1, '0', '']);
            alive.delete(one.who);
          } else if (one.kind === 'claim') {
            const { owner, entries } = model;
            const isFree = owner === undefined || owner === one.who || !alive.has(owner);
            const args = [one.who, 'name', LIFE_MS, log as string, highest, LIFE_MS];
            const keys = [members, draining, thread, notes, hints] as string[];
            const result = claimed(await connection.run('claim', keys, args), 0);
            expect(typeof result === 'string' ? result : one.who).toBe(isFree ? one.who : owner);
            if (typeof result === 'string') continue;
            expect(result.fence).toBeGreaterThan(highest);
            highest = result.fence;
            grants.set(one.who, highest);
            alive.add(one.who);
            model = { owner: one.who, fence: highest, entries };
          } else if (one.kind === 'append') {
            const fence = grants.get(one.who);
            if (fence === undefined) continue;
            const events = Array.from({ length: one.events }, (_, index) => `${at}.${index}`);
            const appended = connection.run('append', kept, [
              ...[one.who, fence, 'name', `append ${at}`, LIFE_MS, 1_000, 1e9, LIFE_MS, '', events.length, 0, 0],
              ...events,
            ]);
            if (model.owner !== one.who || model.fence !== fence) {
              await expect(appended).rejects.toThrow('FENCED');
              continue;
            }
            await appended;
            model = { ...model, entries: [...model.entries, ...events] };
          } else if (one.kind === 'failover') {
            const to = dumps.at(-1 - one.lost);
            await raw.del(...kept);
            for (const [index, value] of (to?.values ?? []).entries())
              if (value) await raw.restore(kept[index] as string, 0, value);
            model = to?.model ?? { owner: undefined, fence: 0, entries: [] };
            // Who held it claims anew before it writes: it knows that its connection was lost.
            grants.clear();
          }
          const { entries } = threadState(await connection.run('follow', [thread, log] as string[], ['-', 10_000]));
          expect(entries.map(({ data }) => data.toString())).toEqual(model.entries);
          expect(entries.map(({ id }) => Number(id.split('-')[1]))).toEqual(entries.map((_, index) => index + 1));
          for (const { id, data } of entries) {
            expect(told.get(id) ?? data.toString()).toBe(data.toString());
            told.set(id, data.toString());
          }
          dumps.push({ model, values: await Promise.all(kept.map((key) => raw.dumpBuffer(key))) });
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
