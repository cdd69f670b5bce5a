/** What is wrong with a national number is said in one sentence; the number itself is never repeated. */
interface Rule {
  readonly expected: string;
  isValid(number: string): boolean;
}

export type Country = 'SE' | 'NO' | 'DK' | 'FI';

const isDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

/** Luhn over ten digits, the last of which is the check digit. */
const luhn = (digits: string): boolean =>
  [...digits].reduce((sum, digit, at) => {
    const product = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return sum + (product > 9 ? product - 9 : product);
  }, 0) %
    10 ===
  0;

const NO_FIRST = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1] as const;
const NO_SECOND = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1] as const;
const FI_CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const FI_CENTURY: Readonly<Record<string, number>> = {
  '+': 1800,
  ...Object.fromEntries([...'-UVWXY'].map((sign) => [sign, 1900])),
  ...Object.fromEntries([...'ABCDEF'].map((sign) => [sign, 2000])),
};

const RULES: Readonly<Record<Country, Rule>> = {
  SE: {
    expected: 'a Swedish personal number of twelve digits with a valid check digit: YYYYMMDD-NNNC',
    isValid(number) {
      const [, year, month, day, rest] = /^(\d{4})(\d\d)(\d\d)-?(\d{4})$/.exec(number) ?? [];
      if (!year || !month || !day || !rest) return false;
      // A coordination number adds 60 to the day.
      const dated = Number(day) > 60 ? Number(day) - 60 : Number(day);
      return isDate(Number(year), Number(month), dated) && luhn(year.slice(2) + month + day + rest);
    },
  },
  NO: {
    expected: 'a Norwegian national number of eleven digits with two valid check digits',
    isValid: (number) =>
      /^\d{11}$/.test(number) && weighted(number, NO_FIRST) % 11 === 0 && weighted(number, NO_SECOND) % 11 === 0,
  },
  DK: {
    expected: 'a Danish CPR number of ten digits that begins with a date: DDMMYY-NNNN',
    isValid(number) {
      const [, day, month, year, seventh] = /^(\d\d)(\d\d)(\d\d)-?(\d)\d{3}$/.exec(number) ?? [];
      if (!day || !month || !year || !seventh) return false;
      // Modulus 11 no longer holds since 2007; a replacement number adds 60 to the day.
      const dated = Number(day) > 60 ? Number(day) - 60 : Number(day);
      return isDate(danishYear(Number(year), Number(seventh)), Number(month), dated);
    },
  },
  FI: {
    expected: 'a Finnish personal identity code with a valid check character: DDMMYY-NNNC',
    isValid(number) {
      const [, day, month, year, sign, rest, check] =
        /^(\d\d)(\d\d)(\d\d)([-+A-FU-Y])(\d{3})([\dA-Y])$/.exec(number) ?? [];
      if (!day || !month || !year || !sign || !rest) return false;
      const century = FI_CENTURY[sign] ?? 0;
      const remainder = Number(day + month + year + rest) % 31;
      return isDate(century + Number(year), Number(month), Number(day)) && FI_CHECK[remainder] === check;
    },
  },
};

/** The century of a CPR number lies in its seventh digit, together with the year. */
function danishYear(year: number, seventh: number): number {
  if (seventh <= 3) return 1900 + year;
  if (seventh === 4 || seventh === 9) return year <= 36 ? 2000 + year : 1900 + year;
  return year <= 57 ? 2000 + year : 1800 + year;
}

export const COUNTRIES = Object.keys(RULES) as Country[];

/** What was expected, in words; undefined when the number is a valid one of the country. */
export const faultOfNationalNumber = (number: string, country: Country): string | undefined =>
  RULES[country].isValid(number) ? undefined : `expected ${RULES[country].expected}`;
