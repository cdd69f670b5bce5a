import { createHash } from 'node:crypto';
import Big from 'big.js';
import { termsOf, type Product } from './terms.ts';
import type { Offer } from './wire.ts';

interface Loan extends Product {
  /** Amount in rupees, used if the borrower requests none. */
  readonly amount: number;
}

export interface Lender {
  readonly name: string;
  readonly loans: readonly Loan[];
}

/** The (fictitious) lenders, in the order in which scenarios refer to them by index. */
export const LENDERS: readonly Lender[] = [
  {
    name: 'Sahyadri Finserv',
    loans: [{ amount: 200_000, tenureMonths: 24, interestRate: '14.5', feePercent: '1' }],
  },
  {
    name: 'Banyan Tree Capital',
    loans: [
      { amount: 250_000, tenureMonths: 36, interestRate: '15.75', feePercent: '1.5' },
      { amount: 150_000, tenureMonths: 12, interestRate: '13.99', feePercent: '2' },
    ],
  },
  {
    name: 'Konkan Credit Union',
    loans: [{ amount: 100_000, tenureMonths: 18, interestRate: '16.25', feePercent: '0.75' }],
  },
];

const VALIDITY_MS = 7 * 24 * 3_600_000;

/** Precomputed: most borrowers request no amount. */
const OWN_TERMS = new Map(
  LENDERS.flatMap(({ loans }) => loans.map((loan) => [loan, termsOf(Big(loan.amount), loan)] as const)),
);

/** The offers of a lender in a journey; a `requested` amount in rupees replaces the lender's default. */
export const offersOf = (lender: Lender, journeyId: string, now: number, requested?: Big): Offer[] =>
  lender.loans.map((loan, index) => ({
    offerID: `offer_${shortHash(`${journeyId}:${lender.name}:${index}`)}`,
    status: 'OFFER_RECEIVED',
    ...(requested ? termsOf(requested, loan) : OWN_TERMS.get(loan)),
    valid_until: new Date(now + VALIDITY_MS).toISOString(),
  }));

/** A short deterministic id. */
export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
