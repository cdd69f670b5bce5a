import type { LoanJourney, PolledJourney } from './journey.ts';
import type { Snapshot } from './snapshot.ts';
import { isBeforeHandOff } from './statuses.ts';

/**
 * A journey as the poll and the last snapshot together show it. The poll is the younger reading, but Hybrid may go on
 * telling of offers when the borrower is long in the hosted pages: then the status of the snapshot holds.
 */
export function merged(polled: PolledJourney, snapshot: Snapshot | undefined): LoanJourney;
export function merged(polled: PolledJourney | null, snapshot: Snapshot | undefined): LoanJourney | null;
export function merged(polled: PolledJourney | null, snapshot: Snapshot | undefined): LoanJourney | null {
  if (!polled) return snapshot ? fromSnapshot(snapshot) : null;
  const same = snapshot && (!snapshot.journeyId || !polled.journeyId || snapshot.journeyId === polled.journeyId);
  if (!same) return { ...polled, ...NO_SNAPSHOT };
  const ahead = isBeforeHandOff(polled) && snapshot.status !== null && !isBeforeHandOff(snapshot);
  return {
    ...polled,
    journeyId: polled.journeyId ?? snapshot.journeyId,
    type: polled.type ?? snapshot.type,
    status: ahead ? snapshot.status : polled.status,
    lenders: polled.lenders.length > 0 ? polled.lenders : snapshot.lenders,
    aggregator: ahead ? null : polled.aggregator,
    ...snapshotFields(snapshot),
  };
}

const NO_SNAPSHOT = { origin: null, surface: null, repayments: [], updatedAt: null };

const snapshotFields = ({ origin, surface, repayments, sentAt }: Snapshot) => ({
  origin,
  surface,
  repayments,
  updatedAt: sentAt,
});

/** A journey that the poll does not know: one that began in the hosted pages. */
const fromSnapshot = (snapshot: Snapshot): LoanJourney => ({
  borrower: snapshot.borrower,
  journeyId: snapshot.journeyId,
  type: snapshot.type,
  status: snapshot.status,
  lenders: snapshot.lenders,
  aggregator: null,
  pollAfterMs: null,
  requestId: null,
  correlationId: null,
  timestamp: null,
  ...snapshotFields(snapshot),
});
