import { Kind } from 'graphql';
import { DocumentFact } from '../execution/document-fact.ts';
import { visitNodes } from '../execution/light-document.ts';

/** Length of the longest name in a document: no key of its answer is longer. */
export const longestName = new DocumentFact((document): number => {
  let most = 0;
  visitNodes(document, (node) => {
    if (node.kind === Kind.NAME && node.value.length > most) most = node.value.length;
  });
  return most;
});
