import { path } from '../kit/http/transport.ts';
import { addressOf } from './addresses.ts';
import { countryOf, type Status } from './status.ts';
import type { BankIdSigning, CreditApplication, Link, Offer } from './types.ts';

/** What can be done with an application, by the last path segment of its call. */
const ACTIONS = {
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

/** The country whose people alone can take a step; the budget form is Danish. */
const COUNTRY: Readonly<Partial<Record<Segment, string>>> = {
  'redirect-kalp-dk': 'DK',
  'sign-bankid-se': 'SE',
  'begin-sign-bankid-no': 'NO',
  'begin-sign-mitid-dk': 'DK',
};
const SIGNINGS = ['sign-bankid-se', 'begin-sign-bankid-no', 'begin-sign-mitid-dk'] as const;
const SUPPLEMENTS = ['kyc-answers', 'redirect-kalp-dk'] as const;
const PAPER_INTENT = 'standalone-account-onboarding-manual';

/** The steps that each status leaves open (contract notes, section 3). */
const STEPS: Readonly<Record<Status, readonly Segment[]>> = {
  AwaitingComplementaryInfo: SUPPLEMENTS,
  InitializedKalp: SUPPLEMENTS,
  AwaitingVerification: ['verify-application'],
  AwaitingSign: [...SIGNINGS, 'approve-paper-application'],
  SignRejectedOrFailed: SIGNINGS,
  InitializedDigitalSign: [],
  SignMismatch: [],
  Rejected: [],
  Approved: [],
};

/**
 * What can be done now: the steps that status, country, intent and questions leave open. A list of links narrows them
 * down, since a step without a link is not possible (PayEx may list links whatever the status); an absent or empty list
 * says nothing. KYC alone is offered without a link too, as long as questions are open: the published examples show no
 * links beside them. Of a status that is not known the links alone decide.
 */
export function availableActions(application: CreditApplication): Action[] {
  const { key, status, operations } = application;
  const known = status !== undefined && Object.hasOwn(STEPS, status);
  if (!known && !operations?.length) return [];
  const steps = (known ? STEPS[status] : (Object.keys(ACTIONS) as Segment[])).filter((step) => fits(step, application));
  const links = operations?.length ? new Set(linked(operations, addressOf(key), steps)) : undefined;
  const isOpen = (step: Segment): boolean => {
    if (step !== 'kyc-answers') return links ? links.has(step) : isDue(step, application);
    const { questions, answered } = kycOf(application);
    // Without questions only a link can show that there are any.
    return !answered && ((known && questions) || links?.has(step) === true);
  };
  return steps.filter(isOpen).map((step) => ACTIONS[step]);
}

/**
 * Whether KYC questions are asked, and whether they are known to be answered. An address in `kycAnswers` is not: it may
 * be there before the answers are (contract notes, section 2).
 */
function kycOf({ kycQuestions, kycAnswers }: CreditApplication): { questions: boolean; answered: boolean } {
  const answered = typeof kycAnswers === 'object' && (kycAnswers?.answers?.length ?? 0) > 0;
  return { questions: (kycQuestions?.length ?? 0) > 0, answered };
}

/**
 * Whether it takes the answers behind the address in `kycAnswers` to tell whether there is still something to answer.
 */
export const needsAnswers = (application: CreditApplication): boolean =>
  typeof application.kycAnswers === 'string' &&
  kycOf(application).questions &&
  (application.status === 'AwaitingComplementaryInfo' || application.status === 'InitializedKalp');

/** Whether the step is one for this country and this intent. */
function fits(step: Segment, application: CreditApplication): boolean {
  const { status, specialIntent } = application;
  if (step === 'approve-paper-application') return specialIntent === PAPER_INTENT;
  if (step === 'redirect-kalp-dk' && status === 'InitializedKalp') return true; // there is a form
  if (specialIntent === PAPER_INTENT && status === 'AwaitingSign') return false; // signed by hand
  const country = countryOf(application);
  return country === undefined || (COUNTRY[step] ?? country) === country;
}

/** Whether a step that no link is known of is due, as far as the application shows. */
function isDue(step: Segment, application: CreditApplication): boolean {
  if (step !== 'redirect-kalp-dk') return true;
  const { questions, answered } = kycOf(application);
  // A limit upgrade does not contain its country. Only a Dane has a form, while anybody's questions come first.
  return application.status === 'InitializedKalp' || countryOf(application) === 'DK' || !questions || answered;
}

/** What can be done with a Swedish signing now. */
export function signingActions({ key, operations, status, currentExtend, maxExtends }: BankIdSigning) {
  if (status !== 'Pending') return [];
  if (operations?.length) return linked(operations, `${addressOf(key)}/sign-bankid-se`, ['extend', 'cancel'] as const);
  return (currentExtend ?? 0) < (maxExtends ?? 0) ? (['extend', 'cancel'] as const) : (['cancel'] as const);
}

/** What can be done with an offer, by the last path segment of its call. */
const OFFER_ACTIONS = {
  applications: 'createApplication',
  'create-account-without-application': 'createAccountDirectly',
} as const;
type OfferSegment = keyof typeof OFFER_ACTIONS;
export type OfferAction = (typeof OFFER_ACTIONS)[OfferSegment];

/** What can be done with an offer: what its links name; an absent or empty list says nothing. */
export function offerActions({ accountProfile, operations }: Offer): OfferAction[] {
  const known = Object.keys(OFFER_ACTIONS) as OfferSegment[];
  const open = operations?.length ? linked(operations, path`/offers/${accountProfile}`, known) : known;
  return open.map((segment) => OFFER_ACTIONS[segment]);
}

/**
 * The calls that links name. A link counts only when it is a POST on the very resource that was read, by a path without
 * host, and its name or its last segment is one of those known; it is never followed. What is no link says nothing.
 */
function linked<S extends string>(links: unknown, own: string, known: readonly S[]): S[] {
  if (!Array.isArray(links)) return [];
  return known.filter((segment) =>
    links.some((link: Readonly<Record<keyof Link, unknown>> | null) => {
      const { rel, method, href } = link ?? {};
      if (String(method).toUpperCase() !== 'POST' || typeof href !== 'string' || !/^\/(?!\/)/.test(href)) return false;
      const [address, last] = [href.slice(0, href.lastIndexOf('/')), href.slice(href.lastIndexOf('/') + 1)];
      return address.endsWith(own) && (last === segment || singular(rel) === singular(segment));
    }),
  );
}

/** `add-kyc-answers`, `kyc-answer` and `kyc-answers` are one name. */
const singular = (name: unknown): string =>
  (typeof name === 'string' ? name : '').toLowerCase().replace(/^add-/, '').replace(/s$/, '');
