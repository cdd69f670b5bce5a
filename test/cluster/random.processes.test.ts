import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { POLLED, PolledFollower, type PolledKind } from './polled-kinds.ts';
import { World } from './world.ts';
import { hasRedis, startRedis } from '../kit/redis.ts';

/** Runs where it is asked for: `ACCIDENTS=10,7` is ten minutes with the seed 7. */
const [minutes = 1, seed = 1] = (process.env['ACCIDENTS'] ?? '1,1').split(',').map(Number);
/** As in production: whoever is only slow is not taken for dead. */
const SESSION_MS = 4_000;
const CHANGES_PER_SECOND = 20;
const FOLLOWERS = 3;
const MOST_OBJECTS = 12;
/** Two requests arrive closer together than they were sent. */
const JITTER_MS = 150;
/** After an accident in which two instances may read for a while, since neither can know of the other. */
const ALONE_MS = SESSION_MS + 5_000;
const LAST_MS = 90_000;
const KINDS = Object.keys(POLLED) as PolledKind[];

let state = seed;
/** From 0 up to 1, the same for each run of a seed (mulberry32). */
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const below = (count: number): number => Math.floor(random() * count);

describe.skipIf(!hasRedis || process.env['ACCIDENTS'] === undefined)('three instances that share a Redis', () => {
  test(
    'lose nothing, tell nothing twice and poll at the pace of the contracts, whatever happens to them in any order',
    { timeout: minutes * 60_000 + 360_000 },
    async () => {
      await using redis = await startRedis();
      await using world = await World.start({
        redis: redis.port,
        clients: 4,
        env: { REDIS_SESSION_MS: String(SESSION_MS), DRAIN_MS: '500', GRACE_MS: '2000' },
      });
      await world.begin();
      const end = performance.now() + minutes * 60_000;
      const isOver = (): boolean => performance.now() > end;

      /** Periods in which instances may not know of each other, and read for themselves, by the clock of the sandbox's calls. */
      const periods: { readonly from: number; to: number }[] = [];
      const counts: Record<string, number> = {};
      const accidents: Record<string, () => Promise<void>> = {
        async killed() {
          const at = below(world.instances.length);
          await world.instances[at]?.kill();
          await delay(SESSION_MS + below(3_000));
          world.instances[at] = await world.start(world.proxies[at]);
        },
        async paused() {
          const child = world.instances[below(world.instances.length)]?.child;
          child?.kill('SIGSTOP');
          await delay(500 + below(SESSION_MS + 4_000));
          child?.kill('SIGCONT');
        },
        async cutOff() {
          const proxy = world.proxies[below(world.proxies.length)];
          proxy?.cut();
          await delay(500 + below(SESSION_MS + 4_000));
          proxy?.heal();
        },
        async engineGone() {
          redis.signal('SIGKILL');
          await delay(500 + below(4_000));
          await redis.restart();
        },
        async replaced() {
          const at = below(world.instances.length);
          const old = world.instances[at];
          world.instances[at] = await world.start(world.proxies[at]);
          await old?.stop();
        },
      };

      async function haveAccidents(): Promise<void> {
        const names = Object.keys(accidents);
        while (!isOver()) {
          await delay(1_000 + below(4_000));
          const name = names[below(names.length)] as string;
          const period = { from: await world.sandbox.now(), to: Infinity };
          counts[name] = (counts[name] ?? 0) + 1;
          if (name === 'cutOff' || name === 'engineGone') periods.push(period);
          await accidents[name]?.();
          await delay(ALONE_MS);
          period.to = await world.sandbox.now();
        }
      }

      const followers: PolledFollower[] = [];
      let objects = 0;
      /** One object after the other goes from its first state to its last. */
      async function goTheirWay(): Promise<void> {
        while (!isOver()) {
          const kind = KINDS[(objects += 1) % KINDS.length] as PolledKind;
          const id = await world.sandbox.makePolled(kind);
          for (let at = 0; at < FOLLOWERS; at += 1)
            followers.push(new PolledFollower(kind, id, at % 2 ? 'events' : 'socket', world.addresses, at + 1));
          const { length } = POLLED[kind].states;
          for (let step = 1; step < length; step += 1) {
            await delay(2_000 + below(12_000));
            await world.sandbox.movePolled(kind, id, step);
          }
        }
      }

      /** Requests by the object that they ask for. */
      const asked = new Map<string, { readonly kind: PolledKind; readonly at: number }[]>();
      async function countRequests(): Promise<void> {
        for (const { operation, path, at } of await world.sandbox.calls()) {
          const kind = KINDS.find((one) => POLLED[one].operation === operation);
          if (kind) asked.set(path, [...(asked.get(path) ?? []), { kind, at }]);
        }
      }

      const counting = setInterval(() => void countRequests(), 1_000);
      const busy = (async () => {
        while (!isOver()) await world.busy(1_000, CHANGES_PER_SECOND);
      })();
      await Promise.all([busy, haveAccidents(), ...Array.from({ length: MOST_OBJECTS }, goTheirWay)]);

      const told = await world.live(LAST_MS).then(() => world.verdict(LAST_MS));
      for (
        const until = performance.now() + LAST_MS;
        performance.now() < until && followers.some(({ isDone }) => !isDone);
      )
        await delay(100);
      clearInterval(counting);
      await countRequests();
      const polled = { lost: 0, doubled: 0, disordered: 0, told: 0, connections: 0 };
      for (const follower of followers) {
        const { doubled, disordered } = follower.verdict();
        polled.lost += Number(!follower.isDone);
        polled.doubled += doubled;
        polled.disordered += disordered;
        polled.connections += follower.connections.length;
        polled.told += follower.connections.reduce((sum, one) => sum + one.told.length, 0);
        if (!follower.isDone || doubled + disordered > 0)
          console.log(follower.kind, follower.id, JSON.stringify(follower.connections.map(({ states }) => states)));
      }
      const lapses = world.instances.filter(({ output }) => output().includes('Lost what is held')).length;
      const tooSoon = { alone: 0, otherwise: 0 };
      for (const requests of asked.values())
        for (const [index, { kind, at }] of requests.entries()) {
          if (index === 0 || at - (requests[index - 1]?.at ?? 0) >= POLLED[kind].paceMs - JITTER_MS) continue;
          const isAlone = periods.some(({ from, to }) => at >= from && at <= to);
          tooSoon[isAlone ? 'alone' : 'otherwise'] += 1;
          if (!isAlone) console.log('too soon', kind, at - (requests[index - 1]?.at ?? 0));
        }
      const requests = [...asked.values()].reduce((sum, one) => sum + one.length, 0);
      console.log(`seed ${seed}, ${minutes} min:`, counts);
      console.log('events:', told);
      console.log(`${objects} polled objects, ${followers.length} followers:`, polled);
      console.log(
        `${requests} requests for ${asked.size} objects; too soon:`,
        tooSoon,
        `${lapses} instances lost what they held`,
      );
      await Promise.all(followers.map((follower) => follower.close()));
      expect(told).toMatchObject({ lost: 0, doubled: 0, disordered: 0 });
      expect(polled).toMatchObject({ lost: 0, doubled: 0, disordered: 0 });
      expect(tooSoon.otherwise).toBe(0);
      await expect.poll(() => world.sandbox.sockets(), { timeout: 10_000 }).toEqual(world.clients.map(() => 1));
    },
  );
});
