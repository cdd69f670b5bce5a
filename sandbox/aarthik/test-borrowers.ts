import type { OfferStatus } from './wire.ts';

/**
 * One response of a lender: `lender` is an index into `LENDERS`, `after` is in milliseconds from the start of the
 * journey.
 */
export interface LenderStep {
  readonly after: number;
  readonly lender: number;
  /** With OFFER_AWAITED the offers are listed but cannot be selected yet. */
  readonly status: OfferStatus;
}

/** The scripted course of a journey. */
export interface Scenario {
  readonly lenders: readonly LenderStep[];
  /** A status set automatically, regardless of the lenders. */
  readonly becomes?: { readonly after: number; readonly status: string };
  /** Number of initial polls that return 429, and their Retry-After value. */
  readonly limited?: { readonly polls: number; readonly retryAfter?: string };
  /** Another offer is in progress elsewhere: every selection is a conflict. */
  readonly locked?: boolean;
}

interface TestBorrower {
  /** Borrower id, also used as a prefix: other ids starting with it match too. */
  readonly id: string;
  readonly outcome: string;
  readonly description: string;
  readonly scenario: Scenario;
}

const steps = (...list: [after: number, lender: number, status: OfferStatus][]): LenderStep[] =>
  list.map(([after, lender, status]) => ({ after, lender, status }));

const offered = steps([2000, 0, 'OFFER_RECEIVED'], [5000, 1, 'OFFER_RECEIVED'], [8000, 2, 'NO_OFFER_AVAILABLE']);
const slow = steps([2000, 0, 'OFFER_RECEIVED'], [5000, 1, 'NO_OFFER_AVAILABLE'], [60_000, 2, 'OFFER_RECEIVED']);

/** Borrowers with predefined scenarios. Any other id has the scenario `offered`. */
export const TEST_BORROWERS = {
  offered: {
    id: 'BORROWER-OFFERED',
    outcome: 'OFFERED',
    description: 'Offers of the first lender after 2 s and of the second after 5 s; the third declines after 8 s.',
    scenario: { lenders: offered },
  },
  notOffered: {
    id: 'BORROWER-NOT-OFFERED',
    outcome: 'NOT_OFFERED',
    description: 'The lenders decline after 2, 4 and 6 s.',
    scenario: {
      lenders: steps([2000, 0, 'NO_OFFER_AVAILABLE'], [4000, 1, 'NO_OFFER_AVAILABLE'], [6000, 2, 'NO_OFFER_AVAILABLE']),
    },
  },
  consent: {
    id: 'BORROWER-CONSENT',
    outcome: 'READY, then OFFERED',
    description:
      'No offer before the consent: asked for after 3 s, URL ready after 5 s, offers 3 and 5 s after it is given.',
    scenario: { lenders: steps([2000, 0, 'NO_OFFER_AVAILABLE'], [3000, 1, 'AA_REQUIRED'], [3000, 2, 'AA_REQUIRED']) },
  },
  moreWithConsent: {
    id: 'BORROWER-MORE-WITH-CONSENT',
    outcome: 'OFFERED and READY',
    description:
      'Offers of the first lender after 2 s; the second wants the consent (URL ready after 6 s), the third declines.',
    scenario: {
      lenders: steps([2000, 0, 'OFFER_RECEIVED'], [4000, 1, 'AA_REQUIRED'], [5000, 2, 'NO_OFFER_AVAILABLE']),
    },
  },
  slowLender: {
    id: 'BORROWER-SLOW-LENDER',
    outcome: 'OFFERED',
    description: 'As offered, but the second lender declines and the third answers with an offer only after 60 s.',
    scenario: { lenders: slow },
  },
  notYetSelectable: {
    id: 'BORROWER-NOT-YET-SELECTABLE',
    outcome: 'OFFERED without, then with a selectable offer',
    description: 'OFFERED after 2 s with an offer in OFFER_AWAITED, which becomes OFFER_RECEIVED after 8 s.',
    scenario: {
      lenders: steps([2000, 0, 'OFFER_AWAITED'], [4000, 1, 'NO_OFFER_AVAILABLE'], [8000, 0, 'OFFER_RECEIVED']),
    },
  },
  locked: {
    id: 'BORROWER-LOCKED',
    outcome: '409 OFFER_LOCK_CONFLICT',
    description: 'As offered, but another offer is in progress elsewhere: every hand-off conflicts.',
    scenario: { lenders: offered, locked: true },
  },
  limited: {
    id: 'BORROWER-LIMITED',
    outcome: '429 with Retry-After',
    description: 'The first two polls answer 429 with Retry-After: 1; then as offered.',
    scenario: { lenders: offered, limited: { polls: 2, retryAfter: '1' } },
  },
  silentlyLimited: {
    id: 'BORROWER-SILENTLY-LIMITED',
    outcome: '429 without Retry-After',
    description: 'The first two polls answer 429 without a header; then as offered.',
    scenario: { lenders: offered, limited: { polls: 2 } },
  },
  expired: {
    id: 'BORROWER-EXPIRED',
    outcome: 'EXPIRED',
    description:
      'As offered, but the journey expires after 10 s unless an offer is selected; starting again makes a new one.',
    scenario: { lenders: offered, becomes: { after: 10_000, status: 'EXPIRED' } },
  },
  otherStatus: {
    id: 'BORROWER-OTHER-STATUS',
    outcome: 'AWAITING_BRANCH_REVIEW',
    description: 'Takes a status that no list has after 1 s and stays there.',
    scenario: { lenders: [], becomes: { after: 1000, status: 'AWAITING_BRANCH_REVIEW' } },
  },
} as const satisfies Record<string, TestBorrower>;

/** A borrower with a seeded journey that has selectable offers. */
export const DEMO_BORROWER = 'BORROWER-123';

const demo: Scenario = { lenders: offered.map((step) => ({ ...step, after: 0 })) };

/** The scenario of a borrower's journeys. */
export const scenarioOf = (borrower: string): Scenario =>
  borrower === DEMO_BORROWER
    ? demo
    : (Object.values<TestBorrower>(TEST_BORROWERS).find(({ id }) => borrower.startsWith(id))?.scenario ?? {
        lenders: offered,
      });
