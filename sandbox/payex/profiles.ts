import { FULL_QUESTIONS, SHORT_QUESTIONS, type Question } from './questions.ts';
import type { Country, Wire } from './wire.ts';

/** An account profile of the ledger, and its onboarding requirements. */
export interface Profile {
  readonly key: string;
  readonly title: string;
  readonly country: Country;
  readonly currency: Wire['CurrencyCode'];
  readonly maxCreditLimit: number;
  readonly reminderFee: number;
  /** Annual interest rate in percent. */
  readonly penaltyInterestRate: number;
  readonly questions: readonly Question[];
  /** Requires the Danish budget form (KALP). */
  readonly kalp: boolean;
  /** Requires verify-application even without questions. */
  readonly check: boolean;
  /** Supported values of `specialIntent`. */
  readonly intents: readonly string[];
}

export const PAPER_INTENT = 'standalone-account-onboarding-manual';
export const STANDALONE_INTENTS: readonly string[] = ['standalone-account-onboarding', PAPER_INTENT];
const APPLICATION_INTENTS = ['new-account-for-invoice-conversion', ...STANDALONE_INTENTS];
/** Known values of `specialIntent` for applications and for limit upgrades. */
export const KNOWN_INTENTS: readonly string[] = APPLICATION_INTENTS;
export const KNOWN_UPGRADE_INTENTS: readonly string[] = [
  'limit-upgrade-for-invoice-conversion',
  'IncreaseLimitForInvoiceConversion',
];

const swedish = { country: 'SE', currency: 'SEK', reminderFee: 35, kalp: false, intents: APPLICATION_INTENTS } as const;
const danish = { country: 'DK', currency: 'DKK', reminderFee: 100, penaltyInterestRate: 10.05 } as const;

export const PROFILES: readonly Profile[] = [
  {
    ...swedish,
    key: 'kontotyp-1',
    title: 'Kontokredit',
    maxCreditLimit: 50_000,
    penaltyInterestRate: 18,
    questions: FULL_QUESTIONS,
    check: true,
  },
  {
    ...swedish,
    key: 'kontotyp-2',
    title: 'Fakturakonto',
    maxCreditLimit: 10_000,
    penaltyInterestRate: 20,
    questions: [],
    check: false,
  },
  {
    ...swedish,
    key: 'kontotyp-3',
    title: 'Delbetalning',
    maxCreditLimit: 25_000.5,
    penaltyInterestRate: 19.75,
    questions: [],
    check: true,
    intents: ['new-account-for-invoice-conversion'],
  },
  {
    key: 'kontotype-no',
    title: 'Kredittkonto',
    country: 'NO',
    currency: 'NOK',
    maxCreditLimit: 60_000,
    reminderFee: 35,
    penaltyInterestRate: 12.5,
    questions: SHORT_QUESTIONS,
    kalp: false,
    check: true,
    intents: APPLICATION_INTENTS,
  },
  {
    ...danish,
    key: 'kontotype-dk',
    title: 'Kreditkonto',
    maxCreditLimit: 40_000,
    questions: SHORT_QUESTIONS,
    kalp: true,
    check: true,
    intents: APPLICATION_INTENTS,
  },
  {
    ...danish,
    key: 'kontotype-dk-mini',
    title: 'Fakturakonto',
    maxCreditLimit: 5_000,
    questions: [],
    kalp: false,
    check: false,
    intents: APPLICATION_INTENTS,
  },
  {
    key: 'tilityyppi-fi',
    title: 'Luottotili',
    country: 'FI',
    currency: 'EUR',
    maxCreditLimit: 5_000,
    reminderFee: 5,
    penaltyInterestRate: 11.5,
    questions: [],
    kalp: false,
    check: true,
    intents: [PAPER_INTENT],
  },
];

export const profileOf = (key: string | undefined): Profile | undefined =>
  PROFILES.find((profile) => profile.key === key);
