import Big from 'big.js';
import type { EmploymentType, StartLoanJourneyInput } from '../../gql/graphql.ts';
import { readDecimal } from '../../i18n/amount.ts';
import type { Language } from '../../i18n/language.tsx';

/** What has been filled in, as it was typed. */
export interface Draft {
  readonly name: string;
  readonly mobile: string;
  /** As date fields have it: `1995-06-20`. */
  readonly born: string;
  readonly employment: EmploymentType | undefined;
  readonly income: string;
  readonly consent: boolean;
}

export const EMPTY: Draft = { name: '', mobile: '', born: '', employment: undefined, income: '', consent: false };

export type Field = keyof Draft;
/** `REFUSED`: the API has found it. */
export type Problem = 'MISSING' | 'FORM' | 'REFUSED';
export type Problems = Readonly<Partial<Record<Field, Problem>>>;

const ADULT_YEARS = 18;

const digitsOf = (mobile: string): string => mobile.replace(/[\s-]/g, '').replace(/^(?:\+|00)91/, '');

/** Checks a draft by the rules that the page knows. The API has the last word. */
export function problemsOf(draft: Draft, language: Language, today = new Date()): Problems {
  const { name, mobile, born, employment, income, consent } = draft;
  const adult = new Date(today);
  adult.setFullYear(adult.getFullYear() - ADULT_YEARS);
  const amount = readDecimal(income, language);
  return {
    ...(name.trim() === '' && { name: 'MISSING' as const }),
    ...(mobile.trim() === ''
      ? { mobile: 'MISSING' as const }
      : !/^[6-9]\d{9}$/.test(digitsOf(mobile)) && { mobile: 'FORM' as const }),
    ...(born === '' ? { born: 'MISSING' as const } : new Date(born) > adult && { born: 'FORM' as const }),
    ...(!employment && { employment: 'MISSING' as const }),
    ...(income.trim() === ''
      ? { income: 'MISSING' as const }
      : (amount === undefined || new Big(amount).lte(0) || !/^\d+(?:\.\d{1,2})?$/.test(amount)) && {
          income: 'FORM' as const,
        }),
    ...(!consent && { consent: 'MISSING' as const }),
  };
}

/** The application of a draft without problems, as the API takes it. */
export const inputOf = (draft: Draft, borrower: string, language: Language): StartLoanJourneyInput => ({
  borrower,
  type: 'PERSONAL_LOAN',
  personal: { panName: draft.name.trim(), mobileNumber: digitsOf(draft.mobile), dateOfBirth: draft.born },
  work: {
    employmentType: draft.employment ?? null,
    income: readDecimal(draft.income, language) ?? null,
    incomePeriod: 'MONTHLY',
  },
  preferences: { bureauConsent: draft.consent },
});

/** Fields of the form by paths of the API's input. */
const FIELDS: Readonly<Record<string, Field>> = {
  'input.personal.panName': 'name',
  'input.personal.mobileNumber': 'mobile',
  'input.personal.dateOfBirth': 'born',
  'input.work.income': 'income',
};

/** The fields that the API has found something wrong with; undefined where it names one that is not in the form. */
export function fieldsOf(paths: readonly string[]): Problems | undefined {
  const fields = paths.map((path) => FIELDS[path]);
  if (fields.length === 0 || fields.includes(undefined)) return undefined;
  return Object.fromEntries(fields.map((field) => [field, 'REFUSED']));
}
