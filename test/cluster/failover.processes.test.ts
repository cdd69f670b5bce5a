import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../kit/gateway.ts';
import { hasRedis, offsetOf, startRedis, type RedisServer } from '../kit/redis.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { World } from './world.ts';

/** How long the link to the replica hangs before the primary dies: what is written meanwhile is acknowledged, and lost. */
const LOST_MS = 500;

describe.skipIf(!hasRedis)('three instances over a primary with a replica', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let link: Proxy;
  let world: World;
  beforeAll(async () => {
    primary = await startRedis('--repl-diskless-sync-delay', '0');
    link = await startProxy(primary.port);
    replica = await startRedis('--replicaof', '127.0.0.1', String(link.port));
    await until(() => replica.cli('INFO', 'replication').includes('master_link_status:up'), 'the replica', 30_000);
    world = await World.start({ redis: primary.port });
  }, 240_000);
  afterAll(async () => {
    await (world as World | undefined)?.[Symbol.asyncDispose]();
    for (const one of [link, replica, primary]) await one[Symbol.asyncDispose]();
  });

  test('lose nothing when the primary dies with writes that it had acknowledged, and the replica is promoted', async () => {
    await world.begin();
    const busy = world.busy(9_000);
    await delay(1_500);
    link.cut();
    await delay(LOST_MS);
    const acknowledged = offsetOf(primary);
    primary.signal('SIGKILL');
    expect(acknowledged).toBeGreaterThan(offsetOf(replica));
    replica.cli('REPLICAOF', 'NO', 'ONE');
    for (const proxy of world.proxies) proxy.redirect(replica.port);
    await busy;
    await world.settled();
  });
});
