import { expect, test, describe } from 'vitest';
import { openCluster } from '../../src/cluster/index.ts';
import { warningsAbout } from '../../src/cluster/redis/clients/requirements.ts';
import { clusterOn, hasRedis, startRedis } from '../kit/redis.ts';

const info = (values: Record<string, string>): string =>
  Object.entries({ redis_mode: 'standalone', maxmemory: '0', maxmemory_policy: 'noeviction', ...values })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');

test.each([
  ['6.0.16', 'standalone', /too old: 6\.0\.16; expected 6\.2/],
  ['5.0.7', 'standalone', /too old/],
  ['6.2.14', 'cluster', /too old: 6\.2\.14; expected 7\.0 or newer as a cluster/],
])('Redis %s is refused as %s', (version, mode, why) => {
  expect(() => warningsAbout(info({ redis_version: version, redis_mode: mode }))).toThrow(why);
});

test.each([
  ['6.2.0', 'standalone'],
  ['7.0.15', 'cluster'],
  ['7.2.4', 'standalone'],
  ['10.0.0', 'cluster'],
])('Redis %s is accepted as %s', (version, mode) => {
  expect(warningsAbout(info({ redis_version: version, redis_mode: mode }))).toEqual([]);
});

test('a service that says nothing of itself is accepted', () => {
  expect(warningsAbout('')).toEqual([]);
});

test('a server that may evict keys is warned of, unless its memory has no bound', () => {
  const lru = { redis_version: '7.0.15', maxmemory_policy: 'allkeys-lru' };
  expect(warningsAbout(info({ ...lru, maxmemory: '1048576' }))).toEqual([expect.stringContaining('allkeys-lru')]);
  expect(warningsAbout(info(lru))).toEqual([]);
});

describe.skipIf(!hasRedis)('a real Redis', () => {
  test('is asked at the start, and what is to be said goes to the log', async () => {
    await using redis = await startRedis('--maxmemory', '100mb', '--maxmemory-policy', 'volatile-ttl');
    const lines: string[] = [];
    const cluster = await openCluster(clusterOn(redis.url), {
      info: () => undefined,
      warn: (message) => void lines.push(message),
    });
    expect(lines).toEqual([expect.stringContaining('maxmemory-policy volatile-ttl')]);
    await cluster.close();
  });
});
