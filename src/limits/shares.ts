/** Which bound does not permit more: the one of all holders together, or the one of a single holder. */
export type Bound = 'all' | 'holder';

/** A part of a bounded amount, held for one or more holders at once (an address and the caller behind it). */
export interface Lease {
  /** Takes so much more; or takes nothing, and returns the bound in the way. */
  grow(amount: number): Bound | undefined;
  /** Gives all of it back. May be called again. */
  release(): void;
}

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
  readonly #max: number;
  readonly #maxEach: number;
  readonly #accounts = new Map<string, Account>();
  #sweepAt = MIN_SWEPT;
  #total = 0;

  constructor(max: number, maxEach: number) {
    this.#max = max;
    this.#maxEach = maxEach;
  }

  /** Held at present, by all. */
  get total(): number {
    return this.#total;
  }

  lease(...holders: string[]): Lease {
    let amount = 0;
    let accounts: Account[] = []; // while there is an amount: those are not forgotten
    return {
      grow: (more) => {
        if (amount === 0) accounts = this.#accountsOf(holders);
        const bound = this.#grow(accounts, more);
        if (bound === undefined) amount += more;
        return bound;
      },
      release: () => {
        this.#shrink(accounts, amount);
        amount = 0;
      },
    };
  }

  /** Takes an amount at once: what is returned gives it back, and may be called again. Or the bound in the way. */
  take(amount: number, ...holders: string[]): Bound | (() => void) {
    const accounts = this.#accountsOf(holders);
    const bound = this.#grow(accounts, amount);
    if (bound !== undefined) return bound;
    let held = amount;
    return () => {
      this.#shrink(accounts, held);
      held = 0;
    };
  }

  #grow(accounts: readonly Account[], more: number): Bound | undefined {
    if (this.#total + more > this.#max) return 'all';
    for (const { amount } of accounts) if (amount + more > this.#maxEach) return 'holder';
    this.#total += more;
    for (const account of accounts) account.amount += more;
    return undefined;
  }

  #shrink(accounts: readonly Account[], amount: number): void {
    if (amount === 0) return;
    this.#total -= amount;
    for (const account of accounts) account.amount -= amount;
  }

  #accountsOf(holders: readonly string[]): Account[] {
    return holders.map((holder) => this.#accountOf(holder));
  }

  #accountOf(holder: string): Account {
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
