import type { BankIdOrder } from './bankid.ts';
import type { HostedSigning } from './hosted.ts';
import { PAPER_INTENT, type Profile } from './profiles.ts';
import type { Signing } from './signing.ts';
import type { Outcome } from './test-data.ts';
import type { Country, Kind, Status, Wire } from './wire.ts';

/** The applicant, or the owner of the account whose limit is to be raised. */
export interface Person {
  readonly nationalNumber: string;
  readonly country: Country;
  readonly outcome: Outcome;
  readonly customerNo: string;
  /** May have several accounts of a profile: true for test persons, so that demos can be repeated. */
  readonly repeats: boolean;
}

/**
 * An application or a limit upgrade: they differ in `kind`, in `request` and in the effect of approval on `accountNo`.
 */
export interface Onboarding {
  readonly kind: Kind;
  readonly id: string;
  readonly profile: Profile;
  readonly person: Person;
  readonly request: Wire['ApplicationCreateRequest'] | Wire['LimitUpgradeApplicationCreateRequest'];
  /** The account whose limit is raised, or the number of the new account. */
  readonly accountNo: string;
  /** Never expires. */
  readonly permanent: boolean;
  status: Status;
  /** Time of the last status change. */
  statusChangedAt: number;
  lapsed: boolean;
  /** Somebody decides what becomes of it: nothing happens by itself any more. */
  byHand?: true;
  answers?: readonly Wire['KycAnswer'][];
  kalp?: { readonly caseId: string; done: boolean };
  bankId?: BankIdOrder;
  hosted?: HostedSigning;
  /** The current signing, and a function that disables automatic signing. */
  signing?: { readonly by: Signing; readonly callbackUrl: string | undefined; release(): void };
}

export const isPaper = ({ request }: Pick<Onboarding, 'request'>): boolean => request.specialIntent === PAPER_INTENT;

const openQuestions = ({ profile, answers }: Pick<Onboarding, 'profile' | 'answers'>): boolean =>
  profile.questions.length > 0 && !answers;

export const openKalp = ({ profile, kalp }: Pick<Onboarding, 'profile' | 'kalp'>): boolean =>
  profile.kalp && !kalp?.done;

/** The initial status of an application. */
export function firstStatus(onboarding: Pick<Onboarding, 'profile' | 'request'>): Status {
  if (isPaper(onboarding)) return 'AwaitingSign';
  if (openQuestions(onboarding) || openKalp(onboarding)) return 'AwaitingComplementaryInfo';
  return onboarding.profile.check ? 'AwaitingVerification' : 'AwaitingSign';
}

/** The status of an application after the KYC answers or the KALP form have been submitted. */
export function statusAfterInfo(onboarding: Onboarding): Status {
  if (openKalp(onboarding)) return onboarding.kalp ? 'InitializedKalp' : 'AwaitingComplementaryInfo';
  return openQuestions(onboarding) ? 'AwaitingComplementaryInfo' : 'AwaitingVerification';
}

const SIGN_RELS: Readonly<Record<Country, string | undefined>> = {
  SE: 'add-sign-bankid-se',
  NO: 'begin-sign-bankid-no',
  DK: 'begin-sign-mitid-dk',
  FI: undefined,
};

export const canBeSigned = (onboarding: Onboarding): boolean =>
  !isPaper(onboarding) && (onboarding.status === 'AwaitingSign' || onboarding.status === 'SignRejectedOrFailed');

/** All possible links of an application, as in the complete example of a sibling API. */
export const allRels = (kind: Kind): string[] => [
  ...['add-kyc-answers', 'redirect-kalp-dk', 'verify-application'],
  ...Object.values(SIGN_RELS).filter((rel) => rel !== undefined),
  ...(kind === 'Application' ? ['approve-paper-application'] : []),
];

/** The link relations of an application: the operations currently available. */
export function relsOf(onboarding: Onboarding): string[] {
  const { status, person } = onboarding;
  const rels: (string | false | undefined)[] = [
    (status === 'AwaitingComplementaryInfo' || status === 'InitializedKalp') &&
      openQuestions(onboarding) &&
      'add-kyc-answers',
    (status === 'AwaitingComplementaryInfo' || status === 'InitializedKalp') &&
      openKalp(onboarding) &&
      'redirect-kalp-dk',
    status === 'AwaitingVerification' && 'verify-application',
    status === 'AwaitingSign' && isPaper(onboarding) && 'approve-paper-application',
    canBeSigned(onboarding) && SIGN_RELS[person.country],
  ];
  return rels.filter((rel) => typeof rel === 'string');
}
