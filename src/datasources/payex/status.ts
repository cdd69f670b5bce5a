import { encoded } from '../kit/http/address.ts';
import type { ApplicationKey, CreditApplication, Wire } from './types.ts';

export type Status = Wire['ApplicationStatus'];

/** The same nine for both kinds. Names are PayEx's, meanings inferred (contract notes, section 3). */
export const STATUSES: Readonly<Record<Status, string>> = {
  AwaitingComplementaryInfo: 'KYC answers, or the Danish budget form, are missing: `answerKyc`, `startKalp`.',
  InitializedKalp: 'The Danish budget form is open: the applicant fills it in at its address.',
  AwaitingVerification: 'Everything is supplied: `verifyApplication` runs the checks.',
  AwaitingSign: 'The checks are passed: the applicant has to sign (or the paper form to be approved).',
  InitializedDigitalSign: 'A signing is under way: follow it with `signStatus`.',
  SignRejectedOrFailed: 'The signing was declined, canceled or ran out of time. Signing may start anew.',
  SignMismatch: 'Somebody other than the applicant signed. Final: begin a new application.',
  Rejected: 'The credit check was declined. Final.',
  Approved: 'Signed and done: the account is open, or its limit raised. Final.',
};

const FINAL: ReadonlySet<string> = new Set<Status>(['Approved', 'Rejected', 'SignMismatch']);
/** Nothing comes after it. A status that is not known never counts as final. */
export const isFinal = ({ status }: Pick<CreditApplication, 'status'>): boolean => FINAL.has(status ?? '');

/** The account is open, or its limit raised. */
export const isApproved = ({ status }: Pick<CreditApplication, 'status'>): boolean => status === 'Approved';

/** Its signing has come to nothing, and another one may be started. */
export const maySignAgain = ({ status }: Pick<CreditApplication, 'status'>): boolean =>
  status === 'SignRejectedOrFailed';

/** Nothing more comes of the signing that is under way, if one is. */
export const isSettled = (application: Pick<CreditApplication, 'status'>): boolean =>
  isFinal(application) || maySignAgain(application);

/** `SE`, `NO`, `DK` or `FI`; undefined for a limit upgrade, which names no person, and for what is no country. */
export const countryOf = ({ nationalConsumerIdentifier }: CreditApplication): string | undefined => {
  const country: unknown = nationalConsumerIdentifier?.countryCode;
  return typeof country === 'string' && /^[A-Z]{2}$/i.test(country) ? country.toUpperCase() : undefined;
};

/** The key of an application in one word. */
export const keyText = (key: ApplicationKey): string =>
  [key.kind, key.kind === 'Application' ? key.profile : '', key.id].map(encoded).join(':');
