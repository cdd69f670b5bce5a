const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Delays and intervals of the simulator, in milliseconds of sandbox time. */
export const TIMINGS = {
  /** Time in each order status before the next transition. */
  order: { received: 2 * SECOND, pending: 2 * SECOND, hold: 5 * SECOND, sent: 3 * SECOND, confirmed: 3 * SECOND },
  withdrawalSettles: 5 * SECOND,
  accountActivates: 3 * SECOND,
  /** Delay from a deposit to the orders of the account's allocation plan. */
  depositInvested: 3 * SECOND,
  journeyLives: 24 * HOUR,
  swishPays: 4 * SECOND,
  /** Lifetime of a Swish request: 3 minutes. */
  swishTimesOut: 3 * MINUTE,
  paymentFileRuns: 2 * SECOND,
  paymentEnds: 3 * SECOND,
  /** The bank retries on the next banking day (reason code 9). */
  paymentRetries: 5 * SECOND,
  heartbeat: 30 * SECOND,
  /** Backoff delays between webhook delivery attempts. */
  webhookRetries: [10 * SECOND, MINUTE, 10 * MINUTE, HOUR],
  backgroundActivity: 7 * SECOND,
} as const;
