import { validate, type DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { createHeapCache, DOCUMENT_BYTES_PER_CHARACTER, shareOfHeap } from './heap-cache.ts';

/** Shares of the heap for the documents that Yoga has parsed, and for those that cannot be parsed. */
const PARSED_SHARE = 0.05;
const REJECTED_SHARE = 0.01;

/** The caches of Yoga's parser, bounded by bytes; its own are bounded by their number of documents. */
export const documentCaches = () => ({
  documentCache: createHeapCache<DocumentNode>(
    shareOfHeap(PARSED_SHARE),
    (_document, text) => 1_000 + DOCUMENT_BYTES_PER_CHARACTER * text.length,
  ),
  errorCache: createHeapCache<Error>(shareOfHeap(REJECTED_SHARE), (_error, text) => 4_000 + 4 * text.length),
  validationCache: false, // see `useValidation`
});

/** Errors of one document that are reported: each is worth a search for what was meant. */
const MAX_ERRORS = 10;

/**
 * Validates a document once, if it is valid: the errors of one that is not may take more memory than itself.
 * @param suggestions whether an error may name what was meant, and with it parts of the schema
 */
export function useValidation(suggestions: boolean): Plugin {
  const valid = new WeakSet<DocumentNode>();
  const options = { maxErrors: MAX_ERRORS, hideSuggestions: !suggestions };
  return {
    onValidate({ params: { documentAST }, setResult, setValidationFn }) {
      if (valid.has(documentAST as DocumentNode)) return setResult([]);
      setValidationFn(((schema, document, rules) => validate(schema, document, rules, options)) as typeof validate);
      return ({ valid: isValid }) => {
        if (isValid) valid.add(documentAST as DocumentNode);
      };
    },
  };
}
