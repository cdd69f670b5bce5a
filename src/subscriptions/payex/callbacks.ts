import { randomBytes } from 'node:crypto';

/** The oldest address goes when there are more. */
const MAX_CALLBACKS = 10_000;

/** Addresses that were offered to a provider, each for one thing and for a limited time. */
export class Callbacks<T> {
  readonly #base: string | undefined;
  readonly #lifeMs: number;
  readonly #offered = new Map<string, { readonly about: T; readonly until: number }>();

  /** Without a base no address is offered. */
  constructor(base: string | undefined, lifeMs: number) {
    this.#base = base;
    this.#lifeMs = lifeMs;
  }

  /** A new address with 256 random bits. */
  offer(about: T): string | undefined {
    if (this.#base === undefined) return undefined;
    for (const [token, { until }] of this.#offered) {
      if (until > Date.now() && this.#offered.size < MAX_CALLBACKS) break;
      this.#offered.delete(token);
    }
    const token = randomBytes(32).toString('base64url');
    this.#offered.set(token, { about, until: Date.now() + this.#lifeMs });
    return this.#base + token;
  }

  /** What the address of this token is about; undefined for a token that is unknown or too old. */
  find(token: string): T | undefined {
    const found = this.#offered.get(token);
    return found && found.until > Date.now() ? found.about : undefined;
  }
}
