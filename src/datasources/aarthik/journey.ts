import type { AccountAggregator, JourneyState } from './journey-state.ts';
import type { Repayment } from './snapshot.ts';

/** A loan journey as a poll shows it. */
export interface PolledJourney extends JourneyState {
  /** The partner's own id of the borrower. */
  readonly borrower: string;
  readonly aggregator: AccountAggregator | null;
  /** How long to wait before the next reading. */
  readonly pollAfterMs: number | null;
  /** Aarthik's ids of the exchange in which it was read; null for what only a snapshot contained. */
  readonly requestId: string | null;
  readonly correlationId: string | null;
  /** When Aarthik answered, ISO 8601. */
  readonly timestamp: string | null;
}

/** A loan journey with what the last snapshot adds; null or none where no snapshot has come. */
export interface LoanJourney extends PolledJourney {
  readonly origin: string | null;
  readonly surface: string | null;
  readonly repayments: readonly Repayment[];
  readonly updatedAt: string | null;
}
