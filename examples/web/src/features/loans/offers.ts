import Big from 'big.js';
import type { LoanOfferTermsFragment, LoanProgressSubscription } from '../../gql/graphql.ts';

export type Offer = LoanOfferTermsFragment;
export type Loan = Extract<LoanProgressSubscription['processChanged'], { __typename: 'LoanJourney' }>;

export const SORTS = ['cost', 'installment', 'amount'] as const;
export type Sort = (typeof SORTS)[number];

const MEASURES: Readonly<Record<Sort, (offer: Offer) => string | null | undefined>> = {
  cost: ({ annualPercentageRate }) => annualPercentageRate,
  installment: ({ installment }) => installment?.amount,
  amount: ({ amount }) => amount?.amount,
};

/** All offers of a journey; what a lender does not state comes last. */
export function offersOf({ lenders }: Loan, sort: Sort): readonly Offer[] {
  const of = MEASURES[sort];
  const direction = sort === 'amount' ? -1 : 1;
  return lenders
    .flatMap(({ offers }) => offers)
    .sort((one, other) => {
      const [a, b] = [of(one), of(other)];
      if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1;
      return direction * new Big(a).cmp(b);
    });
}

/** The offer with the smallest measure, where there are several to compare. */
export function lowest(offers: readonly Offer[], sort: 'cost' | 'installment'): string | undefined {
  const of = MEASURES[sort];
  const stated = offers.filter((offer) => of(offer) != null);
  if (stated.length < 2) return undefined;
  return stated.reduce((least, offer) => (new Big(of(offer) ?? 0).lt(of(least) ?? 0) ? offer : least)).id;
}

/** How many lenders have not answered. */
export const waiting = ({ lenders }: Loan): number => lenders.filter(({ status }) => status === 'OFFER_AWAITED').length;
