import { Big } from 'big.js';

export const sum = (...values: readonly number[]): number =>
  values.reduce((total, value) => total.plus(value), new Big(0)).toNumber();
export const minus = (from: number, what: number): number => new Big(from).minus(what).toNumber();

/** Whether a number has at most `decimals` decimal places. */
export const hasAtMostDecimals = (value: number, decimals: number): boolean => new Big(value).round(decimals).eq(value);

/** Exchange rates: SEK per unit of a fund's trading currency. */
const RATES: Readonly<Record<string, number>> = { SEK: 1, NOK: 0.9512, EUR: 11.0385 };
const rate = (currency: string): number => RATES[currency] ?? 1;

/** Number of units bought for an amount in SEK, rounded down to the fund's unit decimals. */
export const unitsFor = (amount: number, price: number, currency: string, decimals: number): number =>
  new Big(amount)
    .div(new Big(price).times(rate(currency)))
    .round(decimals, Big.roundDown)
    .toNumber();

/** Market value of units in SEK, rounded to the öre. */
export const marketValue = (units: number, price: number, currency: string): number =>
  new Big(units).times(price).times(rate(currency)).round(2).toNumber();

/** A percentage of an amount, rounded down to the öre. */
export const percent = (amount: number, share: number): number =>
  new Big(amount).times(share).div(100).round(2, Big.roundDown).toNumber();
