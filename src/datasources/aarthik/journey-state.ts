import type { Decimal } from '../kit/decode.ts';
import { Members } from './members.ts';

/** The state in which an offer, or a lender, can be chosen. */
const SELECTABLE = 'OFFER_RECEIVED';

/** One offer of one lender. Amounts are rupees, rates percent per year. */
export interface LoanOffer {
  readonly id: string;
  readonly lender: string;
  readonly status: string | null;
  readonly amount: Decimal | null;
  readonly interestRate: Decimal | null;
  readonly interestRateType: string | null;
  readonly annualPercentageRate: Decimal | null;
  readonly tenureMonths: number | null;
  readonly installment: Decimal | null;
  readonly installmentCount: number | null;
  readonly processingFee: Decimal | null;
  readonly netDisbursed: Decimal | null;
  readonly validUntil: string | null;
}

export interface LenderOffers {
  readonly lender: string;
  readonly status: string | null;
  readonly offers: readonly LoanOffer[];
}

/** The consent step. Its address lets whoever holds it act: never stored, never logged. */
export interface AccountAggregator {
  readonly status: string | null;
  readonly url: string | null;
  readonly lenders: readonly string[];
  readonly expiresAt: string | null;
}

/** What a poll and a snapshot both contain of a journey. */
export interface JourneyState {
  readonly journeyId: string | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly lenders: readonly LenderOffers[];
}

/** Reads the members of a journey, wherever they are. Lenders arrive as a map by name and leave as a list. */
export const journeyState = (data: Members): JourneyState => ({
  journeyId: data.text('journeyId'),
  type: data.text('journeyType') ?? data.text('type'),
  status: data.text('status'),
  lenders: data.entries('lenders').map(([lender, group]) => lenderOffers(lender, new Members(group))),
});

function lenderOffers(lender: string, group: Members): LenderOffers {
  const status = group.text('status');
  const offers = group.list('offers').flatMap((item) => {
    const offer = new Members(item);
    const id = offer.text('offerId');
    return id === null ? [] : [loanOffer(id, lender, offer, status)];
  });
  return { lender, status, offers };
}

/** An offer that has no state of its own is in the state of its lender. */
const loanOffer = (id: string, lender: string, offer: Members, lenderStatus: string | null): LoanOffer => ({
  id,
  lender,
  status: offer.text('status') ?? lenderStatus,
  amount: offer.decimal('loanAmount'),
  interestRate: offer.decimal('interestRate'),
  interestRateType: offer.text('interestRateType'),
  annualPercentageRate: offer.decimal('annualPercentageRate'),
  tenureMonths: offer.integer('tenureMonths'),
  installment: offer.decimal('installmentAmount'),
  installmentCount: offer.integer('numberOfInstallments'),
  processingFee: offer.decimal('processingFee'),
  netDisbursed: offer.decimal('netDisbursedAmount'),
  validUntil: offer.instant('validUntil'),
});

/** The consent step of a poll; null when there is nothing to do. */
export function accountAggregator(data: Members): AccountAggregator | null {
  if (!data.has('accountAggregator')) return null;
  const step = data.object('accountAggregator');
  return {
    status: step.text('status'),
    url: step.url('url'),
    lenders: step.list('lenders').filter((name) => typeof name === 'string'),
    expiresAt: step.instant('expiresAt'),
  };
}

export const isSelectable = ({ status }: LoanOffer): boolean => status === SELECTABLE;

/** The lender waits for the consent to read bank statements. */
export const needsConsent = ({ status }: LoanOffer): boolean => status === 'AA_REQUIRED';

export const hasSelectableOffer = ({ lenders }: JourneyState): boolean =>
  lenders.some(({ offers }) => offers.some(isSelectable));
