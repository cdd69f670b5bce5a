import type { ArgBuilder } from '@pothos/core';
import type { Instrument } from '../../../datasources/fondo/types.ts';
import { InvalidInput } from '../../../problem.ts';
import type { Types } from '../../kit/builder.ts';
import { pageArgs, type PageArgs } from '../../kit/page-args.ts';

const MAX_SEARCH = 100;

/** What lists of funds can be narrowed down by. Fondo has no filters: the gateway searches its list, which may be cached. */
export const instrumentArgs = (t: ArgBuilder<Types>) => ({
  ...pageArgs(t),
  search: t.string({
    description: `Only funds whose name or ISIN contains each of these words, in any case, with or without accents; at most ${MAX_SEARCH} characters. Searched by the gateway.`,
  }),
  isBuyable: t.boolean({ description: 'Only funds that are open for subscriptions, or only those that are not.' }),
  isSellable: t.boolean({ description: 'Only funds that are open for redemptions, or only those that are not.' }),
  currency: t({ type: 'Currency', description: 'Only funds with prices in this currency.' }),
});

export interface InstrumentArgs extends PageArgs {
  readonly search?: string | null | undefined;
  readonly isBuyable?: boolean | null | undefined;
  readonly isSellable?: boolean | null | undefined;
  readonly currency?: string | null | undefined;
}

/** Whether a fund is asked for; undefined where all are. A fund of which Fondo does not say so is not open. */
export function matching(args: InstrumentArgs): ((fund: Instrument) => boolean) | undefined {
  const { search, isBuyable, isSellable, currency } = args;
  if ([search, isBuyable, isSellable, currency].every((one) => one == null)) return undefined;
  const words = search == null ? [] : wordsOf(search);
  return (fund) =>
    (isBuyable == null || (fund.isBuyable ?? false) === isBuyable) &&
    (isSellable == null || (fund.isSellable ?? false) === isSellable) &&
    (currency == null || fund.currency === currency) &&
    (words.length === 0 || contains(folded(`${fund.name ?? ''} ${fund.isincode ?? ''}`), words));
}

function wordsOf(search: string): string[] {
  const words = search.length <= MAX_SEARCH ? folded(search).split(/\s+/).filter(Boolean) : [];
  if (words.length > 0) return words;
  throw new InvalidInput([{ path: 'search', message: `expected 1 to ${MAX_SEARCH} characters that are not blank` }]);
}

const contains = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));

/** Without accents, in small letters. */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
