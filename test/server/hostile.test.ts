import { expect, test } from 'vitest';
import { hostileAnswers, hostileTexts, LONG, textPlaces } from './hostile.ts';

test('a hostile text in any argument of any field is answered, and never by a failure of the gateway', async () => {
  const { sent, broken } = await hostileTexts({ seed: 3, each: 1 });
  expect(broken).toEqual([]);
  expect(sent).toBe(textPlaces().length);
}, 120_000);

test('a text longer than addresses may be, in any argument of any field, is not for a provider to refuse', async () => {
  const { broken } = await hostileTexts({ seed: 3, each: 1, always: LONG });
  expect(broken).toEqual([]);
}, 120_000);

test('providers that break their contracts at any place are answered for, and never by a failure of the gateway', async () => {
  const { broken } = await hostileAnswers({ seed: 5, rounds: 8 });
  expect(broken).toEqual([]);
}, 120_000);
