import Big from 'big.js';
import type { AccountRowFragment } from '../../gql/graphql.ts';
import type { MoneyLike } from '../../i18n/format.ts';

/** What there is, in kronor as far as kronor are known for it. */
export interface Worth {
  readonly value: MoneyLike;
  /** Funds priced in other currencies, one amount for each: there are no rates to add them up with. */
  readonly foreign: readonly MoneyLike[];
}

export interface Totals extends Worth {
  readonly cash: MoneyLike;
  readonly holdings: MoneyLike;
}

const CURRENCY = 'SEK';
const money = (sum: Big, currency = CURRENCY): MoneyLike => ({ amount: sum.toFixed(2), currency });

/** What an account is worth: its total where the bank knows it, else its cash and its funds as they are priced. */
export function worthOf({ balance, totalValue, positions }: AccountRowFragment): Worth {
  if (totalValue) return { value: totalValue, foreign: [] };
  const sums = new Map<string, Big>([[CURRENCY, new Big(balance?.amount ?? 0)]]);
  for (const { value } of positions)
    if (value) sums.set(value.currency, (sums.get(value.currency) ?? new Big(0)).plus(value.amount));
  const { [CURRENCY]: value = new Big(0), ...others } = Object.fromEntries(sums);
  return { value: money(value), foreign: Object.entries(others).map(([currency, sum]) => money(sum, currency)) };
}

/** What all accounts are worth together: exact. */
export function totalsOf(accounts: readonly AccountRowFragment[]): Totals {
  let [value, cash] = [new Big(0), new Big(0)];
  const foreign = new Map<string, Big>();
  for (const account of accounts) {
    const worth = worthOf(account);
    value = value.plus(worth.value.amount);
    cash = cash.plus(account.balance?.amount ?? 0);
    for (const { amount, currency } of worth.foreign)
      foreign.set(currency, (foreign.get(currency) ?? new Big(0)).plus(amount));
  }
  return {
    value: money(value),
    cash: money(cash),
    holdings: money(value.minus(cash)),
    foreign: [...foreign].map(([currency, sum]) => money(sum, currency)),
  };
}
