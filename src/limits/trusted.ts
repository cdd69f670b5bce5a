import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Limits } from '../config/limits.ts';
import { createHeapCache, shareOfHeap, textSize } from '../execution/heap-cache.ts';
import type { OperationParams, OperationHook } from '../execution/operation-hook.ts';

/** Texts that are longer are not looked up. */
const MAX_HASHED_CHARS = 100_000;
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
      const { query } = params;
      const hash = hashIn(params);
      const document = hash === undefined ? undefined : known.get(hash);
      // A WebSocket message has to have a text: clients that know a hash send an empty one.
      if (query === undefined || (query === '' && hash !== undefined)) {
        if (hash === undefined) return params;
        if (document === undefined) throw known.size === 0 ? NOT_SUPPORTED : NOT_FOUND;
        return { ...params, query: document };
      }
      if (document === query) return params;
      if (hash !== undefined && hash !== hashOf(query)) throw MISMATCH;
      if (trustedOnly && (query.length > MAX_HASHED_CHARS || !known.has(hashed(query)))) throw NOT_TRUSTED;
      return params;
    },
  };
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of the hash, in what GraphQL over HTTP calls a document id and codegen writes. */
const PREFIX = /^sha256:/;

function hashIn(params: OperationParams & { documentId?: unknown }): string | undefined {
  if (typeof params.documentId === 'string') return params.documentId.replace(PREFIX, '');
  const persisted = params.extensions?.['persistedQuery'] as { sha256Hash?: unknown } | null | undefined;
  return typeof persisted?.sha256Hash === 'string' ? persisted.sha256Hash.replace(PREFIX, '') : undefined;
}

const refusal = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

const MISMATCH = refusal('PERSISTED_QUERY_MISMATCH', 'The hash is not that of the text of the document.');
const NOT_TRUSTED = refusal(
  'DOCUMENT_NOT_TRUSTED',
  'Only documents that were registered beforehand are executed here.',
);
/** These messages are a protocol: Apollo's link and urql's exchange send the text of the document after the first. */
const NOT_FOUND = refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
/** No documents are registered at all: after this one they send no hashes any more. */
const NOT_SUPPORTED = refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
