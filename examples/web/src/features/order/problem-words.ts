import type { Format } from '../../i18n/format.ts';
import type { ticketTexts } from './ticket-texts.ts';
import type { Problem, Side } from './ticket.ts';

/** A problem of the draft in a person's words. */
export function problemWords(
  problem: Problem,
  side: Side,
  { problems }: (typeof ticketTexts)['en'],
  format: Format,
): string {
  const money = (amount: string): string => format.money({ amount, currency: 'SEK' });
  switch (problem.kind) {
    case 'SIZE_MISSING':
      return problems[`SIZE_MISSING_${side}`];
    case 'TOO_MANY_DECIMALS':
      return problems.TOO_MANY_DECIMALS(problem.decimals);
    case 'BELOW_MINIMUM':
    case 'ABOVE_CASH':
      return problems[problem.kind](money(problem.amount));
    case 'ABOVE_UNITS':
      return problems.ABOVE_UNITS(format.decimal(problem.units));
    default:
      return problems[problem.kind];
  }
}
