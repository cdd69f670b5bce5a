import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

export interface DocumentLimits {
  readonly maxDocumentChars: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxSpreads: number;
}

/** Fields of one name in one selection set: repeating one adds nothing, and comparing them costs the square. */
const MAX_REPEATS = 30;

/**
 * Characters of a name. Those of fields and aliases are repeated in the answer for every object, so that their length
 * multiplies with what the cost counts.
 */
const MAX_NAME = 128;

/** Levels of a value, written out in the document or in a variable: whoever reads it may go down by recursion. */
export const MAX_VALUE_DEPTH = 50;

/** A limit that was passed, with the limit and the figure for the caller. */
export const limitExceeded = (code: string, what: string, limit: number, actual: number | string): GraphQLError =>
  new GraphQLError(`${what}: ${actual}, while at most ${limit} are allowed.`, {
    extensions: { code, limit, actual, http: { status: 400 } },
  });

/**
 * Holds the text of a document to its limits before it is parsed, in one pass that stops at the first breach: parsing
 * is linear, but what validation costs grows with the square of fields, and its recursion with that of fragments.
 * Throws; what is no GraphQL at all is left to the parser.
 */
export function checkDocument(text: string, limits: DocumentLimits): void {
  if (text.length > limits.maxDocumentChars)
    throw limitExceeded('DOCUMENT_TOO_LONG', 'Characters in the document', limits.maxDocumentChars, text.length);
  const counts = new Counts(limits);
  const lexer = new Lexer(new Source(text));
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance())
      counts.add(token.kind, token.value);
  } catch (error) {
    if ((error as GraphQLError).extensions['code'] !== undefined) throw error;
  }
}

class Counts {
  readonly #limits: DocumentLimits;
  #tokens = 0;
  #aliases = 0;
  #directives = 0;
  #spreads = 0;
  #parentheses = 0;
  #valueDepth = 0;
  #last: string | undefined;
  /** Names by their number, for each selection set that is open. */
  readonly #open: Map<string, number>[] = [];

  constructor(limits: DocumentLimits) {
    this.#limits = limits;
  }

  add(kind: TokenKind, value: string): void {
    const { maxTokens, maxAliases, maxDirectives, maxSpreads, maxDepth } = this.#limits;
    if (kind === TokenKind.NAME) hold('NAME_TOO_LONG', 'Characters of a name in the document', MAX_NAME, value.length);
    this.#tokens = hold('TOO_MANY_TOKENS', 'Tokens in the document', maxTokens, this.#tokens + 1);
    if (kind === TokenKind.AT)
      this.#directives = hold('TOO_MANY_DIRECTIVES', 'Directives in the document', maxDirectives, this.#directives + 1);
    else if (kind === TokenKind.SPREAD)
      this.#spreads = hold('TOO_MANY_FRAGMENTS', 'Fragments spread in the document', maxSpreads, this.#spreads + 1);
    else if (kind === TokenKind.PAREN_L) this.#parentheses += 1;
    else if (kind === TokenKind.PAREN_R) this.#parentheses -= 1;
    else if (kind === TokenKind.BRACKET_L || (kind === TokenKind.BRACE_L && this.#parentheses > 0))
      this.#valueDepth = hold('TOO_DEEP', 'Levels of a value in the document', MAX_VALUE_DEPTH, this.#valueDepth + 1);
    else if (kind === TokenKind.BRACKET_R || (kind === TokenKind.BRACE_R && this.#parentheses > 0))
      this.#valueDepth -= 1;
    else if (this.#parentheses === 0) {
      if (kind === TokenKind.BRACE_L) hold('TOO_DEEP', 'Levels of the document', maxDepth, this.#open.push(new Map()));
      else if (kind === TokenKind.BRACE_R) this.#open.pop();
      else if (kind === TokenKind.COLON)
        this.#aliases = hold('TOO_MANY_ALIASES', 'Aliases in the document', maxAliases, this.#aliases + 1);
      else if (kind === TokenKind.NAME && this.#last !== TokenKind.SPREAD && this.#last !== TokenKind.AT)
        this.#name(value);
    }
    this.#last = kind;
  }

  #name(name: string): void {
    const names = this.#open.at(-1);
    names?.set(
      name,
      hold('TOO_MANY_REPEATS', 'Fields of one name in one selection', MAX_REPEATS, (names.get(name) ?? 0) + 1),
    );
  }
}

function hold(code: string, what: string, limit: number, count: number): number {
  if (count > limit) throw limitExceeded(code, what, limit, count);
  return count;
}
