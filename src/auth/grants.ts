import { createHash } from 'node:crypto';

/**
 * What callers have made themselves and may therefore touch, beyond the entities that their claims name: in the memory of
 * a single instance (`MemoryGrants`), or known to all instances (`SharedGrants`).
 */
export interface Grants {
  /** Opens an entity to a subject. */
  add(subject: string, entity: string): Promise<void>;
  holds(subject: string, entity: string): Promise<boolean>;
}

export interface GrantOptions {
  /** Milliseconds after which a grant lapses. */
  readonly ttlMs: number;
  /** Most grants retained: beyond it the oldest is evicted first. */
  readonly max: number;
}

/** PayEx caches an application for a day (assumed): a grant need not live longer. */
const GRANT_DEFAULTS: GrantOptions = { ttlMs: 86_400_000, max: 100_000 };

/** Grants in the memory of this process. */
export class MemoryGrants implements Grants {
  readonly #options: GrantOptions;
  /** By age: the oldest first, since every grant is put last. */
  readonly #ends = new Map<string, number>();

  constructor(options: GrantOptions = GRANT_DEFAULTS) {
    this.#options = options;
  }

  get size(): number {
    return this.#ends.size;
  }

  /** Those that have not lapsed: by the key under which they are known, and how long they still last. */
  *rest(now = Date.now()): Generator<readonly [key: string, restMs: number]> {
    for (const [key, end] of this.#ends) if (end > now) yield [key, end - now];
  }

  async add(subject: string, entity: string): Promise<void> {
    const key = grantKey(subject, entity);
    const now = Date.now();
    this.#ends.delete(key);
    this.#ends.set(key, now + this.#options.ttlMs);
    for (const [oldest, end] of this.#ends) {
      if (end > now && this.#ends.size <= this.#options.max) break;
      this.#ends.delete(oldest);
    }
  }

  async holds(subject: string, entity: string): Promise<boolean> {
    return (this.#ends.get(grantKey(subject, entity)) ?? 0) > Date.now();
  }
}

/** Of one length, however long the names are that callers and providers give. */
export const grantKey = (subject: string, entity: string): string =>
  createHash('sha256')
    .update(JSON.stringify([subject, entity]))
    .digest('base64url');
