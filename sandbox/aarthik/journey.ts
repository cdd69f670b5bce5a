import type { Lender } from './lenders.ts';
import type { Scenario } from './test-borrowers.ts';
import type { HybridJourneyRequest, JourneyType, Offer, OfferStatus } from './wire.ts';

export type Experience = 'HYBRID' | 'HOSTED';

export interface Prefill extends Partial<Pick<HybridJourneyRequest, 'personal' | 'work' | 'address'>> {
  /** Requested amount in rupees, for a gold loan. */
  readonly requestedAmount?: string | number;
}

/** Current state of one lender. */
export interface LenderState {
  readonly lender: Lender;
  status: OfferStatus;
  offers: Offer[];
}

/** A loan journey in the platform. */
export interface Journey {
  readonly id: string;
  readonly borrower: string;
  readonly type: JourneyType;
  readonly origin: Experience;
  readonly scenario: Scenario;
  surface: Experience;
  /** `HybridJourneyStatus`, an open set. */
  status: string;
  prefill: Prefill;
  readonly lenders: LenderState[];
  /** Account Aggregator state; absent while there is no consent step. */
  aggregator?: 'PROCESSING' | 'READY';
  /** offerID of the last hand-off. */
  selected?: string;
  /** The borrower has continued with the selected offer: no other offer can be selected. */
  locked: boolean;
  polls: number;
  /** Somebody decides what becomes of it: its scenario no longer does. */
  byHand?: true;
}

/** Lenders may still respond, and an offer can still be selected. */
export const isChoosing = ({ status }: Journey): boolean => status === 'OFFERS_PENDING' || status === 'OFFERED';

const ENDED: ReadonlySet<string> = new Set(['NOT_OFFERED', 'EXPIRED', 'CLOSED']);

/** In a final status: the next start creates a new journey. */
export const isEnded = ({ status }: Journey): boolean => ENDED.has(status);

export const waitingForConsent = ({ lenders }: Journey): LenderState[] =>
  lenders.filter(({ status }) => status === 'AA_REQUIRED');

export const statusByLenders = ({ lenders }: Journey): string => {
  if (lenders.some(({ offers }) => offers.length > 0)) return 'OFFERED';
  return lenders.every(({ status }) => status === 'NO_OFFER_AVAILABLE') ? 'NOT_OFFERED' : 'OFFERS_PENDING';
};

const HOSTED_STEPS = [
  'OFFER_SELECTED',
  'KYC_PENDING',
  'BANK_MANDATE_PENDING',
  'E_MANDATE_PENDING',
  'LOAN_AGREEMENT_PENDING',
  'LENDER_PROCESSING',
  'DISBURSED',
] as const;

/** The next step on the hosted pages; undefined if there is none. */
export const nextStep = (status: string): string | undefined => {
  const place = HOSTED_STEPS.findIndex((step) => step === status);
  return place < 0 ? undefined : HOSTED_STEPS[place + 1];
};
