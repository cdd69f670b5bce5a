import { randomBytes } from 'node:crypto';
import type { SealedAddresses } from '../../cluster/cluster.ts';
import { byteCache } from '../../datasources/kit/byte-cache.ts';

/** Bytes of the offered addresses: the oldest is evicted when there are more. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Addresses that were offered to a provider, each for one thing and for a limited time. */
export class Callbacks<T extends NonNullable<unknown>> {
  readonly #base: string | undefined;
  readonly #lifeMs: number;
  readonly #sealed: SealedAddresses | undefined;
  readonly #offered = byteCache<T>(MAX_BYTES, (about) => 4 * JSON.stringify(about).length);

  /**
   * Without a base no address is offered.
   * @param sealed where the provider may reach another instance: what the address is about travels in it
   */
  constructor(base: string | undefined, lifeMs: number, sealed?: SealedAddresses) {
    this.#base = base;
    this.#lifeMs = lifeMs;
    this.#sealed = sealed;
  }

  /** A new address that nobody can guess: 256 random bits, or a sealed text. */
  offer(about: T): string | undefined {
    if (this.#base === undefined) return undefined;
    if (this.#sealed) return this.#base + this.#sealed.seal(JSON.stringify(about), this.#lifeMs);
    const token = randomBytes(32).toString('base64url');
    this.#offered.set(token, about, { ttl: this.#lifeMs });
    return this.#base + token;
  }

  /** What the address of this token is about; undefined for a token that is unknown or too old. */
  find(token: string): T | undefined {
    if (!this.#sealed) return this.#offered.peek(token);
    const about = this.#sealed.open(token);
    return about === undefined ? undefined : (JSON.parse(about) as T);
  }
}
