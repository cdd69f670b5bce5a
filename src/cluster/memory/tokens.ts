import type { Tokens } from '../tokens.ts';

/** The tokens of a single instance, which keeps them where they are used. */
export const memoryTokens: Tokens = {
  get: (_key, _isFresh, fetch) => fetch(),
  reject: () => undefined,
};
