import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisConnection } from '../../src/cluster/redis/clients/connection.ts';
import { claimed, partsOf, threadState, type Grant } from '../../src/cluster/redis/replies.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

const LIFE_MS = 60_000;
const INSTANCES = ['one', 'two', 'three'];

type Step =
  | { readonly kind: 'claim' | 'renew' | 'lapse' | 'release'; readonly who: string }
  | { readonly kind: 'append'; readonly who: string; readonly events: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('claim' as const, 'renew' as const, 'lapse' as const, 'release' as const),
    who: fc.constantFrom(...INSTANCES),
  }),
  fc.record({
    kind: fc.constant('append' as const),
    who: fc.constantFrom(...INSTANCES),
    events: fc.integer({ min: 0, max: 3 }),
  }),
);

describe.skipIf(!hasRedis)('the scripts, against a real Redis', () => {
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

  let threads = 0;
  const keysOf = () => {
    const start = `s{${(threads += 1)}}:`;
    return {
      members: `${start}i`,
      draining: `${start}d`,
      thread: `${start}t`,
      log: `${start}l`,
      notes: `${start}v`,
      hints: `${start}h`,
    };
  };
  type Keys = ReturnType<typeof keysOf>;
  const renew = ({ members, draining }: Keys, who: string, sessionMs = LIFE_MS) =>
    connection.run('beat', [members, draining], [who, sessionMs, '0', '']);
  const claim = async (
    { members, draining, thread, notes, hints, log }: Keys,
    who: string,
    { highest = 0, sessionMs = LIFE_MS } = {},
  ) =>
    claimed(
      await connection.run(
        'claim',
        [members, draining, thread, notes, hints],
        [who, 'name', LIFE_MS, log, highest, sessionMs],
      ),
      0,
    );
  const append = (
    { thread, log, notes }: Keys,
    who: string,
    { fence, name }: Grant,
    id: string,
    events: readonly string[],
    max = 1_000,
  ) =>
    connection.run(
      'append',
      [thread, log, notes],
      [who, fence, name, id, LIFE_MS, max, 1e9, LIFE_MS, '', events.length, 0, 0, ...events],
    );
  const stateOf = async ({ thread, log }: Keys, from = '-') =>
    threadState(await connection.run('follow', [thread, log], [from, 10_000]));
  const grant = async (keys: Keys, who: string): Promise<Grant> => {
    const result = await claim(keys, who);
    if (typeof result === 'string') throw new Error(`${result} holds it`);
    return result;
  };

  test('in whatever order instances claim, write and fall silent, one of them holds, and numbers have no holes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const keys = keysOf();
        const alive = new Set<string>();
        const grants = new Map<string, Grant>();
        const written: string[] = [];
        let holder: string | undefined;
        for (const [at, one] of steps.entries()) {
          const { who } = one;
          const held = grants.get(who);
          if (one.kind === 'renew') {
            await renew(keys, who);
            alive.add(who);
          } else if (one.kind === 'lapse') {
            await renew(keys, who, -1);
            alive.delete(who);
          } else if (one.kind === 'claim') {
            const isFree = holder === undefined || holder === who || !alive.has(holder);
            const result = await claim(keys, who);
            expect(typeof result === 'string' ? result : who).toBe(isFree ? who : holder);
            if (typeof result === 'string') continue;
            alive.add(who);
            expect(result.fence).toBeGreaterThan(Math.max(0, ...[...grants.values()].map(({ fence }) => fence)));
            grants.set(who, result);
            holder = who;
          } else if (!held) {
            continue;
          } else if (one.kind === 'release') {
            const released = connection.run('release', [keys.thread], [who, held.fence, held.name, keys.log, LIFE_MS]);
            if (holder === who) await released;
            else await expect(released).rejects.toThrow('FENCED');
            if (holder === who) holder = undefined;
          } else if (one.kind === 'append') {
            const events = Array.from({ length: one.events }, (_, index) => `${at}.${index}`);
            const appended = append(keys, who, held, `append ${at}`, events);
            if (holder === who) await appended;
            else await expect(appended).rejects.toThrow('FENCED');
            if (holder === who) written.push(...events);
          }
        }
        const { entries } = await stateOf(keys);
        expect(entries.map(({ data }) => data.toString())).toEqual(written);
        expect(entries.map(({ id }) => partsOf(id)[1])).toEqual(written.map((_, index) => index + 1));
      }),
      { numRuns: 60 },
    );
  });

  test('an instance lives in a partition from its first claim there', async () => {
    const keys = keysOf();
    await grant(keys, 'one');
    expect(await claim(keys, 'two')).toBe('one');
    await renew(keys, 'one', -1);
    expect(await claim(keys, 'two')).toMatchObject({ name: 'name' });
  });

  test('an append whose answer was lost is done once, however often it is sent', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    for (let time = 0; time < 3; time += 1) await append(keys, 'one', held, 'the same', ['event']);
    expect((await stateOf(keys)).entries).toHaveLength(1);
  });

  test('a log is bounded by its number of events, and says where it begins', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    for (let at = 1; at <= 10; at += 1) await append(keys, 'one', held, `append ${at}`, [String(at)], 3);
    const state = await stateOf(keys);
    expect(state.entries.map(({ data }) => data.toString())).toEqual(['8', '9', '10']);
    expect([state.trimmed, state.last]).toEqual([`${held.fence}-7`, `${held.fence}-10`]);
  });

  test('a holder that drains is taken over while it lives', async () => {
    const keys = keysOf();
    await renew(keys, 'one');
    await grant(keys, 'one');
    expect(await claim(keys, 'two')).toBe('one');
    await connection.run('beat', [keys.members, keys.draining], ['one', LIFE_MS, '1', '']);
    expect(await claim(keys, 'two')).toMatchObject({ name: 'name' });
  });

  test('a state is not read before its time, whoever holds it next', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    await connection.run('put', [keys.thread], ['one', held.fence, held.name, 'state', 5_000, LIFE_MS, keys.log, 0]);
    await connection.run('release', [keys.thread], ['one', held.fence, held.name, keys.log, LIFE_MS]);
    const { restMs } = await grant(keys, 'two');
    expect(restMs).toBeGreaterThan(1_000);
    expect((await stateOf(keys, '')).value?.toString()).toBe('state');
  });

  test('that a state still holds, or may be read early, lets nobody read it before the time that the provider has set', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    const own = ['one', held.fence, held.name] as const;
    await connection.run('put', [keys.thread], [...own, 'state', 5_000, LIFE_MS, keys.log, 0]);
    await connection.run('put', [keys.thread], [...own, '', 0, LIFE_MS, keys.log, 0]);
    await connection.run('release', [keys.thread], [...own, keys.log, LIFE_MS]);
    expect((await grant(keys, 'two')).restMs).toBeGreaterThan(1_000);
  });

  test('whoever comes after the end of a state reads it again no sooner than it may be read, and no later', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    const own = ['one', held.fence, held.name] as const;
    const ended = [keys.thread, keys.log, keys.notes, keys.hints];
    await connection.run('put', [keys.thread], [...own, 'state', 5_000, LIFE_MS, keys.log, 0]);
    await connection.run('finish', ended, [...own, '', '0']);
    expect((await stateOf(keys, '')).value).toBeNull();
    const next = await grant(keys, 'two');
    expect(next.restMs).toBeGreaterThan(1_000);
    const then = ['two', next.fence, next.name] as const;
    await connection.run('put', [keys.thread], [...then, 'last', 5_000, LIFE_MS, keys.log, 0]);
    await connection.run('finish', ended, [...then, '', '1']);
    expect((await stateOf(keys, '')).value?.toString()).toBe('last');
    expect(Number(redis.cli('PTTL', keys.thread))).toBeLessThanOrEqual(5_000);
  });

  test('a reading lets nobody else read for its time, and a holder that was replaced begins none', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    await connection.run('rest', [keys.thread], ['one', held.fence, held.name, 5_000]);
    await renew(keys, 'one', -1);
    expect((await grant(keys, 'two')).restMs).toBeGreaterThan(1_000);
    const late = connection.run('rest', [keys.thread], ['one', held.fence, held.name, 5_000]);
    await expect(late).rejects.toThrow('FENCED');
  });

  test('what nobody holds any more is remembered until it may be read again, and at least as long as its holder says', async () => {
    for (const [restMs, keptMs, expected] of [
      [90_000, 10_000, 90_000],
      [10_000, 90_000, 90_000],
    ] as const) {
      const keys = keysOf();
      const held = await grant(keys, 'one');
      const own = ['one', held.fence, held.name] as const;
      await connection.run('rest', [keys.thread], [...own, restMs]);
      await connection.run('release', [keys.thread], [...own, keys.log, keptMs]);
      const leftMs = Number(redis.cli('PTTL', keys.thread));
      expect(leftMs).toBeGreaterThan(expected - 20_000);
      expect(leftMs).toBeLessThanOrEqual(expected);
    }
  });

  test('of a state that may be read at once nothing is kept beyond its end', async () => {
    const keys = keysOf();
    const held = await grant(keys, 'one');
    const own = ['one', held.fence, held.name] as const;
    await connection.run('put', [keys.thread], [...own, 'state', 0, LIFE_MS, keys.log, 0]);
    await connection.run('finish', [keys.thread, keys.log, keys.notes, keys.hints], [...own, '', '1']);
    expect(redis.cli('EXISTS', keys.thread)).toBe('0');
  });
});
