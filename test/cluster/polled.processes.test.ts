import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../kit/gateway.ts';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { SESSION_MS } from './instance.ts';
import { POLLED, PolledFollower, type PolledKind } from './polled-kinds.ts';
import { World } from './world.ts';

/** Readings are timed where they arrive: two may come closer than they were sent. */
const JITTER_MS = 150;
/** From the end of a session until the next instance has opened the source: its beat, its rank, and a busy machine. */
const TAKEOVER_MS = 3_000;

describe.skipIf(!hasRedis)('what is polled, and followed at three instances that share a Redis', () => {
  let redis: RedisServer;
  let world: World;
  let followers: PolledFollower[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    world = await World.start({ redis: redis.port, clients: 0 });
  }, 120_000);
  afterEach(async () => {
    await Promise.all(followers.map((follower) => follower.close()));
    for (const [at, { isAlive }] of world.instances.entries())
      if (!isAlive) world.instances[at] = await world.start(world.proxies[at]);
  }, 60_000);
  afterAll(async () => {
    await (world as World | undefined)?.[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  test.for(Object.keys(POLLED) as PolledKind[])(
    'is read on by another of them when the one that read it dies: %s',
    async (kind) => {
      const { operation, paceMs, everyMs, states } = POLLED[kind];
      const id = await world.sandbox.makePolled(kind);
      followers = world.instances.map(
        ({ url }, at) => new PolledFollower(kind, id, at % 2 ? 'events' : 'socket', () => [url]),
      );
      const told = (state: string, who = followers): Promise<void> =>
        until(() => who.every((follower) => follower.state === state), `everybody to be told ${state}`, 30_000);
      await told(states[0]);

      const victim = await world.holder();
      const survivors = followers.filter((_, at) => at !== victim);
      const readings: { readonly at: number }[] = [];
      const look = async () =>
        readings.push(...(await world.sandbox.calls()).filter((call) => call.operation === operation));
      await look();
      const before = readings.length;
      expect(before).toBeGreaterThan(0);
      await world.instances[victim]?.kill();
      const killedAt = performance.now();
      await expect
        .poll(async () => (await look()) > before, { timeout: SESSION_MS + paceMs + TAKEOVER_MS, interval: 20 })
        .toBe(true);
      expect(performance.now() - killedAt).toBeLessThan(SESSION_MS + paceMs + TAKEOVER_MS);

      for (const [step, state] of states.entries()) {
        if (step === 0) continue;
        await world.sandbox.movePolled(kind, id, step);
        await told(state, survivors);
      }
      await until(() => survivors.every(({ isDone }) => isDone), 'the streams to end', 10_000);
      for (const follower of survivors) {
        expect(follower.connections).toHaveLength(1);
        expect(follower.verdict()).toEqual({ doubled: 0, disordered: 0 });
        expect(new Set(follower.connections[0]?.states)).toEqual(new Set(states));
        expect(follower.errors).toEqual([]);
      }
      await delay(paceMs);
      await look();
      const gaps = readings.slice(1).map(({ at }, index) => at - (readings[index]?.at ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(paceMs - JITTER_MS);
      const took = (readings.at(-1)?.at ?? 0) - (readings[0]?.at ?? 0);
      if (everyMs < 30_000)
        expect(readings.length).toBeGreaterThanOrEqual(Math.floor(took / (everyMs + SESSION_MS + TAKEOVER_MS)));
    },
  );
});
