import { visit, type DocumentNode } from 'graphql';

const longest = new WeakMap<DocumentNode, number>();

/** Length of the longest name in a document: no key of its answer is longer. */
export function longestName(document: DocumentNode): number {
  let found = longest.get(document);
  if (found === undefined) {
    found = 0;
    visit(document, { Name: ({ value }) => void (found = Math.max(found ?? 0, value.length)) });
    longest.set(document, found);
  }
  return found;
}
