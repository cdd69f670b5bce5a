import type { Rate, SharedLimits } from '../cluster/limits.ts';
import { byteCache } from '../datasources/kit/byte-cache.ts';
import type { RateLimiter } from './rate.ts';

interface Bucket {
  /** What all instances have left for this caller, as far as is known here. */
  tokens: number;
  /** What may be spent here of it before that is settled. */
  share: number;
  /** Spent here, and not settled. */
  spent: number;
  at: number;
}

const MAX_BYTES = 32 * 1024 * 1024;
const SETTLE_MS = 100;
/** Callers of one settlement; while none is possible, those beyond it count here alone. */
const MAX_UNSETTLED = 10_000;

/**
 * A token bucket per caller that counts for all instances. Each spends its share at once and without asking, and settles
 * what callers have spent: after a quiet moment immediately, else every tenth of a second, sooner for one whose share runs
 * out. While the instances cannot settle, each goes by its share. At once a caller may come as often as the burst says,
 * and by the shares of further instances that have not settled more often, which later waits make up for.
 */
export class SharedRateLimit implements RateLimiter {
  readonly #rate: Rate;
  readonly #limits: SharedLimits;
  readonly #buckets = byteCache<Bucket>(MAX_BYTES);
  readonly #unsettled = new Map<string, Bucket>();
  #timer: NodeJS.Timeout | undefined;
  #settledAt = -Infinity;
  #isSettling = false;

  /** `perSecond` is above 0. */
  constructor(perSecond: number, burst: number, limits: SharedLimits) {
    this.#rate = { perSecond, burst: Math.max(burst, 1) };
    this.#limits = limits;
  }

  take(caller: string, amount = 1, now = performance.now()): number {
    const bucket = this.#filled(caller, now);
    const wait = this.#waitOf(bucket, amount);
    if (wait === 0) {
      bucket.tokens -= amount;
      bucket.share -= amount;
      bucket.spent += amount;
    }
    this.#settleLater(caller, bucket);
    return wait;
  }

  peek(caller: string, amount = 1, now = performance.now()): number {
    const bucket = this.#filled(caller, now);
    const wait = this.#waitOf(bucket, amount);
    if (wait > 0) this.#settleLater(caller, bucket);
    return wait;
  }

  #waitOf({ tokens, share }: Bucket, amount: number): number {
    const { perSecond, burst } = this.#rate;
    if (tokens < amount) return Math.ceil(((amount - tokens) / perSecond) * 1000);
    // What is larger than a share is taken by an instance that has not touched its own.
    return share >= Math.min(amount, this.#shareOf(burst)) ? 0 : SETTLE_MS;
  }

  #shareOf(tokens: number): number {
    return tokens < 1 ? tokens : Math.max(1, tokens / this.#limits.instances);
  }

  #filled(caller: string, now: number): Bucket {
    const { perSecond, burst } = this.#rate;
    let bucket = this.#buckets.get(caller);
    if (!bucket) {
      bucket = { tokens: burst, share: this.#shareOf(burst), spent: 0, at: now };
      this.#buckets.set(caller, bucket);
    }
    const fresh = ((now - bucket.at) / 1000) * perSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + fresh);
    bucket.share = Math.min(this.#shareOf(burst), bucket.share + fresh / this.#limits.instances);
    bucket.at = now;
    return bucket;
  }

  #settleLater(caller: string, bucket: Bucket): void {
    if (this.#unsettled.size >= MAX_UNSETTLED && !this.#unsettled.has(caller)) return;
    this.#unsettled.set(caller, bucket);
    const isUrgent = bucket.share < Math.max(1, this.#shareOf(bucket.tokens) / 2);
    const waitMs = isUrgent ? 0 : Math.max(0, SETTLE_MS - (performance.now() - this.#settledAt));
    if (waitMs === 0) this.#settleNow();
    else this.#timer ??= setTimeout(() => this.#settleNow(), waitMs).unref();
  }

  #settleNow(): void {
    if (this.#isSettling || this.#unsettled.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isSettling = true;
    queueMicrotask(() => void this.#settle());
  }

  async #settle(): Promise<void> {
    const settled = [...this.#unsettled];
    this.#unsettled.clear();
    const spent = settled.map(([caller, bucket]) => [caller, bucket.spent] as const);
    for (const [, bucket] of settled) bucket.spent = 0;
    try {
      const left = await this.#limits.settle('rate', this.#rate, spent);
      for (const [at, [, bucket]] of settled.entries()) {
        const tokens = left[at] ?? 0;
        bucket.tokens = tokens - bucket.spent;
        bucket.share = this.#shareOf(tokens) - bucket.spent;
      }
    } catch {
      // Each instance goes by its share: what was spent is settled with what is spent next.
      for (const [at, [, bucket]] of settled.entries()) bucket.spent += spent[at]?.[1] ?? 0;
    }
    this.#settledAt = performance.now();
    this.#isSettling = false;
    if (this.#unsettled.size > 0) this.#timer ??= setTimeout(() => this.#settleNow(), SETTLE_MS).unref();
  }
}
