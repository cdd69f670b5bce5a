import { memoryTokens } from '../../../cluster/memory/tokens.ts';
import type { Token, Tokens } from '../../../cluster/tokens.ts';
import { Fault } from '../../../faults.ts';
import type { ProviderName } from '../../../problem.ts';

export type { Token } from '../../../cluster/tokens.ts';

/** Where instances share a token, and under which key. */
export interface TokenShare {
  readonly tokens: Tokens;
  readonly key: string;
}

/**
 * An access token as a provider sent it, without blanks around it: visible ASCII, since it is sent as a header (RFC 6750,
 * 2.1). Anything else is a bad answer, which is not cached.
 */
export function accessTokenOf(sent: unknown, provider: ProviderName): string {
  const token = typeof sent === 'string' ? sent.trim() : '';
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Fault('PROVIDER_BAD_ANSWER', { provider });
  return token;
}

/**
 * Fetches a token once for any number of waiting callers, keeps it, and renews it when a tenth of its life is left
 * (at least a minute, at most an hour before its end). A fetch that fails is not cached: the next caller tries again. Its
 * fault says that nothing was sent, since the call that wanted the token was not made.
 */
export class TokenSource {
  readonly #fetch: () => Promise<Token>;
  readonly #share: TokenShare;
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;
  #renewAt = 0;
  /** The last that was refused: another instance may not know of that yet. */
  #rejected: string | undefined;

  constructor(fetch: () => Promise<Token>, share: TokenShare = { tokens: memoryTokens, key: '' }) {
    this.#fetch = fetch;
    this.#share = share;
  }

  /** The token, where it is at hand. */
  get current(): string | undefined {
    return this.#token && Date.now() < this.#renewAt ? this.#token.value : undefined;
  }

  async get(): Promise<string> {
    const { current } = this;
    if (current !== undefined) return current;
    this.#fetching ??= this.#renew().finally(() => (this.#fetching = undefined));
    return (await this.#fetching).value;
  }

  /** The provider refused this token: the next `get` fetches another, unless that has happened already. */
  reject(value: string): void {
    if (this.#token?.value === value) this.#token = undefined;
    this.#rejected = value;
    this.#share.tokens.reject(this.#share.key, value);
  }

  async #renew(): Promise<Token> {
    const { tokens, key } = this.#share;
    const isFresh = ({ value, renewAt = 0 }: Token): boolean => value !== this.#rejected && Date.now() < renewAt;
    const token = await tokens
      .get(key, isFresh, () => this.#fetchOne())
      .catch((error: unknown) => {
        throw error instanceof Fault ? new Fault(error.code, { ...error, notSent: true }) : error;
      });
    this.#token = token;
    this.#renewAt = token.renewAt ?? token.expiresAt;
    return token;
  }

  async #fetchOne(): Promise<Token> {
    const token = await this.#fetch();
    const life = token.expiresAt - Date.now();
    const renewAt = token.expiresAt - Math.min(Math.max(life / 10, Math.min(60_000, life / 2)), 3_600_000);
    return { ...token, renewAt };
  }
}
