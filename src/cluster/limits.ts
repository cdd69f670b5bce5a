/** How fast a bucket of tokens fills, and how many it holds. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Tokens that are asked for, where so many there must be at least. */
export interface Demand {
  readonly least: number;
  readonly count: number;
}

/** Buckets of tokens that instances share. Each call rejects where they cannot be reached. */
export interface SharedLimits {
  /** Instances among which a bucket is divided while it cannot be reached. */
  readonly instances: number;
  /**
   * Takes from the buckets what was spent before it was known whether it was there: one may be overdrawn, down to once
   * its burst.
   * @param kind tells the keys of these buckets from those of others
   * @param spent by the key of each bucket
   * @returns what is left in each, in the same order; below zero where it is overdrawn
   */
  settle(kind: string, rate: Rate, spent: readonly (readonly [key: string, amount: number])[]): Promise<number[]>;
  /**
   * Takes tokens of one bucket before they are spent, never more than there are.
   * @param demands the most urgent first
   * @returns how many of each demand were granted, and what is left
   */
  lease(key: string, rate: Rate, demands: readonly Demand[]): Promise<{ granted: number[]; left: number }>;
}
