import { Big } from 'big.js';

export const sum = (...values: readonly number[]): number =>
  values.reduce((total, value) => total.plus(value), new Big(0)).toNumber();
export const minus = (from: number, what: number): number => new Big(from).minus(what).toNumber();

/** Whether a number has at most so many decimals. */
export const hasAtMostDecimals = (value: number, decimals: number): boolean => new Big(value).round(decimals).eq(value);

/** SEK for one unit of a currency in which a fund trades. */
const RATES: Readonly<Record<string, number>> = { SEK: 1, NOK: 0.9512, EUR: 11.0385 };
const rate = (currency: string): number => RATES[currency] ?? 1;

/** Units that an amount in SEK buys, rounded down to what the fund accepts. */
export const unitsFor = (amount: number, price: number, currency: string, decimals: number): number =>
  new Big(amount)
    .div(new Big(price).times(rate(currency)))
    .round(decimals, Big.roundDown)
    .toNumber();

/** What units are worth in SEK, to the öre. */
export const marketValue = (units: number, price: number, currency: string): number =>
  new Big(units).times(price).times(rate(currency)).round(2).toNumber();

/** Part of an amount in percent, rounded down to the öre. */
export const percent = (amount: number, share: number): number =>
  new Big(amount).times(share).div(100).round(2, Big.roundDown).toNumber();
