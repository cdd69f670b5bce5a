import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { World } from './world.ts';

describe.skipIf(!hasRedis)('a rolling restart of three instances', () => {
  let redis: RedisServer;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis();
    world = await World.start({ redis: redis.port, env: { DRAIN_MS: '1500', GRACE_MS: '2000' } });
  }, 240_000);
  afterAll(async () => {
    await (world as World | undefined)?.[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  test('loses no event, doubles none, and lets every cursor go on', async () => {
    await world.begin();
    let isOver = false;
    const busy = (async () => {
      while (!isOver) await world.busy(200);
    })();
    for (const [at, proxy] of world.proxies.entries()) {
      const old = world.instances[at];
      world.instances.push(await world.start(proxy));
      expect(await old?.stop()).toBe(0);
    }
    isOver = true;
    await busy;
    await world.live();
    expect(await world.verdict()).toMatchObject({ lost: 0, doubled: 0, disordered: 0 });
    expect(world.followers.flatMap(({ errors }) => errors)).not.toContain('CURSOR_EXPIRED');
    for (const client of world.clients) await expect.poll(() => world.sandbox.fondo.sockets(client)).toBe(1);
  });
});
