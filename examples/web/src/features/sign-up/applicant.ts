import Big from 'big.js';
import type { ApplicantCountry, CreateApplicationInput, CreditOfferFragment } from '../../gql/graphql.ts';
import { readDecimal } from '../../i18n/amount.ts';
import type { Language } from '../../i18n/language.tsx';

/** What has been filled in, as it was typed. */
export interface Draft {
  readonly limit: string;
  readonly nationalNumber: string;
  readonly email: string;
  readonly mobile: string;
  readonly isAgreed: boolean;
}

export const EMPTY: Draft = { limit: '', nationalNumber: '', email: '', mobile: '', isAgreed: false };

export type Field = keyof Draft;
/** What is wrong with a field; `REFUSED`: the bank has found it. */
export type Problem = 'MISSING' | 'NOT_A_NUMBER' | 'ABOVE_MAXIMUM' | 'FORM' | 'REFUSED';
export type Problems = Readonly<Partial<Record<Field, Problem>>>;

interface Country {
  /** Of a national number without blanks. */
  readonly nationalNumber: RegExp;
  /** Of phones, instead of the zero with which numbers begin inside the country. */
  readonly prefix: string;
}

/** The form of what a person types. Check digits and dates are the API's to judge. */
const COUNTRIES: Readonly<Record<ApplicantCountry, Country>> = {
  SE: { nationalNumber: /^(?:\d{2})?\d{6}[-+]?\d{4}$/, prefix: '+46' },
  NO: { nationalNumber: /^\d{11}$/, prefix: '+47' },
  DK: { nationalNumber: /^\d{6}-?\d{4}$/, prefix: '+45' },
  FI: { nationalNumber: /^\d{6}[-+A-FU-Y]\d{3}[\dA-Y]$/, prefix: '+358' },
};

/** Checks a draft by the rules that the page knows. */
export function problemsOf(
  draft: Draft,
  offer: CreditOfferFragment,
  country: ApplicantCountry,
  language: Language,
): Problems {
  const { email, nationalNumber, mobile, isAgreed } = draft;
  const limit = limitProblem(draft.limit, offer, language);
  const number = withoutBlanks(nationalNumber);
  return {
    ...(limit && { limit }),
    ...(number === ''
      ? { nationalNumber: 'MISSING' as const }
      : !COUNTRIES[country].nationalNumber.test(number) && { nationalNumber: 'FORM' as const }),
    ...(email.trim() === ''
      ? { email: 'MISSING' as const }
      : !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim()) && { email: 'FORM' as const }),
    ...(mobile.trim() !== '' && !/^\+\d{4,14}$/.test(phone(mobile, country)) && { mobile: 'FORM' as const }),
    ...(!isAgreed && { isAgreed: 'MISSING' as const }),
  };
}

function limitProblem(typed: string, { maxCreditLimit }: CreditOfferFragment, language: Language): Problem | undefined {
  if (typed.trim() === '') return 'MISSING';
  const text = readDecimal(typed, language);
  if (text === undefined || !/^\d+(?:\.\d{1,2})?$/.test(text) || new Big(text).lte(0)) return 'NOT_A_NUMBER';
  return maxCreditLimit && new Big(text).gt(maxCreditLimit.amount) ? 'ABOVE_MAXIMUM' : undefined;
}

/** The application of a draft without problems, as the API takes it. */
export function inputOf(
  { limit, nationalNumber, email, mobile }: Draft,
  offer: CreditOfferFragment,
  country: ApplicantCountry,
  language: Language,
): CreateApplicationInput {
  return {
    offer: offer.id,
    country,
    requestedLimit: readDecimal(limit, language) ?? '',
    nationalNumber: nationalNumberOf(nationalNumber, country),
    email: email.trim(),
    ...(mobile.trim() !== '' && { mobileNumber: phone(mobile, country) }),
    language: language === 'sv' ? 'SV' : 'EN',
    // Finland has no digital signing: its applications are approved on paper.
    ...(country === 'FI' && { specialIntent: 'standalone-account-onboarding-manual' }),
  };
}

const withoutBlanks = (text: string): string => text.replace(/\s/g, '').toUpperCase();

/** Swedes leave the century out: it is the latest that is not to come, or the one before with a plus sign. */
export function nationalNumberOf(typed: string, country: ApplicantCountry, today = new Date()): string {
  const number = withoutBlanks(typed);
  const [, year, date, sign, rest] = /^(\d\d)(\d{4})([-+]?)(\d{4})$/.exec(number) ?? [];
  if (country !== 'SE' || !year || !date || !rest) return number;
  const now = today.getFullYear();
  const latest = Math.floor(now / 100) * 100 + Number(year);
  const century = Math.floor((latest > now ? latest - 100 : latest) / 100) - (sign === '+' ? 1 : 0);
  return `${century}${year}${date}-${rest}`;
}

/** In international form: `070-123 45 67` in Sweden is `+46701234567`. */
function phone(typed: string, country: ApplicantCountry): string {
  const digits = typed.replace(/[\s()/-]/g, '').replace(/^00/, '+');
  return digits.startsWith('+') ? digits : COUNTRIES[country].prefix + digits.replace(/^0/, '');
}

/** Fields of the form by paths of the API's input. */
const FIELDS: Readonly<Record<string, Field>> = {
  'input.requestedLimit': 'limit',
  'input.nationalNumber': 'nationalNumber',
  'input.email': 'email',
  'input.mobileNumber': 'mobile',
};

/** The fields that the API has found something wrong with; undefined where it names one that is not in the form. */
export function fieldsOf(paths: readonly string[]): Problems | undefined {
  const fields = paths.map((path) => FIELDS[path]);
  if (fields.length === 0 || fields.includes(undefined)) return undefined;
  return Object.fromEntries(fields.map((field) => [field, 'REFUSED']));
}
