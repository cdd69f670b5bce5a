import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import type { CrowdActs } from './crowd-process.ts';
import { startHelper } from './helper-process.ts';
import { SESSION_MS } from './instance.ts';
import { Signing } from './signing.ts';
import { World } from './world.ts';

/** How long the feed goes on after an accident, in milliseconds. */
const AFTER_MS = 3_000;
/** The contract of PayEx: a signing is read once a second at most. */
const PACE_MS = 1_000;
/** Subscribers of the crowd, half of them over each transport. */
const CROWD = 1_000;

describe.skipIf(!hasRedis)('three instances that share a Redis', () => {
  let redis: RedisServer;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis();
    world = await World.start({ redis: redis.port, env: { DRAIN_MS: '1500', GRACE_MS: '2000' } });
  }, 120_000);
  beforeEach(() => world.begin(), 60_000);
  afterAll(async () => {
    await (world as World | undefined)?.[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  const expired = () => world.followers.flatMap(({ errors }) => errors).filter((code) => code === 'CURSOR_EXPIRED');

  /** What happens, while a signing is followed at every instance: it is polled by one of them, at the contract's pace. */
  async function polledAtPace(work: () => Promise<void>): Promise<void> {
    await using signing = await Signing.start(world.addresses);
    await signing.toldEverywhere();
    await world.sandbox.calls();
    const startedAt = Date.now();
    await work();
    await signing.toldEverywhere();
    const took = Date.now() - startedAt;
    const polls = (await world.sandbox.calls()).filter(({ operation }) => operation === 'getSignBankidSe');
    expect(polls.length).toBeLessThanOrEqual(took / PACE_MS + 2);
    expect(polls.length).toBeGreaterThan(took / PACE_MS / 3);
  }

  test('keep one socket for each client and one poller for a signing, and tell every follower everything', async () => {
    await world.sandbox.mostSockets();
    await polledAtPace(() => world.busy(3_000));
    expect(await world.verdict()).toMatchObject({ lost: 0, doubled: 0, disordered: 0, superseded: 0 });
    expect(await world.sandbox.mostSockets()).toBe(1);
  });

  test('accept a cursor of any of them, over either transport, and lose nothing between two connections', async () => {
    const busy = world.busy(4_000);
    for (let round = 0; round < 8; round += 1) {
      await delay(400);
      for (const follower of world.followers) follower.reconnect();
    }
    await busy;
    await world.live();
    expect(await world.verdict()).toMatchObject({ lost: 0, doubled: 0, disordered: 0, superseded: 0 });
    expect(expired()).toEqual([]);
  });

  test('take over from an instance that stands still, and refuse what it writes when it goes on', async () => {
    const victim = world.instances[await world.holder()];
    const busy = world.busy(SESSION_MS + 5_000 + AFTER_MS);
    await delay(1_000);
    victim?.child.kill('SIGSTOP');
    await delay(SESSION_MS + 4_000);
    victim?.child.kill('SIGCONT');
    await busy;
    await world.settled();
  });

  test('take over from an instance whose network to Redis is cut, which catches up when it is back', async () => {
    const proxy = world.proxies[await world.holder()];
    const busy = world.busy(SESSION_MS + 5_000 + AFTER_MS);
    await delay(1_000);
    proxy?.cut();
    await delay(SESSION_MS + 4_000);
    proxy?.heal();
    await busy;
    await world.settled();
  });

  test('go on where they were when Redis was killed and is back, empty', async () => {
    const busy = world.busy(3_000 + AFTER_MS);
    await delay(1_000);
    redis.signal('SIGKILL');
    await delay(1_500);
    await redis.restart();
    await busy;
    await world.settled();
  });

  test('take over what an instance held that was killed, with one socket for each client and one poller', async () => {
    const victim = await world.holder();
    await polledAtPace(async () => {
      const busy = world.busy(SESSION_MS + 1_000 + AFTER_MS);
      await delay(1_000);
      await world.sandbox.mostSockets();
      await world.instances[victim]?.kill();
      await busy;
      await world.settled();
    });
    expect(await world.sandbox.mostSockets()).toBe(1);
    world.instances[victim] = await world.start(world.proxies[victim]);
  });

  test('have a thousand subscribers back with their cursors, over both transports, when one of them was killed', async () => {
    await using crowd = await startHelper<CrowdActs>('crowd-process.ts');
    await crowd.reach(world.addresses());
    await crowd.follow(world.clients, CROWD);
    await expect.poll(() => crowd.live(), { timeout: 60_000, interval: 200 }).toBe(true);
    await world.begin();
    await crowd.forget();
    const busy = world.busy(SESSION_MS + 2_000 + AFTER_MS, 4);
    const victim = await world.holder();
    await world.instances[victim]?.kill();
    await crowd.reach(world.addresses());
    await delay(SESSION_MS);
    await crowd.reconnect();
    await busy;
    await world.settled(40_000);
    await expect.poll(() => crowd.behind(world.truth), { timeout: 40_000, interval: 200 }).toBe(0);
    expect(await crowd.verdict(world.truth)).toMatchObject({ lost: 0, doubled: 0, disordered: 0, expired: 0 });
    world.instances[victim] = await world.start(world.proxies[victim]);
  });

  test('are restarted one after the other under load: no event is lost, none doubled, and every cursor goes on', async () => {
    let isOver = false;
    const busy = (async () => {
      while (!isOver) await world.busy(200);
    })();
    await polledAtPace(async () => {
      for (const [at, proxy] of world.proxies.entries()) {
        const old = world.instances[at];
        world.instances[at] = await world.start(proxy);
        expect(await old?.stop()).toBe(0);
      }
      isOver = true;
      await busy;
      await world.settled();
    });
    expect(expired()).toEqual([]);
  });
});
