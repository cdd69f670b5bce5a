import { randomBytes } from 'node:crypto';
import { byteCache } from '../../datasources/kit/byte-cache.ts';

/** Bytes of the offered addresses: the oldest is evicted when there are more. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Addresses that were offered to a provider, each for one thing and for a limited time. */
export class Callbacks<T extends NonNullable<unknown>> {
  readonly #base: string | undefined;
  readonly #lifeMs: number;
  readonly #offered = byteCache<T>(MAX_BYTES, (about) => 4 * JSON.stringify(about).length);

  /** Without a base no address is offered. */
  constructor(base: string | undefined, lifeMs: number) {
    this.#base = base;
    this.#lifeMs = lifeMs;
  }

  /** A new address with 256 random bits. */
  offer(about: T): string | undefined {
    if (this.#base === undefined) return undefined;
    const token = randomBytes(32).toString('base64url');
    this.#offered.set(token, about, { ttl: this.#lifeMs });
    return this.#base + token;
  }

  /** What the address of this token is about; undefined for a token that is unknown or too old. */
  find(token: string): T | undefined {
    return this.#offered.peek(token);
  }
}
