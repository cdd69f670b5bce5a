import { expect, test } from 'vitest';
import { Shares } from '../../src/limits/shares.ts';

test('what a holder has counts however many others come and go meanwhile', () => {
  const shares = new Shares(Infinity, 10);
  const kept = shares.lease('kept', 'behind it');
  expect(kept.grow(10)).toBeUndefined();
  for (let at = 0; at < 5_000; at += 1) {
    const leave = shares.take(10, `passing ${at}`);
    if (typeof leave === 'object') leave.release();
  }
  expect(shares.take(1, 'kept')).toBe('holder');
  expect(shares.take(1, 'behind it')).toBe('holder');
  expect(shares.total).toBe(10);
  kept.release();
  kept.release();
  expect(shares.total).toBe(0);
  expect(shares.take(10, 'kept')).toBeTypeOf('object');
});

test('a lease that was given back takes again, and what was refused takes nothing', () => {
  const shares = new Shares(15, 10);
  const first = shares.lease('a');
  expect([first.grow(6), first.grow(6), first.grow(4)]).toEqual([undefined, 'holder', undefined]);
  expect(shares.take(6, 'b')).toBe('all');
  first.release();
  for (let at = 0; at < 2_000; at += 1) shares.take(0, `nobody ${at}`);
  expect(first.grow(10)).toBeUndefined();
  expect(shares.take(1, 'a')).toBe('holder');
  expect(shares.total).toBe(10);
});
