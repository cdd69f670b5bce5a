import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisConnection } from '../../src/cluster/redis/clients/connection.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

/** Slow enough that nothing is filled while a test runs. */
const SLOW = 0.0001;

type Step =
  | { readonly kind: 'lease'; readonly least: number; readonly count: number }
  | { readonly kind: 'settle'; readonly spent: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('lease' as const), least: fc.nat(20), count: fc.nat(12) }),
  fc.record({ kind: fc.constant('settle' as const), spent: fc.nat(8) }),
);

describe.skipIf(!hasRedis)('buckets of tokens, against a real Redis', () => {
  let redis: RedisServer;
  let connection: RedisConnection;
  beforeAll(async () => {
    redis = await startRedis();
    connection = await RedisConnection.open(clusterOn(redis.url));
  });
  afterAll(async () => {
    await connection.close();
    await redis[Symbol.asyncDispose]();
  });

  let buckets = 0;
  const fresh = (): string => `b{${(buckets += 1)}}`;

  test('whatever is leased and settled, no token is leased that is not there, or is left to others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.array(step, { maxLength: 20 }), async (burst, steps) => {
        const key = fresh();
        let tokens = burst;
        for (const one of steps) {
          if (one.kind === 'settle') {
            tokens = Math.max(-burst, tokens - one.spent);
            const [left] = (await connection.run('settle', [key], [SLOW, burst, one.spent])) as number[];
            expect(Math.round((left ?? 0) / 1_000)).toBe(tokens);
            continue;
          }
          const least = Math.max(1, one.least);
          const expected = tokens >= least ? Math.min(one.count, tokens - least + 1) : 0;
          tokens -= expected;
          const reply = (await connection.run('lease', [key], [SLOW, burst, one.least, one.count])) as number[];
          expect([reply[0], Math.round((reply[1] ?? 0) / 1_000)]).toEqual([expected, tokens]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a bucket fills at its pace, and no further than its burst', async () => {
    const key = fresh();
    const take = async (spent: number): Promise<number> =>
      ((await connection.run('settle', [key], [1_000, 10, spent])) as number[])[0] ?? NaN;
    expect(await take(10)).toBe(0);
    await expect.poll(() => take(0)).toBe(10_000);
  });

  test('the more urgent demand of one step comes first', async () => {
    expect(await connection.run('lease', [fresh()], [SLOW, 10, 0, 4, 5, 10])).toEqual([4, 2, 4_000]);
  });
});
