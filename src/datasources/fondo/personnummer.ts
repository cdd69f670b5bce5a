import { hasLuhnDigit, isDate } from '../kit/check-digits.ts';

/**
 * Whether a text is a Swedish personnummer, or samordningsnummer (day plus 60), of twelve digits and of the 20th or 21st
 * century: a day that exists, and a valid check digit over the last ten (Skatteverket SKV 704).
 */
export function isPersonnummer(text: string): boolean {
  const [, year, month, day] = /^((?:19|20)\d{2})(\d{2})(\d{2})\d{4}$/.exec(text) ?? [];
  if (!year) return false;
  return isDate(Number(year), Number(month), Number(day) % 60) && hasLuhnDigit(text.slice(2));
}
