import { isChoosing, nextStep, waitingForConsent, type Journey } from './journey.ts';
import type { Journeys } from './journeys.ts';

/** Content and available actions of a hosted page. */
export interface View {
  readonly title: string;
  readonly text: string;
  readonly acts: readonly { readonly id: string; readonly label: string; readonly act: () => void }[];
}

const LABELS: Readonly<Record<string, string>> = {
  KYC_PENDING: 'Accept the key facts and go to KYC',
  BANK_MANDATE_PENDING: 'Finish KYC',
  E_MANDATE_PENDING: 'Confirm the bank account',
  LOAN_AGREEMENT_PENDING: 'Sign the e-mandate',
  LENDER_PROCESSING: 'Sign the loan agreement',
  DISBURSED: 'Pay out (as the lender)',
};

/** The steps from offer selection to disbursal; each action advances the journey by one step or rejects it. */
export function hostedView(journey: Journey, journeys: Journeys): View {
  const next = nextStep(journey.status);
  const step = next && { id: next, label: LABELS[next] ?? next, act: () => journeys.advance(journey, next) };
  const reject = { id: 'REJECTED', label: 'Reject (as the lender)', act: () => journeys.advance(journey, 'REJECTED') };
  return {
    title: 'Your loan',
    text: `Status: ${journey.status}`,
    acts: [...(isChoosing(journey) ? choices(journey, journeys) : []), ...(step ? [step, reject] : [])],
  };
}

/** The consent request of the Account Aggregator. */
export function consentView(journey: Journey, journeys: Journeys): View {
  const waiting = waitingForConsent(journey).map(({ lender }) => lender.name);
  if (waiting.length === 0) return { title: 'Bank statements', text: 'Done: go back to the offers.', acts: [] };
  return {
    title: 'Bank statements',
    text: `May ${waiting.join(' and ')} read your bank statements of the last six months?`,
    acts: [
      { id: 'give', label: 'Give consent', act: () => journeys.consent(journey, true) },
      { id: 'refuse', label: 'Refuse', act: () => journeys.consent(journey, false) },
    ],
  };
}

const choices = (journey: Journey, journeys: Journeys) =>
  journey.lenders.flatMap(({ lender, offers }) =>
    offers
      .filter(({ status }) => status === 'OFFER_RECEIVED')
      .map(({ offerID, loan_amount, tenure_months, installment_amount }) => ({
        id: offerID,
        label: `${lender.name}: ₹${loan_amount}, ${tenure_months} months at ₹${installment_amount}`,
        act: () => void journeys.select(journey, offerID),
      })),
  );
