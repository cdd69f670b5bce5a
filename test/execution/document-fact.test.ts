import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { DocumentFact } from '../../src/execution/document-fact.ts';

test('a fact about a document is found once, however documents and facts alternate', () => {
  let looked = 0;
  const length = new DocumentFact((document) => {
    looked += 1;
    return document.loc?.source.body.length ?? 0;
  });
  const twice = new DocumentFact((document) => 2 * length.of(document));
  const documents = ['{ a }', '{ ab }', '{ abc }'].map((text) => parse(text));
  for (let times = 0; times < 3; times += 1) {
    expect(documents.map((one) => twice.of(one))).toEqual([10, 12, 14]);
    expect(documents.map((one) => length.of(one))).toEqual([5, 6, 7]);
  }
  expect(looked).toBe(3);
});
