import { byteCache } from '../datasources/kit/byte-cache.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Bytes of the buckets: at least a hundred thousand of ordinary callers. */
const MAX_BYTES = 32 * 1024 * 1024;

/** How often callers may come, each by its name or address. */
export interface RateLimiter {
  /** Milliseconds until the caller may come again; 0 when it may now, and then so many tokens are taken. */
  take(caller: string, amount?: number): number;
  /** The same without taking anything. */
  peek(caller: string, amount?: number): number;
}

/** A token bucket per caller, by its name or address; the least recently seen caller is forgotten first. */
export class RateLimit implements RateLimiter {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = byteCache<Bucket>(MAX_BYTES);

  /** `perSecond` 0 limits nothing. */
  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(burst, 1);
  }

  take(caller: string, amount = 1, now = performance.now()): number {
    if (this.#perSecond === 0) return 0;
    const bucket = this.#filled(caller, now);
    const wait = this.#waitOf(bucket, amount);
    if (wait === 0) bucket.tokens -= amount;
    return wait;
  }

  peek(caller: string, amount = 1, now = performance.now()): number {
    return this.#perSecond === 0 ? 0 : this.#waitOf(this.#filled(caller, now), amount);
  }

  #waitOf({ tokens }: Bucket, amount: number): number {
    return tokens >= amount ? 0 : Math.ceil(((amount - tokens) / this.#perSecond) * 1000);
  }

  #filled(caller: string, now: number): Bucket {
    let bucket = this.#buckets.get(caller);
    if (!bucket) this.#buckets.set(caller, (bucket = { tokens: this.#burst, at: now }));
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    return bucket;
  }
}
