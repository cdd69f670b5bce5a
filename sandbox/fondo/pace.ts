const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long everything takes, in milliseconds of sandbox time. */
export const TIMINGS = {
  /** Time that an order spends in a status before it goes on. */
  order: { received: 2 * SECOND, pending: 2 * SECOND, hold: 5 * SECOND, sent: 3 * SECOND, confirmed: 3 * SECOND },
  withdrawalSettles: 5 * SECOND,
  accountActivates: 3 * SECOND,
  /** From a deposit to the orders of the account's allocation plan. */
  depositInvested: 3 * SECOND,
  journeyLives: 24 * HOUR,
  swishPays: 4 * SECOND,
  /** A Swish request lives 3 minutes. */
  swishTimesOut: 3 * MINUTE,
  paymentFileRuns: 2 * SECOND,
  paymentEnds: 3 * SECOND,
  /** The bank tries again on the next banking day (reason code 9). */
  paymentRetries: 5 * SECOND,
  heartbeat: 30 * SECOND,
  /** Waits before a webhook is sent again. */
  webhookRetries: [10 * SECOND, MINUTE, 10 * MINUTE, HOUR],
  ambient: 7 * SECOND,
} as const;
