import type { LoanJourney } from '../datasources/aarthik/journey.ts';
import { isSelectable } from '../datasources/aarthik/journey-state.ts';
import { doing, ended, waiting, type NextAction, type Progress } from './process.ts';

const WAIT_MS = 5_000;
const LONG_WAIT_MS = 10_000;

/** While lenders are asked, the consent step is available beside everything else. */
function beforeHandOff({ lenders, aggregator, pollAfterMs }: LoanJourney): Progress {
  const offers = lenders.flatMap((lender) => lender.offers).filter(isSelectable);
  const actions: NextAction[] = [];
  if (offers.length > 0) actions.push({ type: 'ChooseOffer', offers });
  if (aggregator?.status === 'READY' && aggregator.url) {
    const { url, expiresAt } = aggregator;
    actions.push({ type: 'OpenUrl', purpose: 'CONSENT', url, expiresAt });
  }
  return doing(actions, Math.max(pollAfterMs ?? WAIT_MS, 2_000));
}

/** The borrower continues on the hosted pages; one who has left them needs a new URL. */
const inHostedPages = (): Progress =>
  doing([{ type: 'OpenUrl', purpose: 'HOSTED_PAGES', url: null, expiresAt: null }], LONG_WAIT_MS);

/** Every status of a loan journey (contracts/aarthik.openapi.yaml). */
const TABLE: Readonly<Record<string, (journey: LoanJourney) => Progress>> = {
  OFFERS_PENDING: beforeHandOff,
  OFFERED: beforeHandOff,
  NOT_OFFERED: () => ended('REJECTED'),
  OFFER_SELECTED: inHostedPages,
  KYC_PENDING: inHostedPages,
  BANK_MANDATE_PENDING: inHostedPages,
  E_MANDATE_PENDING: inHostedPages,
  LOAN_AGREEMENT_PENDING: inHostedPages,
  LENDER_PROCESSING: () => waiting(LONG_WAIT_MS),
  DISBURSED: () => ended('COMPLETED'),
  REJECTED: () => ended('REJECTED'),
  EXPIRED: () => ended('EXPIRED'),
  // Closed without a payout: a journey that was paid out ends as DISBURSED, which is final.
  CLOSED: () => ended('CANCELED'),
};

export const loanProgress = (journey: LoanJourney): Progress => {
  const status = journey.status ?? '';
  return (Object.hasOwn(TABLE, status) ? TABLE[status] : undefined)?.(journey) ?? waiting(LONG_WAIT_MS);
};
