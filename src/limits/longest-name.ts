import { Kind, type DocumentNode } from 'graphql';
import { visitNodes } from '../execution/light-document.ts';

const longest = new WeakMap<DocumentNode, number>();

/** Length of the longest name in a document: no key of its answer is longer. */
export function longestName(document: DocumentNode): number {
  let found = longest.get(document);
  if (found === undefined) {
    let most = 0;
    visitNodes(document, (node) => {
      if (node.kind === Kind.NAME && node.value.length > most) most = node.value.length;
    });
    longest.set(document, (found = most));
  }
  return found;
}
