import { createHash } from 'node:crypto';
import { getOperationAST, type DocumentNode } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import { DocumentFact } from '../execution/document-fact.ts';

/** What is known of the operations of a document. */
export interface Named {
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly hash: string;
}

/** The caller in a log: a digest, since a subject may be a mail address. */
export const callerIdOf = ({ access }: Caller): string =>
  access ? createHash('sha256').update(access.subject).digest('base64url').slice(0, 12) : 'open';

const names = new DocumentFact((): Map<string | undefined, Named> => new Map());

/** Found once per document: the name with long runs of digits blotted out, since callers choose it. */
export function nameOf(document: DocumentNode, operationName: string | undefined): Named {
  const known = names.of(document);
  let named = known.get(operationName);
  if (!named) {
    const operation = getOperationAST(document, operationName);
    const name = (operation?.name?.value ?? 'anonymous').replaceAll(/\d{5,}/g, '#').slice(0, 64);
    const hash = createHash('sha256')
      .update(document.loc?.source.body ?? '')
      .digest('hex')
      .slice(0, 16);
    known.set(operationName, (named = { name, type: operation?.operation ?? 'query', hash }));
  }
  return named;
}
