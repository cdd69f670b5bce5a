import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { hasCluster, hasRedis } from '../kit/redis.ts';
import {
  documentedAcl,
  hasOpenssl,
  startOnSocket,
  startRedisCluster,
  startSecured,
  startSentinelled,
  type RedisKind,
} from '../kit/redis-kinds.ts';
import { SESSION_MS } from './instance.ts';
import { World } from './world.ts';

const SMALL = { instances: 2, clients: 3 } as const;

/** Kills the holder while accounts change: another instance takes over, and everything is told once. */
async function takeOver(world: World): Promise<void> {
  await world.begin();
  const busy = world.busy(SESSION_MS + 3_000, 30);
  await delay(500);
  await world.instances[await world.holder()]?.kill();
  await busy;
  await world.settled();
}

describe.skipIf(!hasRedis)('instances', () => {
  const kinds: readonly (readonly [name: string, start: () => Promise<RedisKind>, isMissing?: boolean])[] = [
    ['a cluster of three shards', startRedisCluster, !hasCluster],
    ['a Redis with TLS, a client certificate and an ACL', () => startSecured(documentedAcl()), !hasOpenssl],
    ['a Redis on a unix socket', startOnSocket],
  ];
  for (const [name, start, isMissing = false] of kinds)
    test.skipIf(isMissing)(`take over from one another over ${name}`, async () => {
      await using kind = await start();
      await using world = await World.start({ ...SMALL, env: kind.env });
      await takeOver(world);
    });

  test('take over from one another over a Redis that sentinels watch, also when the primary has died', async () => {
    await using kind = await startSentinelled();
    await using world = await World.start({ ...SMALL, env: kind.env });
    await world.begin();
    const busy = world.busy(8_000, 30);
    await delay(500);
    await kind.failOver();
    await busy;
    await world.settled();
    expect(world.followers.flatMap(({ errors }) => errors)).not.toContain('INTERNAL');
    await takeOver(world);
  });
});
