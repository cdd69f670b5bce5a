import { expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/index.ts';
import { Retention } from '../../src/cluster/retention.ts';
import type { Tenure } from '../../src/cluster/threads.ts';
import { until } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis } from '../kit/redis.ts';
import { startProxy } from './proxy.ts';

/** Writes that an instance keeps while Redis is away. */
const MOST = 10_000;

test.skipIf(!hasRedis)(
  'ten thousand events wait while Redis is away; one more, and their source is let go, to be read again afterwards',
  async () => {
    await using redis = await startRedis();
    await using proxy = await startProxy(redis.port);
    const cluster = await openCluster(clusterOn(`redis://127.0.0.1:${proxy.port}`));
    const tenures: Tenure<string>[] = [];
    const heard: string[] = [];
    let closed = 0;
    const thread = cluster.threads.join<string, { change: string }>(
      { kind: 'test', id: 'one' },
      {
        log: { maxEvents: 100, maxBytes: 1e6, maxAgeMs: 60_000 },
        retention: new Retention(1e9),
        eventOf: (change) => ({ change }),
        bytesOf: (change) => change.length,
        versionOf: (change) => ({ object: change, moment: '', content: () => change }),
        joined: () => undefined,
        hear: ({ change }) => void heard.push(change),
        enter: () => undefined,
        end: () => undefined,
        hold(tenure) {
          tenures.push(tenure);
          return { hint: () => undefined, close: () => void (closed += 1) };
        },
      },
    );
    thread.follow();
    await until(() => tenures.length === 1, 'the thread to be held');
    proxy.cut();
    await until(() => cluster.status?.().isUp === false, 'Redis to be away');
    const before = cluster.status?.().queued ?? 0;
    for (let at = before; at < MOST; at += 1) tenures[0]?.append([`event ${at}`], false);
    expect([closed, cluster.status?.().queued]).toEqual([0, MOST]);
    tenures[0]?.append(['one too many'], false);
    expect([closed, cluster.status?.().queued]).toEqual([1, 0]);
    proxy.heal();
    await until(() => tenures.length === 2, 'the thread to be held again', 10_000);
    tenures[1]?.append(['afterwards'], false);
    await until(() => heard.includes('afterwards'), 'what is appended afterwards', 10_000);
    expect(heard).not.toContain('one too many');
    await cluster.close();
  },
);
