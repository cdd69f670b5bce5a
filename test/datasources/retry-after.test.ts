import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { retryAfter } from '../../src/datasources/kit/http/retry-after.ts';

const NOW = Date.UTC(2026, 4, 14, 9, 30, 0);
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test.each([
  ['0', 0],
  ['30', 30_000],
  ['2.5', 2_500],
  ['0.25', 250],
  ['5 ', 5_000],
  ['\t5', 5_000],
  ['-1', 0],
  ['-2.5', 0],
  ['86400', 3_600_000],
  ['999999999999999999999999', 3_600_000],
  ['Thu, 14 May 2026 09:30:20 GMT', 20_000],
  ['Thursday, 14-May-26 09:30:20 GMT', 20_000],
  ['Thu May 14 09:30:20 2026', 20_000],
  ['Thu, 14 May 2026 09:29:00 GMT', 0],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
  ['Sun Nov  6 08:49:37 1994', 0],
] as const)('%j is a wait of %i ms', (value, ms) => {
  expect(retryAfter({ 'retry-after': value })).toBe(ms);
});

test.each([
  ...['', 'soon', '1e3', '+5', '5s', '5, 10', '.5', '5.', '0x10', '2026-05-14T09:30:20Z', '14 May 2026'],
  ...['Thu, 14 Mai 2026 09:30:20 GMT', 'Thu, 14 May 2026 09:30:20 CEST', 'Infinity', 'NaN'],
])('%j counts as if it were absent', (value) => {
  expect(retryAfter({ 'retry-after': value })).toBeUndefined();
});

test('a date is held against the clock of the provider, where the answer shows it', () => {
  const ahead = { date: 'Thu, 14 May 2026 11:30:00 GMT', 'retry-after': 'Thu, 14 May 2026 11:30:07 GMT' };
  expect(retryAfter(ahead)).toBe(7_000);
  expect(retryAfter({ ...ahead, date: 'yesterday' })).toBe(3_600_000);
});

test('of several headers the first counts', () => {
  expect(retryAfter({ 'retry-after': ['3', '60'] })).toBe(3_000);
  expect(retryAfter({})).toBeUndefined();
});
