import Big from 'big.js';
import type { AccountRowFragment } from '../../gql/graphql.ts';
import type { MoneyLike } from '../../i18n/format.ts';

export interface Totals {
  readonly value: MoneyLike;
  readonly cash: MoneyLike;
  readonly holdings: MoneyLike;
  /** Accounts whose value is known, and is in `value`. */
  readonly counted: number;
}

const CURRENCY = 'SEK';

/** What the accounts are worth together, as far as it is known: exact, in kronor. */
export function totalsOf(accounts: readonly AccountRowFragment[]): Totals {
  let [value, cash, holdings, counted] = [new Big(0), new Big(0), new Big(0), 0];
  for (const { balance, totalValue } of accounts) {
    if (balance) cash = cash.plus(balance.amount);
    if (!totalValue) continue;
    counted += 1;
    value = value.plus(totalValue.amount);
    holdings = holdings.plus(totalValue.amount).minus(balance?.amount ?? 0);
  }
  const money = (sum: Big): MoneyLike => ({ amount: sum.toFixed(2), currency: CURRENCY });
  return { value: money(value), cash: money(cash), holdings: money(holdings), counted };
}
