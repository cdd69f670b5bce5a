import type { ReadOptimizations } from '../datasources/kit/optimizations.ts';

/** What saves work, each unless it is false: for measuring alone, so no setting of the environment says so. */
export interface Optimizations extends ReadOptimizations {
  /** An operation that fits the fast path is planned and compiled once; else Yoga executes it. */
  readonly compiled?: boolean | undefined;
  /** What the arguments tell is read before the parents are there. */
  readonly prefetch?: boolean | undefined;
}
