import { expect, test } from 'vitest';
import { compareOnSandbox, compareOnTroubled } from './differential.ts';

test('plans answer random operations as graphql-js does, whatever resolvers return or throw', async () => {
  expect(await compareOnTroubled(400, 1)).toEqual([]);
}, 60_000);

test('callers of different rights at once are each shown what graphql-js shows them alone', async () => {
  const { differences, answered, distinguished, unexpected } = await compareOnSandbox(40, 1);
  expect(differences).toEqual([]);
  expect(unexpected).toEqual([]);
  expect(answered).toBeGreaterThan(20);
  expect(distinguished).toBeGreaterThan(20);
}, 120_000);
