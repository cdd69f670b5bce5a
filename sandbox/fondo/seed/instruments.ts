import { isin, luhn } from '../ids.ts';
import type { Instrument } from '../types.ts';
import { COMPLEX, FUNDS, NOT_BUYABLE, NOT_SELLABLE, type FundRow } from './reference-data.ts';

/** Creates `count` funds in ascending order of id; those beyond the named funds are numbered. */
export function seedInstruments(count: number): Instrument[] {
  const numbered = Array.from({ length: Math.max(0, count - FUNDS.length) }, (_, index): FundRow => {
    const number = String(index + 1).padStart(5, '0');
    return [`Blandfond ${index + 1}`, `SE0090${number}`, 'SEK', 100 + (index % 400), 4, 0.9];
  });
  const rows = [...FUNDS, ...numbered].slice(0, count);
  return rows.map(toInstrument).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toInstrument([name, number, currency, closePrice, decimalsUnits, ongoing]: FundRow): Instrument {
  const isincode = isin(number.slice(0, 2), number.slice(2));
  const [isBuyable, isSellable] = [!NOT_BUYABLE.has(name), !NOT_SELLABLE.has(name)];
  const least = currency === 'SEK' ? 100 : 500;
  return {
    id: `${isincode}${currency}`,
    isincode,
    name,
    currency,
    closePrice,
    priceDate: '2025-09-29T00:00:00.000Z',
    kiid: [{ language: 'sv', url: `https://example.com/kiid/${isincode}_sv.pdf` }],
    decimalsUnits,
    minInvestmentAmountSEK: least,
    minInitialAmountSek: least,
    minSubsequentAmountSek: least,
    isComplex: COMPLEX.has(name),
    isBuyable,
    isSellable,
    isTradable: isBuyable || isSellable,
    cost: { ongoing, transaction: 0.1, entry: 0, exit: 0 },
    rebate: luhn(number.slice(2).replaceAll(/\D/g, '')) * 10,
  };
}
