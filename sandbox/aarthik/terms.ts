import Big from 'big.js';
import type { Offer } from './wire.ts';

/** The conditions of a lender's loan product. */
export interface Product {
  readonly tenureMonths: number;
  /** Nominal annual rate in percent, on the reducing balance. */
  readonly interestRate: string;
  /** Processing fee in percent of the loan, before goods and services tax. */
  readonly feePercent: string;
}

const GST = '1.18';
/** Decimal places of intermediate results. */
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

/**
 * The terms for a loan of `amount` rupees: instalment by the annuity formula in whole rupees, APR on the net disbursal.
 */
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

/** Present value of an ordinary annuity of 1 per month at a monthly `rate`. */
function annuity(rate: Big, months: number): Big {
  const discount = Big(1).div(rate.plus(1));
  let value = Big(0);
  for (let month = 0; month < months; month += 1) value = value.plus(1).times(discount).round(SCALE);
  return value;
}

/** APR in percent with two decimals: equates the instalments with the disbursed amount; by bisection in 0–100 %. */
function annualRate(paidOut: Big, instalment: Big, months: number): Big {
  let [low, high] = [Big(0), Big(100)];
  while (high.minus(low).gt('0.001')) {
    const middle = low.plus(high).div(2);
    if (instalment.times(annuity(monthly(middle), months)).gt(paidOut)) low = middle;
    else high = middle;
  }
  return low.plus(high).div(2).round(2);
}
