import { GraphQLError, validate, type DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { bytesOf, lightened } from './light-document.ts';
import { createHeapCache, shareOfHeap } from './heap-cache.ts';

/** Share of the heap for the documents that Yoga has parsed. */
const PARSED_SHARE = 0.05;

/** A text that is no document is parsed again: its error keeps the parser alive, with far more than the text. */
const NONE = { get: () => undefined, set: () => undefined };

/** The caches of Yoga's parser, bounded by bytes; its own are bounded by their number of documents. */
export function documentCaches() {
  const parsed = createHeapCache<DocumentNode>(shareOfHeap(PARSED_SHARE), (document) => 1_000 + bytesOf(document));
  return {
    documentCache: {
      get: (text: string) => parsed.get(text),
      set: (text: string, document: DocumentNode) => void parsed.set(text, lightened(document)),
    },
    errorCache: NONE,
    validationCache: false, // see `useValidation`
  };
}

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
    /** Yoga gives a syntax error its code over HTTP only. */
    onParse:
      () =>
      ({ result }) => {
        if (result instanceof GraphQLError) result.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED';
      },
    onValidate({ params: { documentAST }, setResult, setValidationFn }) {
      if (valid.has(documentAST as DocumentNode)) return setResult([]);
      setValidationFn(((schema, document, rules) => validate(schema, document, rules, options)) as typeof validate);
      return ({ valid: isValid }) => {
        if (isValid) valid.add(documentAST as DocumentNode);
      };
    },
  };
}
