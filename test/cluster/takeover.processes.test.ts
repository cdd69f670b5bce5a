import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { SESSION_MS } from './instance.ts';
import { World } from './world.ts';

const GOOD = { lost: 0, doubled: 0, disordered: 0 };

/** How long the feed goes on after an accident, in milliseconds. */
const AFTER_MS = 3_000;

describe.skipIf(!hasRedis)('three instances that share a Redis', () => {
  let redis: RedisServer;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis();
    world = await World.start({ redis: redis.port });
  }, 240_000);
  beforeEach(() => world.begin(), 60_000);
  afterAll(async () => {
    await (world as World | undefined)?.[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  /** Each client has one socket, and each follower was told everything once. */
  async function settled(): Promise<void> {
    await world.live();
    expect(await world.verdict()).toMatchObject(GOOD);
    for (const client of world.clients) await expect.poll(() => world.sandbox.fondo.sockets(client)).toBe(1);
  }

  test('keep one socket for each client, and tell every follower everything, wherever it is', async () => {
    world.watchSockets();
    await world.busy(2_000);
    expect(await world.verdict()).toMatchObject({ ...GOOD, superseded: 0 });
    expect(world.mostSockets).toBe(1);
  });

  test('accept a cursor of any of them, over either transport, and lose nothing between two connections', async () => {
    const busy = world.busy(4_000);
    for (let round = 0; round < 8; round += 1) {
      await delay(400);
      for (const follower of world.followers) follower.reconnect();
    }
    await busy;
    await world.live();
    expect(await world.verdict()).toMatchObject({ ...GOOD, superseded: 0 });
    expect(world.followers.flatMap(({ errors }) => errors)).not.toContain('CURSOR_EXPIRED');
  });

  test('take over from an instance that stands still, and refuse what it writes when it goes on', async () => {
    const victim = world.instances[await world.holder()];
    const busy = world.busy(SESSION_MS + 5_000 + AFTER_MS);
    await delay(1_000);
    victim?.child.kill('SIGSTOP');
    await delay(SESSION_MS + 4_000);
    victim?.child.kill('SIGCONT');
    await busy;
    await settled();
  });

  test('take over from an instance whose network to Redis is cut, which catches up when it is back', async () => {
    const proxy = world.proxies[await world.holder()];
    const busy = world.busy(SESSION_MS + 5_000 + AFTER_MS);
    await delay(1_000);
    proxy?.cut();
    await delay(SESSION_MS + 4_000);
    proxy?.heal();
    await busy;
    await settled();
  });

  test('go on where they were when Redis was killed and is back, empty', async () => {
    const busy = world.busy(3_000 + AFTER_MS);
    await delay(1_000);
    redis.signal('SIGKILL');
    await delay(1_500);
    await redis.restart();
    await busy;
    await settled();
  });

  test('take over what an instance held that was killed, with one socket for each client all the time', async () => {
    const victim = world.instances[await world.holder()];
    const busy = world.busy(SESSION_MS + 1_000 + AFTER_MS);
    await delay(1_000);
    world.watchSockets();
    await victim?.kill();
    await busy;
    await settled();
    expect(world.mostSockets).toBe(1);
  });
});
