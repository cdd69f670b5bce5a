import { describe, expect, test } from 'vitest';
import { SharedGrants } from '../../src/auth/shared-grants.ts';
import { openCluster, type Cluster } from '../../src/cluster/index.ts';
import { until } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis } from '../kit/redis.ts';

const grantsOf = ({ records }: Cluster): SharedGrants => new SharedGrants(records as NonNullable<typeof records>);

describe.skipIf(!hasRedis)('what a caller has made', () => {
  test('is at the replica before its maker is answered, so that a failover does not take it away', async () => {
    await using primary = await startRedis('--repl-diskless-sync-delay', '0');
    await using replica = await startRedis('--replicaof', '127.0.0.1', String(primary.port));
    await until(() => replica.cli('INFO', 'replication').includes('master_link_status:up'), 'the replica', 30_000);
    const shared = clusterOn(primary.url);
    const here = await openCluster(shared);
    const grants = grantsOf(here);
    for (let at = 0; at < 20; at += 1) await grants.add('somebody', `application ${at}`);
    primary.signal('SIGKILL');
    replica.cli('REPLICAOF', 'NO', 'ONE');
    const there = await openCluster({ ...shared, url: replica.url });
    const known = Array.from({ length: 20 }, (_, at) => grantsOf(there).holds('somebody', `application ${at}`));
    expect(await Promise.all(known)).not.toContain(false);
    await Promise.all([here, there].map((cluster) => cluster.close()));
  });

  test('is shared anew when Redis has come back empty', async () => {
    await using redis = await startRedis();
    const shared = clusterOn(redis.url);
    const [here, there] = await Promise.all([openCluster(shared), openCluster(shared)]);
    const [mine, theirs] = [grantsOf(here), grantsOf(there)];
    await mine.add('somebody', 'application');
    expect(await theirs.holds('somebody', 'application')).toBe(true);
    await redis.restart();
    const holds = (): Promise<boolean | string> =>
      theirs.holds('somebody', 'application').catch((error: { code: string }) => error.code);
    await expect.poll(holds, { timeout: 15_000 }).toBe(true);
    expect(await theirs.holds('somebody else', 'application')).toBe(false);
    await Promise.all([here, there].map((cluster) => cluster.close()));
  });
});
