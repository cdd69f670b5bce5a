/** A token bucket per caller. Keeps so many callers: the one that was not seen for longest is forgotten first. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #maxCallers: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** `perSecond` 0 limits nothing. */
  constructor(perSecond: number, burst: number, maxCallers = 50_000) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(burst, 1);
    this.#maxCallers = maxCallers;
  }

  get callers(): number {
    return this.#buckets.size;
  }

  /** Milliseconds until the caller may come again; 0 when it may now, and then so many tokens are taken. */
  take(caller: string, amount = 1, now = performance.now()): number {
    const wait = this.peek(caller, amount, now);
    if (wait === 0 && this.#perSecond > 0) this.#filled(caller, now).tokens -= amount;
    return wait;
  }

  /** The same without taking anything. */
  peek(caller: string, amount = 1, now = performance.now()): number {
    if (this.#perSecond === 0) return 0;
    const { tokens } = this.#filled(caller, now);
    return tokens >= amount ? 0 : Math.ceil(((amount - tokens) / this.#perSecond) * 1000);
  }

  #filled(caller: string, now: number): { tokens: number; at: number } {
    const bucket = this.#buckets.get(caller) ?? { tokens: this.#burst, at: now };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    this.#buckets.delete(caller);
    if (this.#buckets.size >= this.#maxCallers) this.#buckets.delete(this.#buckets.keys().next().value ?? caller);
    this.#buckets.set(caller, bucket);
    return bucket;
  }
}
