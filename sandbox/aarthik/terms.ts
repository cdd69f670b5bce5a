import Big from 'big.js';
import type { Offer } from './wire.ts';

/** What a lender asks for a loan. */
export interface Product {
  readonly tenureMonths: number;
  /** Nominal rate per year in percent, on the reducing balance. */
  readonly interestRate: string;
  /** Processing fee in percent of the loan, before goods and services tax. */
  readonly feePercent: string;
}

const GST = '1.18';
/** Digits after the point kept between two steps of a calculation. */
const SCALE = 20;

type Terms = Required<
  Pick<
    Offer,
    | 'loan_amount'
    | 'currency'
    | 'interest_rate'
    | 'interest_rate_type'
    | 'annual_percentage_rate'
    | 'tenure_months'
    | 'installment_amount'
    | 'number_of_installments'
    | 'processing_fee'
    | 'net_disbursed_amount'
  >
>;

/** The terms of `amount` rupees: instalment by the annuity formula and in whole rupees, APR from what is paid out. */
export function termsOf(amount: Big, { tenureMonths, interestRate, feePercent }: Product): Terms {
  const instalment = amount.div(annuity(monthly(Big(interestRate)), tenureMonths)).round(0);
  const fee = amount.times(feePercent).div(100).times(GST).round(2);
  const net = amount.minus(fee);
  return {
    loan_amount: amount.toNumber(),
    currency: 'INR',
    interest_rate: Number(interestRate),
    interest_rate_type: 'FIXED',
    annual_percentage_rate: annualRate(net, instalment, tenureMonths).toNumber(),
    tenure_months: tenureMonths,
    installment_amount: instalment.toNumber(),
    number_of_installments: tenureMonths,
    processing_fee: fee.toNumber(),
    net_disbursed_amount: net.toNumber(),
  };
}

const monthly = (percentPerYear: Big): Big => percentPerYear.div(1200);

/** Present value of 1 a month, first due in a month, at `rate` a month. */
function annuity(rate: Big, months: number): Big {
  const discount = Big(1).div(rate.plus(1));
  let value = Big(0);
  for (let month = 0; month < months; month += 1) value = value.plus(1).times(discount).round(SCALE);
  return value;
}

/** Percent per year, two digits, at which the instalments are worth what was paid out; found by halving 0–100 %. */
function annualRate(paidOut: Big, instalment: Big, months: number): Big {
  let [low, high] = [Big(0), Big(100)];
  while (high.minus(low).gt('0.001')) {
    const middle = low.plus(high).div(2);
    if (instalment.times(annuity(monthly(middle), months)).gt(paidOut)) low = middle;
    else high = middle;
  }
  return low.plus(high).div(2).round(2);
}
