/** Which bound does not permit more: the one of all holders together, or the one of a single holder. */
export type Bound = 'all' | 'holder';

/** What one holder has at present. Found by name only when something is taken, and given back without a search. */
interface Account {
  amount: number;
}

/**
 * Holders who have nothing are forgotten once there are so many: most come back at once, and taking one out of a map
 * and putting it in again, several times a request, rebuilds the map (4 % of the CPU time of the smallest requests).
 */
const MIN_SWEPT = 1_000;

/** An amount that is bounded in all and for each holder: connections, unfinished requests, bytes. */
export class Shares {
  readonly #pool: Pool;

  constructor(max: number, maxEach: number) {
    this.#pool = new Pool(max, maxEach);
  }

  /** Held at present, by all. */
  get total(): number {
    return this.#pool.total;
  }

  /** For one holder, or two at once (an address and the caller behind it), or for none but the bound of all. */
  lease(holder?: string, behind?: string): Lease {
    return new Lease(this.#pool, holder, behind);
  }

  /** Takes an amount at once. Or the bound in the way. */
  take(amount: number, holder?: string, behind?: string): Bound | Lease {
    const lease = this.lease(holder, behind);
    return lease.grow(amount) ?? lease;
  }
}

/** A part of a bounded amount. An object of its own rather than closures: every request has several. */
export class Lease {
  readonly #pool: Pool;
  readonly #holder: string | undefined;
  readonly #behind: string | undefined;
  #amount = 0;
  // While there is an amount: those are not forgotten.
  #account: Account | undefined;
  #accountBehind: Account | undefined;

  constructor(pool: Pool, holder: string | undefined, behind: string | undefined) {
    this.#pool = pool;
    this.#holder = holder;
    this.#behind = behind;
  }

  /** Takes so much more; or takes nothing, and returns the bound in the way. */
  grow(more: number): Bound | undefined {
    const pool = this.#pool;
    if (this.#amount === 0) {
      this.#account = this.#holder === undefined ? undefined : pool.accountOf(this.#holder);
      this.#accountBehind = this.#behind === undefined ? undefined : pool.accountOf(this.#behind);
    }
    if (pool.total + more > pool.max) return 'all';
    if (pool.isTooMuch(this.#account, more) || pool.isTooMuch(this.#accountBehind, more)) return 'holder';
    this.#add(more);
    return undefined;
  }

  /** Gives all of it back. May be called again. */
  release(): void {
    if (this.#amount !== 0) this.#add(-this.#amount);
  }

  #add(amount: number): void {
    this.#amount += amount;
    this.#pool.total += amount;
    if (this.#account) this.#account.amount += amount;
    if (this.#accountBehind) this.#accountBehind.amount += amount;
  }
}

class Pool {
  readonly max: number;
  readonly #maxEach: number;
  readonly #accounts = new Map<string, Account>();
  #sweepAt = MIN_SWEPT;
  total = 0;

  constructor(max: number, maxEach: number) {
    this.max = max;
    this.#maxEach = maxEach;
  }

  isTooMuch(account: Account | undefined, more: number): boolean {
    return account !== undefined && account.amount + more > this.#maxEach;
  }

  accountOf(holder: string): Account {
    let account = this.#accounts.get(holder);
    if (!account) {
      if (this.#accounts.size >= this.#sweepAt) this.#sweep();
      this.#accounts.set(holder, (account = { amount: 0 }));
    }
    return account;
  }

  /** Forgets who has nothing; the next time when there are twice as many as are left. */
  #sweep(): void {
    for (const [holder, { amount }] of this.#accounts) if (amount === 0) this.#accounts.delete(holder);
    this.#sweepAt = Math.max(MIN_SWEPT, 2 * this.#accounts.size);
  }
}
