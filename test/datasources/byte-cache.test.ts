import { expect, test, vi } from 'vitest';
import { byteCache } from '../../src/datasources/kit/byte-cache.ts';
import { RateLimit } from '../../src/limits/rate.ts';

test('a cache evicts what was least recently used when its keys and values exceed its bytes', () => {
  const cache = byteCache<string>(20_000, (value) => 2 * value.length);
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) cache.set(key, key.repeat(1_000));
  expect(cache.get('a')).toHaveLength(1_000);
  cache.set('i'.repeat(900), 'i');
  cache.set('j'.repeat(900), 'j');
  expect([cache.has('a'), cache.has('b')]).toEqual([true, false]);
  expect(cache.calculatedSize).toBeLessThanOrEqual(20_000);
});

test('one key, however long, does not evict all the others', () => {
  const cache = byteCache<true>(20_000);
  cache.set('a', true);
  cache.set('b'.repeat(9_000), true);
  expect([cache.has('a'), cache.size]).toEqual([true, 1]);
});

test('lifetimes are of the wall clock', () => {
  const cache = byteCache<true>(20_000);
  cache.set('a', true, { ttl: 1_000 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_001 });
  expect(cache.has('a')).toBe(false);
  vi.useRealTimers();
});

test('a caller is limited by its own rate, whoever else comes', () => {
  const rate = new RateLimit(1, 2);
  const take = (caller: string, now: number): number => rate.take(caller, 1, now);
  expect([take('a', 0), take('a', 0), take('a', 0), take('b', 0)]).toEqual([0, 0, 1_000, 0]);
  for (let other = 0; other < 10_000; other += 1) take(`other ${other}`, 0);
  expect([rate.peek('a', 1, 500), take('a', 1_000), take('a', 1_000)]).toEqual([500, 0, 1_000]);
});
