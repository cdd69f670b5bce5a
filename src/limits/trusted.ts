import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Limits } from '../config/limits.ts';
import { createHeapCache, shareOfHeap, textSize } from '../execution/heap-cache.ts';
import type { OperationParams, OperationHook } from '../execution/operation-hook.ts';

/** Share of the heap for the hashes of texts that were sent, with the texts. */
const HASHED_SHARE = 0.01;

/**
 * Callers may send the SHA-256 of a document that we know instead of its text: as `documentId`, or in
 * `extensions.persistedQuery.sha256Hash`. Where nothing but trusted documents is executed, a text counts by its hash.
 */
export function trustedDocuments(limits: Limits): OperationHook {
  const hashes = createHeapCache<string>(shareOfHeap(HASHED_SHARE), textSize);
  const hashed = (text: string): string => {
    let hash = hashes.get(text);
    if (hash === undefined) hashes.set(text, (hash = hashOf(text)));
    return hash;
  };
  return {
    params(params) {
      const { trustedDocuments: known, trustedOnly } = limits; // asked each time: they may be read again
      const hash = hashIn(params);
      if (hash === undefined) {
        const { query } = params;
        if (!trustedOnly || query === undefined) return params;
        if (query.length <= 100_000 && known.has(hashed(query))) return params;
        throw refusal('DOCUMENT_NOT_TRUSTED', 'Only documents that were registered beforehand are executed here.');
      }
      const query = known.get(hash);
      if (query !== undefined && params.query === undefined) return { ...params, query };
      if (params.query !== undefined && hash === hashOf(params.query) && !trustedOnly) return params;
      if (query === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', 'No document of this hash was registered.');
      if (query === params.query) return params;
      throw refusal('PERSISTED_QUERY_MISMATCH', 'The hash and the text of the document do not belong together.');
    },
  };
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function hashIn(params: OperationParams & { documentId?: unknown }): string | undefined {
  if (typeof params.documentId === 'string') return params.documentId.replace(/^sha256:/, '');
  const persisted = params.extensions?.['persistedQuery'] as { sha256Hash?: unknown } | null | undefined;
  return typeof persisted?.sha256Hash === 'string' ? persisted.sha256Hash : undefined;
}

const refusal = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
