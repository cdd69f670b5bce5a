import { expect, test } from 'vitest';
import { compareOnSandbox, compareOnTroubled } from './differential.ts';

test('plans answer random operations as graphql-js does, whatever resolvers return or throw', async () => {
  expect(await compareOnTroubled(120, 1)).toEqual([]);
}, 120_000);

test('callers of different rights at once are each shown what graphql-js shows them alone', async () => {
  const { differences, answered, distinguished, unexpected } = await compareOnSandbox(15, 1);
  expect(differences).toEqual([]);
  expect(unexpected).toEqual([]);
  expect(answered).toBeGreaterThan(7);
  expect(distinguished).toBeGreaterThan(7);
}, 120_000);
