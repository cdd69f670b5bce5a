import { addressOf } from './addresses.ts';
import { countryOf, isFinal } from './status.ts';
import type { ApplicationKey, BankIdSigning, CreditApplication, Link } from './types.ts';

/** What can be done with an application, by the last path segment of its call. */
export const ACTIONS = {
  'kyc-answers': 'answerKyc',
  'redirect-kalp-dk': 'startKalp',
  'verify-application': 'verifyApplication',
  'sign-bankid-se': 'startBankIdSigning',
  'begin-sign-bankid-no': 'startNorwegianSigning',
  'begin-sign-mitid-dk': 'startDanishSigning',
  'approve-paper-application': 'approvePaperApplication',
} as const;
type Segment = keyof typeof ACTIONS;
export type Action = (typeof ACTIONS)[Segment];

const SIGNINGS: Readonly<Record<string, Segment>> = {
  SE: 'sign-bankid-se',
  NO: 'begin-sign-bankid-no',
  DK: 'begin-sign-mitid-dk',
};
export const PAPER_INTENT = 'standalone-account-onboarding-manual';

/** What can be done now: as the links say where there are any, else as the status has it. */
export function availableActions(application: CreditApplication): Action[] {
  if (isFinal(application)) return [];
  const { key, operations } = application;
  const segments = operations?.length
    ? linked(operations, key, '', Object.keys(ACTIONS) as Segment[])
    : byStatus(application);
  const country = countryOf(application);
  const elsewhere = Object.entries(SIGNINGS).flatMap(([of, segment]) => (country && of !== country ? [segment] : []));
  return segments.filter((segment) => !elsewhere.includes(segment)).map((segment) => ACTIONS[segment]);
}

/** What can be done with a Swedish signing now. */
export function signingActions({ key, operations, status, currentExtend, maxExtends }: BankIdSigning) {
  if (status !== 'Pending') return [];
  if (operations?.length) return linked(operations, key, '/sign-bankid-se', ['extend', 'cancel'] as const);
  return (currentExtend ?? 0) < (maxExtends ?? 0) ? (['extend', 'cancel'] as const) : (['cancel'] as const);
}

/**
 * The calls that links name. A link counts only when it is a POST on the very resource that was read, by a path without
 * host, and its name or its last segment is one of those known; it is never followed.
 */
function linked<S extends string>(
  links: readonly Link[],
  key: ApplicationKey,
  below: string,
  known: readonly S[],
): S[] {
  const own = addressOf(key) + below;
  return known.filter((segment) =>
    links.some((link: Partial<Link> | null) => {
      const { rel, method, href } = link ?? {};
      if (method?.toUpperCase() !== 'POST' || typeof href !== 'string' || !/^\/(?!\/)/.test(href)) return false;
      const [address, last] = [href.slice(0, href.lastIndexOf('/')), href.slice(href.lastIndexOf('/') + 1)];
      return address.endsWith(own) && (last === segment || singular(rel) === singular(segment));
    }),
  );
}

/** `add-kyc-answers`, `kyc-answer` and `kyc-answers` are one name. */
const singular = (name: string | undefined): string =>
  (name ?? '').toLowerCase().replace(/^add-/, '').replace(/s$/, '');

/** The status table of the contract notes, section 3. */
function byStatus(application: CreditApplication): Segment[] {
  const { status, kycQuestions, kycAnswers, specialIntent } = application;
  const country = countryOf(application);
  const open = (kycQuestions?.length ?? 0) > 0 && !kycAnswers;
  switch (status) {
    case 'AwaitingComplementaryInfo': {
      // Only Denmark has the budget form; of a limit upgrade the country is not told, but something must be missing.
      const kalp = country === undefined ? !open : country === 'DK';
      return [...(open ? (['kyc-answers'] as const) : []), ...(kalp ? (['redirect-kalp-dk'] as const) : [])];
    }
    case 'InitializedKalp':
      return [...(open ? (['kyc-answers'] as const) : []), 'redirect-kalp-dk'];
    case 'AwaitingVerification':
      return ['verify-application'];
    case 'AwaitingSign':
      if (specialIntent === PAPER_INTENT) return ['approve-paper-application'];
      return signings(country);
    case 'SignRejectedOrFailed':
      return signings(country);
    default:
      return [];
  }
}

/** The signing of the country; all of them where the country is not told. */
const signings = (country: string | undefined): Segment[] =>
  country === undefined ? Object.values(SIGNINGS) : [SIGNINGS[country]].filter((one) => one !== undefined);
