import type { z } from 'zod';
import type { Onboarding } from '../../payex/onboarding.ts';
import type { PayexSandbox } from '../../payex/index.ts';
import type { Signing, SigningResult } from '../../payex/signing.ts';
import type { Status } from '../../payex/wire.ts';
import { parseGlobalId } from '../../../src/schema/kit/global-id.ts';
import type { Bench } from '../bench.ts';
import { notPossible } from '../errors.ts';
import type { ApplicationStatus, SigningAct } from '../model/acts.ts';
import { unknownObject } from '../objects.ts';
import type { Handlers } from '../operations.ts';
import { applicationView } from '../views/others.ts';

/** What can be done to applications and limit upgrades of PayEx. */
export const payexHandlers = (bench: Bench): Pick<Handlers, 'setApplication' | 'actOnSigning'> => ({
  setApplication({ id, body: { status } }) {
    const { payex } = bench;
    const onboarding = onboardingOf(payex, id);
    putApplication(payex, onboarding, status);
    return applicationView(onboarding, payex.url);
  },

  actOnSigning({ id, body: { act } }) {
    const { payex } = bench;
    const onboarding = onboardingOf(payex, id);
    if (onboarding.status !== 'InitializedDigitalSign' || !onboarding.signing)
      notPossible(
        'No signing is under way: start one with the API, or put the application at INITIALIZED_DIGITAL_SIGN.',
      );
    perform(payex, onboarding, act);
    return applicationView(onboarding, payex.url);
  },
});

/** Throws for what is no application or limit upgrade that exists. */
export function onboardingOf(payex: PayexSandbox, id: string): Onboarding {
  const found = parseGlobalId(id, ['Application', 'LimitUpgradeApplication']);
  const onboarding = payex.state.onboardings.get(found?.segments.at(-1) ?? '');
  return onboarding && onboarding.kind === found?.name
    ? onboarding
    : unknownObject('Application or LimitUpgradeApplication');
}

/** Moves an application to a status, and whatever is under way to its end. It stays there. */
export function putApplication(
  payex: PayexSandbox,
  onboarding: Onboarding,
  wanted: z.output<typeof ApplicationStatus>,
): void {
  const { profile, person } = onboarding;
  if (wanted === 'AWAITING_COMPLEMENTARY_INFO' && profile.questions.length === 0 && !profile.kalp)
    notPossible(`Nothing is asked of the applicants of ${profile.key}.`);
  if (wanted === 'INITIALIZED_KALP' && !profile.kalp) notPossible(`${profile.key} has no budget form.`);
  if (wanted === 'INITIALIZED_DIGITAL_SIGN' && person.country === 'FI')
    notPossible('Finnish applications are approved on paper.');
  onboarding.byHand = true;
  if (wanted === 'LAPSED') return void (onboarding.lapsed = true);
  onboarding.lapsed = false;
  const status = WORDS[wanted];
  if (status !== onboarding.status) endSigning(payex, onboarding, status);
  if (status === 'InitializedDigitalSign') return startSigning(payex, onboarding);
  if (status === 'AwaitingComplementaryInfo' || status === 'InitializedKalp') delete onboarding.kalp;
  if (status === 'AwaitingComplementaryInfo') delete onboarding.answers;
  if (status === 'InitializedKalp') payex.service.openKalp(onboarding);
  else payex.service.moveTo(onboarding, status);
}

const WORDS: Readonly<Record<Exclude<z.output<typeof ApplicationStatus>, 'LAPSED'>, Status>> = {
  AWAITING_COMPLEMENTARY_INFO: 'AwaitingComplementaryInfo',
  INITIALIZED_KALP: 'InitializedKalp',
  AWAITING_VERIFICATION: 'AwaitingVerification',
  AWAITING_SIGN: 'AwaitingSign',
  INITIALIZED_DIGITAL_SIGN: 'InitializedDigitalSign',
  SIGN_REJECTED_OR_FAILED: 'SignRejectedOrFailed',
  SIGN_MISMATCH: 'SignMismatch',
  REJECTED: 'Rejected',
  APPROVED: 'Approved',
};

/** A signing that nobody performs by themselves; one that is under way stays, and is left to whoever controls it. */
function startSigning({ service }: PayexSandbox, onboarding: Onboarding): void {
  if (onboarding.status === 'InitializedDigitalSign') service.steer(onboarding.id);
  else if (onboarding.person.country === 'SE') service.startBankId(onboarding, { endUserIp: '192.0.2.10' });
  else service.startHosted(onboarding, {});
}

/** Ends the signing that is under way in the way that leads to this status. */
function endSigning({ service }: PayexSandbox, onboarding: Onboarding, status: Status): void {
  if (onboarding.status !== 'InitializedDigitalSign' || !onboarding.signing) return;
  const signing = service.steer(onboarding.id);
  if (status === 'Approved') signing.sign();
  else if (status === 'SignMismatch') signing.signByOther();
  else signing.userCancel();
}

const ACTS: Readonly<Record<z.output<typeof SigningAct>['act'], readonly [keyof Signing, SigningResult?]>> = {
  OPEN_APP: ['openApp'],
  SIGN: ['sign', 'Approved'],
  SIGN_AS_OTHER: ['signByOther', 'SignMismatch'],
  DECLINE: ['userCancel', 'SignRejectedOrFailed'],
  CERTIFICATE_ERROR: ['certificateError', 'SignRejectedOrFailed'],
  EXPIRE: ['expire', 'SignRejectedOrFailed'],
};

/** What follows from an act follows at once, not after the time that PayEx takes for it. */
function perform({ service }: PayexSandbox, onboarding: Onboarding, act: keyof typeof ACTS): void {
  const [name, result] = ACTS[act];
  onboarding.byHand = true;
  service.steer(onboarding.id)[name]();
  if (result) service.moveTo(onboarding, result);
}
