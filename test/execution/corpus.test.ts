import { expect, test } from 'vitest';
import { Documents } from '../../src/execution/documents.ts';
import { schema } from '../../src/schema/index.ts';
import { differenceOfEither, planned, reference } from './compared.ts';
import { corpus, variablesOf } from './corpus.ts';
import { troubled } from './troubled.ts';

const operations = corpus(schema).filter(({ query }) => !/@(?:defer|stream)\b/.test(query));

test('the corpus is the operations of the whole suite', () => {
  expect(operations.length).toBeGreaterThan(60);
});

test('plans answer every operation of the suite as the reference executor does', async () => {
  const on = troubled(0, 0);
  const documents = new Documents(on, []);
  for (const { query, operation } of operations) {
    const variables = variablesOf(on, operation);
    const theirs = await reference(on, query, variables);
    expect(await planned(documents, query, variables), query).toEqual([theirs, theirs]);
  }
});

test('null propagation and errors are those of the reference executor', async () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const on = troubled(seed, 0.1);
    const documents = new Documents(on, []);
    for (const { query, operation } of operations) {
      const variables = variablesOf(on, operation);
      const ours = await planned(documents, query, variables);
      const theirs = await reference(on, query, variables);
      expect(differenceOfEither(ours, theirs), `${seed}: ${query}`).toBeUndefined();
    }
  }
}, 120_000);
