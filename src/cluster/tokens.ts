/** A token and when it ends, in milliseconds since the epoch. */
export interface Token {
  readonly value: string;
  readonly expiresAt: number;
  /** When another one is to be fetched; set by whoever keeps it. */
  readonly renewAt?: number;
}

/** The tokens of providers that instances share: one that a new token may end is not fetched by each of them. */
export interface Tokens {
  /**
   * The token that the instances share, where it is not to be renewed; else one that `fetch` answers on one of them, while
   * the others wait. Where they cannot be reached, each fetches its own.
   * @param key tells the tokens of one account at a provider from those of another
   * @param isFresh whether a token may still be used
   */
  get(key: string, isFresh: (token: Token) => boolean, fetch: () => Promise<Token>): Promise<Token>;
  /** The provider has refused this token: nobody is given it any more. */
  reject(key: string, value: string): void;
}
