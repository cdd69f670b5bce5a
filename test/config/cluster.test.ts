import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';

const AARTHIK = { AARTHIK_URL: 'http://127.0.0.1:1', AARTHIK_API_KEY: 'key' };
const SHARED = { REDIS_URL: 'redis://127.0.0.1:6379', FILES_SECRET: 'secret' };

test('without REDIS_URL nothing is shared', () => {
  expect(loadSettings({ FILES_SECRET: 'secret' }).cluster).toBeUndefined();
});

test('with REDIS_URL instances share what is sealed with FILES_SECRET', () => {
  const { cluster, previousFilesSecrets } = loadSettings({ ...SHARED, FILES_SECRET_PREVIOUS: 'older, oldest' });
  expect(cluster).toMatchObject({ url: SHARED.REDIS_URL, prefix: 'gw1:', secret: 'secret', sessionMs: 4_000 });
  expect([cluster?.previousSecrets, previousFilesSecrets]).toEqual([
    ['older', 'oldest'],
    ['older', 'oldest'],
  ]);
});

test('REDIS_URL without FILES_SECRET is refused', () => {
  expect(() => loadSettings({ REDIS_URL: SHARED.REDIS_URL })).toThrow('Missing: FILES_SECRET.');
});

test('in production a Redis on another machine needs TLS', () => {
  const production = { NODE_ENV: 'production', SANDBOX: 'on', FILES_SECRET: 'secret' };
  for (const url of ['redis://127.0.0.1:6379', 'rediss://redis.example', 'unix:///run/redis.sock'])
    expect(loadSettings({ ...production, REDIS_URL: url }).cluster?.url).toBe(url);
  expect(() => loadSettings({ ...production, REDIS_URL: 'redis://redis.example' })).toThrow(/REDIS_URL \(expected TLS/);
});

test.each([
  ['REDIS_URL', 'http://redis.example', 'a URL that begins with'],
  ['REDIS_PREFIX', 'a b', 'letters, digits'],
  ['REDIS_BEAT_MS', '2000', 'at most a third of REDIS_SESSION_MS'],
])('%s=%s is refused', (name, value, expected) => {
  expect(() => loadSettings({ ...SHARED, [name]: value })).toThrow(expected);
});

test('a cluster and sentinels are reached over their nodes, which production does not reach in the clear either', () => {
  const nodes = [
    { host: 'a.example', port: 7000 },
    { host: '::1', port: 7001 },
  ];
  const sentinels = { ...SHARED, REDIS_URL: 'redis://mymaster', REDIS_TOPOLOGY: 'sentinel' };
  const REDIS_NODES = 'a.example:7000, [::1]:7001';
  expect(loadSettings({ ...sentinels, REDIS_NODES }).cluster).toMatchObject({ topology: 'sentinel', nodes });
  expect(() => loadSettings(sentinels)).toThrow('Missing: REDIS_NODES.');
  for (const wrong of ['a.example', 'a.example:', 'a.example:70000', 'a:1,,b:2', 'redis://a:1'])
    expect(() => loadSettings({ ...sentinels, REDIS_NODES: wrong })).toThrow('expected addresses `host:port`');
  const production = { NODE_ENV: 'production', FONDO: 'off', PAYEX: 'off', AUTH: 'none', ...AARTHIK };
  expect(() => loadSettings({ ...sentinels, ...production, REDIS_NODES })).toThrow(/REDIS_URL \(expected TLS/);
});

test('several workers need a Redis, a port and providers of their own', () => {
  const two = { ...SHARED, FONDO: 'off', PAYEX: 'off', ...AARTHIK, WORKERS: '2' };
  expect(loadSettings(two).workers).toBe(2);
  expect(loadSettings({ ...two, WORKERS: 'auto' }).workers).toBe(availableParallelism());
  for (const [wrong, message] of [
    [{ REDIS_URL: undefined }, 'WORKERS (expected 1 without REDIS_URL, over which several behave as one)'],
    [{ PORT: '0' }, 'PORT (expected the port that all WORKERS share)'],
    [{ PAYEX: undefined }, 'WORKERS (expected 1 with a built-in sandbox'],
    [{ WORKERS: '0' }, 'WORKERS (expected a whole number from 1 to 256, or `auto`)'],
  ] as const)
    expect(() => loadSettings({ ...two, ...wrong })).toThrow(message);
});
