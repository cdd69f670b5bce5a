import { hasLuhnDigit, isDate } from '../kit/check-digits.ts';

/** What is wrong with a national number is said in one sentence; the number itself is never repeated. */
interface Rule {
  readonly expected: string;
  isValid(number: string): boolean;
}

export type Country = 'SE' | 'NO' | 'DK' | 'FI';

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

const NO_FIRST = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1] as const;
const NO_SECOND = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1] as const;
const FI_CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const FI_CENTURY: Readonly<Record<string, number>> = {
  '+': 1800,
  ...Object.fromEntries([...'-UVWXY'].map((sign) => [sign, 1900])),
  ...Object.fromEntries([...'ABCDEF'].map((sign) => [sign, 2000])),
};

/**
 * What each authority issues, special kinds included; a number that may exist is never refused.
 * - SE, Skatteverket (SKV 704, SKV 707): a birth number from 001, Luhn over the last ten digits; a coordination number
 *   adds 60 to the day.
 * - NO, Skatteetaten: two check digits modulus 11; a D-number adds 40 to the day; synthetic persons of the test
 *   environments add 80 (Tenor) or 40 (Nav) to the month.
 * - DK, CPR-kontoret ("Personnumre uden kontrolciffer"): no check digit since 1 October 2007; the century lies in the
 *   seventh digit and the year; a replacement number adds 60 to the day.
 * - FI, Digital and Population Data Services Agency: since 2023 the letters U to Y stand for the 1900s and A to F for
 *   the 2000s; individual numbers begin at 002, and those from 900 are temporary or made for tests.
 */
const RULES: Readonly<Record<Country, Rule>> = {
  SE: {
    expected: 'a Swedish personal or coordination number of twelve digits with a valid check digit: YYYYMMDD-NNNC',
    isValid(number) {
      const [, year, month, day, rest] = /^(\d{4})(\d\d)(\d\d)-?((?!000)\d{4})$/.exec(number) ?? [];
      if (!year || !month || !day || !rest) return false;
      return isDate(Number(year), Number(month), less(day, 60)) && hasLuhnDigit(year.slice(2) + month + day + rest);
    },
  },
  NO: {
    expected:
      'a Norwegian national or D-number of eleven digits, which begins with a date and ends with two check digits',
    isValid(number) {
      const [, day, month, year] = /^(\d\d)(\d\d)(\d\d)\d{5}$/.exec(number) ?? [];
      if (!day || !month || !year) return false;
      // The century does not matter but for 29 February 1900, which no number needs.
      const isDated = isDate(2000 + Number(year), less(month, 80, 40), less(day, 40));
      return isDated && weighted(number, NO_FIRST) % 11 === 0 && weighted(number, NO_SECOND) % 11 === 0;
    },
  },
  DK: {
    expected: 'a Danish CPR number of ten digits that begins with a date: DDMMYY-NNNN',
    isValid(number) {
      const [, day, month, year, seventh] = /^(\d\d)(\d\d)(\d\d)-?(\d)\d{3}$/.exec(number) ?? [];
      if (!day || !month || !year || !seventh) return false;
      return isDate(danishYear(Number(year), Number(seventh)), Number(month), less(day, 60));
    },
  },
  FI: {
    expected: 'a Finnish personal identity code with a valid check character: DDMMYY-NNNC',
    isValid(number) {
      const [, day, month, year, sign, rest, check] =
        /^(\d\d)(\d\d)(\d\d)([-+A-FU-Y])((?!00[01])\d{3})([\dA-Y])$/.exec(number) ?? [];
      if (!day || !month || !year || !sign || !rest) return false;
      const century = FI_CENTURY[sign] ?? 0;
      const remainder = Number(day + month + year + rest) % 31;
      return isDate(century + Number(year), Number(month), Number(day)) && FI_CHECK[remainder] === check;
    },
  },
};

/** Two digits without what a special kind of number adds to them: the first of `added` that is below them. */
function less(digits: string, ...added: readonly number[]): number {
  const value = Number(digits);
  return value - (added.find((one) => value > one) ?? 0);
}

/** The century of a CPR number lies in its seventh digit, together with the year. */
function danishYear(year: number, seventh: number): number {
  if (seventh <= 3) return 1900 + year;
  if (seventh === 4 || seventh === 9) return year <= 36 ? 2000 + year : 1900 + year;
  return year <= 57 ? 2000 + year : 1800 + year;
}

/** What was expected, in words; undefined when the number is a valid one of the country. */
export const faultOfNationalNumber = (number: string, country: Country): string | undefined =>
  RULES[country].isValid(number) ? undefined : `expected ${RULES[country].expected}`;
