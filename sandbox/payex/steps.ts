import type { SandboxResponse, SandboxRequest } from '../kit/provider.ts';
import { checkAddresses } from './checks.ts';
import type { OnboardingService } from './onboarding-service.ts';
import type { Handlers } from './handlers.ts';
import { checkAnswers } from './kyc.ts';
import type { Ledger } from './ledger.ts';
import { canBeSigned, isPaper, openKalp, type Onboarding } from './onboarding.ts';
import { invalid, Refusal, type ProblemCode } from './problems.ts';
import type { Renderer } from './render.ts';
import type { PayexVariants } from './variants.ts';
import type { Country, Wire } from './wire.ts';

type Step = (onboarding: Onboarding, body: unknown) => SandboxResponse;

const conflict = (code: ProblemCode = 'invalid-application-state'): Refusal => new Refusal(409, code);
const requireQuestions = ({ profile }: Onboarding): void => {
  if (profile.questions.length === 0) throw conflict('kyc-not-configured');
};

/** Handlers of the onboarding steps, each for the application and the limit upgrade operation. */
export function stepHandlers(
  ledger: Ledger,
  service: OnboardingService,
  render: Renderer,
  variants: PayexVariants,
  pageUrl: (page: 'sign' | 'kalp', token: string) => string,
): Handlers {
  const steps: [application: string, limitUpgrade: string | undefined, step: Step][] = [
    ['getApplication', 'getLimitUpgradeApplication', (one) => ({ status: 200, body: render.onboarding(one) })],
    ['getKycAnswers', 'getLimitUpgradeKycAnswers', readAnswers],
    ['createKycAnswers', 'createLimitUpgradeKycAnswers', answerKyc],
    ['redirectKalpDk', 'redirectLimitUpgradeKalpDk', redirectKalp],
    ['verifyApplication', 'verifyLimitUpgradeApplication', verify],
    ['approvePaperApplication', undefined, approvePaper],
    ['getSignBankidSe', 'getLimitUpgradeSignBankidSe', readSigning],
    ['createSignBankidSe', 'createLimitUpgradeSignBankidSe', startSigning],
    ['cancelSignBankidSe', 'cancelLimitUpgradeSignBankidSe', cancelSigning],
    ['extendSignBankidSe', 'extendLimitUpgradeSignBankidSe', extendSigning],
    ['beginSignBankidNo', 'beginLimitUpgradeSignBankidNo', beginSigning('NO')],
    ['beginSignMitidDk', 'beginLimitUpgradeSignMitidDk', beginSigning('DK')],
  ];
  const handlers: Handlers = {};
  for (const [application, limitUpgrade, step] of steps) {
    handlers[application] = ({ params, body }: SandboxRequest) =>
      step(ledger.find('Application', params['applicationId'], params['accountProfile']), body);
    if (!limitUpgrade) continue;
    handlers[limitUpgrade] = ({ params, body }: SandboxRequest) =>
      step(ledger.find('LimitUpgradeApplication', params['limitUpgradeApplicationId'], undefined), body);
  }
  return handlers;

  function readAnswers(one: Onboarding): SandboxResponse {
    requireQuestions(one);
    if (!one.answers && variants.unansweredKyc !== 'empty') throw new Refusal(404, 'not-found');
    return { status: 200, body: render.kycAnswers(one) };
  }

  function answerKyc(one: Onboarding, body: unknown): SandboxResponse {
    requireQuestions(one);
    if (one.status !== 'AwaitingComplementaryInfo' && one.status !== 'InitializedKalp') throw conflict();
    const { answers } = body as Wire['KycAnswersRequest'];
    checkAnswers(one.profile.questions, answers);
    service.answer(one, answers);
    return { status: 201, body: render.kycAnswers(one) };
  }

  function redirectKalp(one: Onboarding): SandboxResponse {
    if (!one.profile.kalp) throw conflict('kalp-not-configured');
    if (one.person.outcome === 'company-not-configured') throw conflict('company-not-configured');
    const waits = one.status === 'AwaitingComplementaryInfo' || one.status === 'InitializedKalp';
    if (!waits) throw conflict();
    if (!openKalp(one)) throw conflict('conflict');
    const redirectUrl = pageUrl('kalp', service.openKalp(one));
    return { status: 200, body: { redirectUrl } satisfies Wire['KalpRedirect'] };
  }

  function verify(one: Onboarding): SandboxResponse {
    if (one.status !== 'AwaitingVerification') throw conflict();
    checkCredit(one);
    service.moveTo(one, 'AwaitingSign');
    return { status: 201, body: {} };
  }

  function approvePaper(one: Onboarding, body: unknown): SandboxResponse {
    const { applicationDocument } = body as Wire['ApprovePaperApplicationRequest'];
    if (
      !/^(?:[A-Za-z0-9+/]{4})+$|^(?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/]=)$/.test(
        applicationDocument.content,
      )
    ) {
      throw invalid('applicationDocument.content', 'Is not base64');
    }
    if (!isPaper(one)) throw conflict('not-valid-for-intent');
    if (one.status !== 'AwaitingSign') throw conflict();
    checkCredit(one);
    service.moveTo(one, 'Approved');
    const { accountNo, person } = one;
    return {
      status: 200,
      body: { accountNo, customerNo: person.customerNo } satisfies Wire['ApprovePaperApplicationResult'],
    };
  }

  function checkCredit(one: Onboarding): void {
    if (one.person.outcome !== 'declined') return;
    service.moveTo(one, 'Rejected');
    throw new Refusal(422, 'credit-check-declined');
  }

  function requireSignable(one: Onboarding, country: Country): void {
    if (!canBeSigned(one)) throw conflict();
    const { person } = one;
    if (person.country !== country || person.outcome === 'company-not-configured')
      throw conflict('company-not-configured');
  }

  function readSigning(one: Onboarding): SandboxResponse {
    if (one.bankId) return { status: 200, body: render.signing(one, one.bankId) };
    throw one.status === 'AwaitingSign' ? new Refusal(404, 'not-found') : conflict();
  }

  function startSigning(one: Onboarding, body: unknown): SandboxResponse {
    const request = body as Wire['SignBankidSeRequest'];
    checkAddresses(request, ['callbackUrl']);
    requireSignable(one, 'SE');
    return { status: 201, body: render.signing(one, service.startBankId(one, request)) };
  }

  function cancelSigning(one: Onboarding): SandboxResponse {
    if (!one.bankId) throw conflict();
    if (!one.bankId.cancel()) throw conflict('invalid-bank-id-state');
    return { status: 201, body: {} };
  }

  function extendSigning({ bankId }: Onboarding): SandboxResponse {
    if (!bankId?.extend()) throw conflict('conflict');
    const { maxExtends, currentExtend, secondsLeft } = bankId;
    const body = { maxExtends, currentExtend, secondsLeftThirtySecondsInterval: secondsLeft };
    return { status: 200, body: body satisfies Wire['ExtendResult'] };
  }

  function beginSigning(country: 'NO' | 'DK'): Step {
    return (one, body) => {
      const request = body as Wire['BeginSignRequest'];
      checkAddresses(request, ['completeUrl', 'cancelUrl', 'callbackUrl']);
      requireSignable(one, country);
      const signingUrl = pageUrl('sign', service.startHosted(one, request).token);
      const silent = country === 'DK' && variants.mitidUrlMissing;
      return { status: 200, body: (silent ? {} : { signingUrl }) satisfies Wire['SigningUrl'] };
    };
  }
}
