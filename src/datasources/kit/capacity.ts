/** How hard one provider may be driven, and when it is left alone. */
export interface Capacity {
  /** Longest exchange, in milliseconds. */
  readonly deadlineMs: number;
  /** Calls under way at the same time. */
  readonly concurrency: number;
  /** 0: no budget. */
  readonly requestsPerSecond: number;
  /** Times that a failed read is repeated. */
  readonly retries: number;
  /** Calls that wait for their turn, and for how long at most. */
  readonly queue: number;
  readonly queueMs: number;
  /** The share of failed calls that opens the breaker, the fewest calls in ten seconds on which it is judged. */
  readonly breakerRatio: number;
  readonly breakerCalls: number;
  /** How long the open breaker lets nothing through at first, in milliseconds; doubles up to sixteen times that. */
  readonly breakerOpenMs: number;
}

/** Where nothing is set. */
export const DEFAULT_CAPACITY: Capacity = {
  deadlineMs: 15_000,
  concurrency: 64,
  requestsPerSecond: 0,
  retries: 2,
  queue: 1_000,
  queueMs: 5_000,
  breakerRatio: 0.5,
  breakerCalls: 20,
  breakerOpenMs: 1_000,
};
