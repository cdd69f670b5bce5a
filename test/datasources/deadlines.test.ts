import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from '../../src/datasources/kit/deadlines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('each deadline ends after its own time, also where earlier ones were met', () => {
  const deadlines = new Deadlines(100);
  const ended: string[] = [];
  const first = deadlines.begin(() => ended.push('first'));
  vi.advanceTimersByTime(40);
  deadlines.begin(() => ended.push('second'));
  vi.advanceTimersByTime(30);
  deadlines.begin(() => ended.push('third'));
  deadlines.met(first);
  vi.advanceTimersByTime(69);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['second']);
  vi.advanceTimersByTime(29);
  expect(ended).toEqual(['second']);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['second', 'third']);
});

test('one timer watches all, and none is left once all were met', () => {
  const deadlines = new Deadlines(100);
  const begun = Array.from({ length: 10 }, () => deadlines.begin(() => expect.unreachable()));
  expect(vi.getTimerCount()).toBe(1);
  for (const deadline of begun) deadlines.met(deadline);
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
});
