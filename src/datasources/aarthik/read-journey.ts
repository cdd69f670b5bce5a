import { Fault } from '../../faults.ts';
import { path } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import type { AarthikClient } from './client.ts';
import type { Envelope } from './envelope.ts';
import type { LoanJourney, PolledJourney } from './journey.ts';
import { accountAggregator, journeyState } from './journey-state.ts';
import type { Members } from './members.ts';
import { merged } from './merged.ts';
import { orNull } from './problems.ts';
import type { Snapshots } from './snapshots.ts';

export const journeyPath = (borrower: string): string =>
  path`/api/v1/hybrid/personal-loan/borrowers/${borrower}/journey`;

/** The journey of an answer that carries its members. */
export const polledJourney = (
  borrower: string,
  { data, requestId, correlationId, timestamp }: Envelope,
): PolledJourney => ({
  ...journeyState(data),
  borrower,
  aggregator: accountAggregator(data),
  pollAfterMs: data.integer('pollAfterMs'),
  requestId,
  correlationId,
  timestamp,
});

/** Whether an answer is about this borrower: it need not say so, but must not name another one. */
export const isAbout = (borrower: string, data: Members): boolean =>
  (data.text('borrowerProviderId') ?? borrower) === borrower;

export type ReadJourney = (borrower: string, operation: Partial<Operation>) => Promise<LoanJourney | null>;

/**
 * Reads the state of a journey (`pollHybridPersonalLoanOffers`), with the content of the last snapshot; null before the
 * first start. One call, never cached: the answer may carry a consent address.
 */
export const createReadJourney =
  (http: AarthikClient, snapshots: Snapshots): ReadJourney =>
  async (borrower, operation) => {
    const envelope = await orNull(http.hybrid({ path: `${journeyPath(borrower)}/offers`, ...operation }));
    if (envelope && (!envelope.data.has('status') || !isAbout(borrower, envelope.data))) {
      const correlationId = envelope.correlationId ?? operation.correlationId;
      throw new Fault('PROVIDER_BAD_ANSWER', { provider: 'AARTHIK', correlationId });
    }
    return merged(envelope && polledJourney(borrower, envelope), await snapshots.of(borrower));
  };
