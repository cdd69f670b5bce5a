import { describe, expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/index.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { post, until, watchAt } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis } from '../kit/redis.ts';
import { startThree } from '../kit/three.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!) {
    clientEvents(client: $client, includeStatus: true) {
      ... on StreamStatus {
        state
      }
    }
  }
`;
const STREAMS = '{ providers { streams { sockets liveSockets pollers isClusterWide } } }';

describe.skipIf(!hasRedis)('three instances that share a Redis', () => {
  test('renew their session where they hold something, and nowhere else', async () => {
    await using redis = await startRedis();
    await using three = await startThree(redis);
    const partitions = (): number => redis.cli('--scan', '--pattern', '*:i').split('\n').filter(Boolean).length;
    expect(partitions()).toBe(1);
    const watching = watchAt(three.urls[0] ?? '', EVENTS, { client: DEMO_CLIENT });
    await watching.take(1);
    // The first partition may be that of the client.
    expect(partitions()).toBeLessThanOrEqual(2);
    await watching.leave();
  });

  test('keep their connections and have their answers where they did nothing for a while: what was sent meanwhile is there', async () => {
    await using redis = await startRedis();
    const cluster = await openCluster(clusterOn(redis.url, { sessionMs: 20_000, beatMs: 200 }));
    const connections = (): string[] => redis.cli('CLIENT', 'LIST', 'TYPE', 'pubsub').match(/^id=\d+/gm) ?? [];
    const before = connections();
    expect(before).toHaveLength(1);
    for (let time = 0; time < 3; time += 1) {
      const answered = cluster.status?.().commands.answered ?? 0;
      const sent = cluster.threads.hint({ kind: 'test', id: 'one' }, 'hint', () => 'news', true);
      await new Promise((resolve) => setImmediate(resolve));
      for (const end = Date.now() + 1_500; Date.now() < end;); // nothing else is done here meanwhile
      await sent;
      await until(() => (cluster.status?.().commands.answered ?? 0) >= answered + 10, 'a few signs of life');
      expect(cluster.status?.().isUp).toBe(true);
    }
    expect(connections()).toEqual(before);
    await cluster.close();
  });

  test('count the sockets and pollers of all of them, whichever is asked', async () => {
    await using redis = await startRedis();
    await using three = await startThree(redis);
    const watching = three.urls.slice(0, 2).map((url) => watchAt(url, EVENTS, { client: DEMO_CLIENT }));
    for (const one of watching) await one.take(1);
    for (const url of three.urls)
      await expect
        .poll(async () => (await post(url, STREAMS)).data.providers[0].streams, { timeout: 10_000 })
        .toEqual({ sockets: 1, liveSockets: 1, pollers: 0, isClusterWide: true });
    expect(three.kit.sandbox.fondo.sockets(DEMO_CLIENT)).toBe(1);
    for (const proxy of three.proxies) proxy.cut();
    await expect
      .poll(async () => (await post(three.urls[2] ?? '', STREAMS)).data.providers[0].streams, { timeout: 10_000 })
      .toEqual({ sockets: 0, liveSockets: 0, pollers: 0, isClusterWide: false });
    for (const proxy of three.proxies) proxy.heal();
    await Promise.all(watching.map((one) => one.leave()));
  });

  test('say in their metrics how long events take between them, and how Redis answers', async () => {
    await using redis = await startRedis();
    await using three = await startThree(redis);
    const watching = watchAt(three.urls[0] ?? '', EVENTS, { client: DEMO_CLIENT });
    const told = async (what: (event: { state?: string }) => boolean): Promise<void> => {
      while (!what((await watching.take(1))[0]?.data.clientEvents));
    };
    await told(({ state }) => state === 'LIVE');
    const { state: fondo } = three.kit.sandbox.fondo;
    const books = fondo.books(DEMO_CLIENT);
    const [account] = books.tables.account.rows;
    fondo.change(books, 'account', String(account?.id), { name: 'Renamed' });
    await told(({ state }) => state === undefined);
    for (const step of ['append', 'hear'])
      expect(await three.metric(0, `gateway_cluster_delay_seconds_count{step="${step}"}`)).toBeGreaterThanOrEqual(1);
    expect(await three.metric(0, 'gateway_cluster_commands_total{outcome="answered"}')).toBeGreaterThan(3);
    for (const proxy of three.proxies) proxy.cut();
    const failed = (): Promise<number> => three.metric(0, 'gateway_cluster_commands_total{outcome="failed"}');
    await expect.poll(failed, { timeout: 10_000 }).toBeGreaterThan(0);
    for (const proxy of three.proxies) proxy.heal();
    await watching.leave();
  });
});
