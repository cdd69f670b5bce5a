import { availableActions, type Action } from '../datasources/payex/actions.ts';
import { countryOf, type Status } from '../datasources/payex/status.ts';
import type { BankIdSigning, CreditApplication } from '../datasources/payex/types.ts';
import { doing, ended, waiting, type NextAction, type Progress, type SigningMethod } from './process.ts';

const WAIT_MS = 2_000;

const METHODS: Readonly<Partial<Record<Action, SigningMethod>>> = {
  startBankIdSigning: 'BANKID_SE',
  startNorwegianSigning: 'BANKID_NO',
  startDanishSigning: 'MITID_DK',
};

/** What the applicant can do, out of what PayEx allows. Approving a paper form is for the back office. */
function byActions(application: CreditApplication): Progress {
  const allowed = availableActions(application);
  const methods = allowed.flatMap((action) => METHODS[action] ?? []);
  const actions: NextAction[] = [];
  if (allowed.includes('answerKyc'))
    actions.push({ type: 'AnswerQuestions', questions: application.kycQuestions ?? [] });
  if (allowed.includes('startKalp'))
    actions.push({ type: 'OpenUrl', purpose: 'BUDGET_FORM', url: null, expiresAt: null });
  if (allowed.includes('verifyApplication')) actions.push({ type: 'Verify' });
  if (methods.length > 0) actions.push({ type: 'Sign', methods });
  return doing(actions, WAIT_MS);
}

type Derive = (application: CreditApplication, bankId: BankIdSigning | null) => Progress;

/** Every status of an application or a limit upgrade (contracts/payex.openapi.yaml). */
const TABLE: Readonly<Record<Status, Derive>> = {
  AwaitingComplementaryInfo: byActions,
  InitializedKalp: byActions,
  AwaitingVerification: byActions,
  AwaitingSign: byActions,
  SignRejectedOrFailed: byActions,
  // A signing on a hosted page can only be followed: PayEx returns its URL once, to the caller that started it.
  InitializedDigitalSign: (_application, bankId) =>
    doing(bankId?.status === 'Pending' ? [{ type: 'ShowBankId', signing: bankId }] : [], WAIT_MS),
  Approved: () => ended('COMPLETED'),
  Rejected: () => ended('REJECTED'),
  SignMismatch: () => ended('FAILED'),
};

export const applicationProgress: Derive = (application, bankId) => {
  const { status } = application;
  const derive = status && Object.hasOwn(TABLE, status) ? TABLE[status] : undefined;
  return derive?.(application, bankId) ?? waiting(WAIT_MS);
};

/**
 * Whether the progress depends on the Swedish signing, which has to be read. PayEx does not report the country of a
 * limit upgrade.
 */
export const needsBankId = (application: CreditApplication): boolean =>
  application.status === 'InitializedDigitalSign' && (countryOf(application) ?? 'SE') === 'SE';
