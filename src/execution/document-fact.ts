import type { DocumentNode } from 'graphql';

/**
 * What is found out once about a document and kept with it: made once, at the top of a module or of what lives as long as
 * the gateway. All facts about a document are in one list, and that of the document that was asked about last is at hand:
 * the hooks of an operation ask one after the other, and a search in a weak map for each costs more than most of them do.
 */
export class DocumentFact<T extends NonNullable<unknown>> {
  static #count = 0;
  static readonly #lists = new WeakMap<DocumentNode, unknown[]>();
  static #last: { readonly document: DocumentNode; readonly facts: unknown[] } | undefined;
  readonly #at = DocumentFact.#count++;
  readonly #find: (document: DocumentNode) => T;

  constructor(find: (document: DocumentNode) => T) {
    this.#find = find;
  }

  of(document: DocumentNode): T {
    const facts = DocumentFact.#factsOf(document);
    return (facts[this.#at] ??= this.#find(document)) as T;
  }

  static #factsOf(document: DocumentNode): unknown[] {
    if (DocumentFact.#last?.document === document) return DocumentFact.#last.facts;
    let facts = DocumentFact.#lists.get(document);
    if (!facts) DocumentFact.#lists.set(document, (facts = []));
    DocumentFact.#last = { document, facts };
    return facts;
  }
}
