/** Which bound does not permit more: the one of all holders together, or the one of a single holder. */
export type Bound = 'all' | 'holder';

/** A part of a bounded amount, held for one or more holders at once (an address and the caller behind it). */
export interface Lease {
  /** Takes so much more; or takes nothing, and returns the bound in the way. */
  grow(amount: number): Bound | undefined;
  /** Counts it for one more holder; or returns the bound in the way. */
  hold(holder: string): Bound | undefined;
  /** Gives all of it back. May be called again. */
  release(): void;
}

/** An amount that is bounded in all and for each holder: connections, unfinished requests, bytes. */
export class Shares {
  readonly #max: number;
  readonly #maxEach: number;
  readonly #held = new Map<string, number>();
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
    return {
      grow: (more) => {
        if (this.#total + more > this.#max) return 'all';
        for (const holder of holders) if (this.#of(holder) + more > this.#maxEach) return 'holder';
        amount += more;
        this.#total += more;
        for (const holder of holders) this.#add(holder, more);
        return undefined;
      },
      hold: (holder) => {
        if (this.#of(holder) + amount > this.#maxEach) return 'holder';
        holders.push(holder);
        this.#add(holder, amount);
        return undefined;
      },
      release: () => {
        if (amount === 0) return;
        this.#total -= amount;
        for (const holder of holders) this.#add(holder, -amount);
        amount = 0;
      },
    };
  }

  /** Takes an amount at once: what is returned gives it back. Or the bound in the way. */
  take(amount: number, ...holders: string[]): Bound | (() => void) {
    const lease = this.lease(...holders);
    return lease.grow(amount) ?? lease.release;
  }

  #of(holder: string): number {
    return this.#held.get(holder) ?? 0;
  }

  #add(holder: string, amount: number): void {
    const held = this.#of(holder) + amount;
    if (held > 0) this.#held.set(holder, held);
    else this.#held.delete(holder);
  }
}
