import Big from 'big.js';
import type { FundRulesFragment, PlaceOrderInput, TicketAccountsQuery } from '../../gql/graphql.ts';
import { readDecimal } from '../../i18n/amount.ts';
import type { Language } from '../../i18n/language.tsx';

export type TicketAccount = NonNullable<TicketAccountsQuery['client']>['accounts']['edges'][number]['node'];
export type Side = 'buy' | 'sell';

/** What has been filled in so far; the size is as it was typed: kronor to buy for, units to sell. */
export interface Draft {
  readonly side: Side;
  readonly account: TicketAccount | undefined;
  readonly fund: FundRulesFragment | undefined;
  readonly size: string;
}

/** What is wrong, by field; each has words in `ticketTexts.problems`. */
export type Problem =
  | {
      readonly kind:
        | 'ACCOUNT_MISSING'
        | 'FUND_MISSING'
        | 'NOT_BUYABLE'
        | 'NOT_SELLABLE'
        | 'SIZE_MISSING'
        | 'NOT_A_NUMBER'
        | 'NOT_POSITIVE';
    }
  | { readonly kind: 'TOO_MANY_DECIMALS'; readonly decimals: number }
  | { readonly kind: 'BELOW_MINIMUM' | 'ABOVE_CASH'; readonly amount: string }
  | { readonly kind: 'ABOVE_UNITS'; readonly units: string };

export interface Problems {
  readonly account?: Problem;
  readonly fund?: Problem;
  readonly size?: Problem;
}

/** Of an amount in kronor; of units where a fund does not say. */
const MONEY_DECIMALS = 2;
const UNIT_DECIMALS = 7;

/** Units of the fund that the account holds. */
export const heldUnits = ({ account, fund }: Pick<Draft, 'account' | 'fund'>): string =>
  account?.positions.find(({ instrument }) => instrument?.id === fund?.id)?.units ?? '0';

/** The smallest purchase: more at first, perhaps, than later. */
export function minimumOf(draft: Pick<Draft, 'account' | 'fund'>): string | undefined {
  const { fund } = draft;
  const least = new Big(heldUnits(draft)).gt(0) ? fund?.minimumSubsequentAmount : fund?.minimumInitialAmount;
  return (least ?? fund?.minimumAmount)?.amount;
}

/** Checks a draft by the rules that the page knows. The gateway and the provider have the last word. */
export function problemsOf(draft: Draft, language: Language): Problems {
  const { side, account, fund } = draft;
  const size = sizeProblem(draft, language);
  const open = side === 'buy' ? fund?.isBuyable : fund?.isSellable;
  const isClosed = open === false || fund?.isTradable === false;
  return {
    ...(!account && { account: { kind: 'ACCOUNT_MISSING' as const } }),
    ...(!fund && { fund: { kind: 'FUND_MISSING' as const } }),
    ...(fund && isClosed && { fund: { kind: side === 'buy' ? ('NOT_BUYABLE' as const) : ('NOT_SELLABLE' as const) } }),
    ...(size && { size }),
  };
}

function sizeProblem(draft: Draft, language: Language): Problem | undefined {
  const { side, account, fund, size } = draft;
  if (size.trim() === '') return { kind: 'SIZE_MISSING' };
  const text = readDecimal(size, language);
  if (text === undefined) return { kind: 'NOT_A_NUMBER' };
  const value = new Big(text);
  if (value.lte(0)) return { kind: 'NOT_POSITIVE' };
  const decimals = side === 'buy' ? MONEY_DECIMALS : (fund?.unitDecimals ?? UNIT_DECIMALS);
  // As typed: whoever means five thousand by “5.000”, or has changed the language, is not to buy for five.
  if (decimalsOf(text) > decimals) return { kind: 'TOO_MANY_DECIMALS', decimals };
  if (side === 'buy') {
    const least = minimumOf(draft);
    if (least !== undefined && value.lt(least)) return { kind: 'BELOW_MINIMUM', amount: least };
    if (account?.balance && value.gt(account.balance.amount))
      return { kind: 'ABOVE_CASH', amount: account.balance.amount };
  } else if (account && fund && value.gt(heldUnits(draft))) return { kind: 'ABOVE_UNITS', units: heldUnits(draft) };
  return undefined;
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** The order of a draft without problems, as the API takes it. */
export function inputOf({ side, account, fund, size }: Draft, language: Language): PlaceOrderInput {
  const value = readDecimal(size, language);
  if (!account || !fund || value === undefined) throw new Error('The draft has problems.');
  const trade = side === 'buy' ? { buyAmount: value } : { sellUnits: value };
  return { account: account.id, instrument: fund.id, trade };
}

/**
 * What the order is worth in the other measure, at the latest price: units of a purchase, an amount of a sale. Undefined
 * without a price, and for a purchase in another currency than kronor.
 */
export function estimateOf({ side, fund }: Draft, value: string): string | undefined {
  const price = fund?.closePrice;
  if (!price || new Big(price.amount).lte(0)) return undefined;
  if (side === 'sell') return new Big(value).times(price.amount).toFixed(MONEY_DECIMALS);
  if (price.currency !== 'SEK') return undefined;
  return new Big(value)
    .div(price.amount)
    .round(fund.unitDecimals ?? UNIT_DECIMALS, Big.roundDown)
    .toString();
}
