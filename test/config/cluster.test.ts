import { expect, test } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';

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
