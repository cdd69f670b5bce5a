import type { BankIdOrder } from './bankid.ts';
import { renderQuestions } from './kyc.ts';
import type { Ledger } from './ledger.ts';
import { allRels, relsOf, type Onboarding } from './onboarding.ts';
import type { Profile } from './profiles.ts';
import type { PayexVariants } from './variants.ts';
import type { Wire } from './wire.ts';

const TERMS = 'https://www.payex.com/term-and-conditions';
const EXPANDED = 10;

/** Renders the state as responses of the contract. `base` is the path up to and including the ledger number. */
export function createRenderer(base: string, variants: PayexVariants, ledger: Ledger) {
  const links = (of: string, rels: readonly string[]): Wire['Operation'][] | undefined => {
    if (variants.operations === 'absent') return undefined;
    if (variants.operations === 'empty') return [];
    // Creating links are named add-<segment>, all others after their segment.
    return rels.map((rel) => ({ rel, method: 'POST' as const, href: `${of}/${segmentOf(rel)}` }));
  };
  const subResource = <T>(address: string, object: () => T): string | T | undefined =>
    ({ address: () => address, object, absent: () => undefined })[variants.subResources]();
  const strange = <T extends object>(body: T, values: object): T =>
    variants.unknownValues ? { ...body, ...values, futureMember: { level: 1 } } : body;

  const addressOf = ({ kind, id, profile }: Onboarding): string =>
    kind === 'Application'
      ? `${base}/offers/${profile.key}/applications/${id}`
      : `${base}/limit-upgrade-applications/${id}`;

  const kycAnswers = (onboarding: Onboarding): Wire['KycAnswers'] => ({
    '@id': `${addressOf(onboarding)}/kyc-answers`,
    answers: [...(onboarding.answers ?? [])],
  });

  /** `kycAnswers` before any have been submitted. */
  const unanswered = (onboarding: Onboarding): string | Wire['KycAnswers'] | null | undefined => {
    if (onboarding.profile.questions.length === 0) return undefined;
    const address = `${addressOf(onboarding)}/kyc-answers`;
    return { address, empty: { '@id': address, answers: [] }, null: null, absent: undefined }[variants.unansweredKyc];
  };

  const signing = (onboarding: Onboarding, order: BankIdOrder): Wire['SignBankidSe'] => {
    const address = `${addressOf(onboarding)}/sign-bankid-se`;
    const { status, hintCode, autostartToken, qrCodeImageDataUrl, maxExtends, currentExtend, secondsLeft } = order;
    const rels = status !== 'Pending' ? [] : currentExtend < maxExtends ? ['cancel', 'extend'] : ['cancel'];
    const body = {
      '@id': address,
      ...order.request,
      autostartToken,
      qrCodeImageDataUrl,
      status,
      hintCode,
      maxExtends,
      currentExtend,
      secondsLeftThirtySecondsInterval: secondsLeft,
      operations: links(address, rels),
    };
    return strange(body, { hintCode: 'NotSupportedByUserApp', callbackUrl: null });
  };

  const onboarding = (one: Onboarding): Wire['Application'] & Wire['LimitUpgradeApplication'] => {
    const { kind, id, profile, status, request, answers, bankId, accountNo } = one;
    const address = addressOf(one);
    const isApplication = kind === 'Application';
    const created = isApplication && (status === 'Approved' || variants.createdAccountEarly);
    const body = {
      '@id': address,
      ...(isApplication ? { applicationId: id } : { limitUpgradeApplicationId: id }),
      status,
      ...(created && { createdAccount: { accountNo } }),
      ...request,
      kycQuestions: renderQuestions(profile.questions, request.languageCode, variants.subQuestionsPlace),
      kycAnswers: answers ? subResource(`${address}/kyc-answers`, () => kycAnswers(one)) : unanswered(one),
      signBankidSe: bankId && subResource(`${address}/sign-bankid-se`, () => signing(one, bankId)),
      operations: links(address, variants.operations === 'all' ? allRels(kind) : relsOf(one)),
    } as Wire['Application'] & Wire['LimitUpgradeApplication'];
    return strange(body, { status: 'AwaitingManualReview', languageCode: 'Fi', ipAddress: null, specialIntent: null });
  };

  const offer = (profile: Profile): Wire['Offer'] => {
    const address = `${base}/offers/${profile.key}`;
    const { key, title, currency, maxCreditLimit, reminderFee, penaltyInterestRate, country } = profile;
    const body = {
      '@id': address,
      accountProfile: key,
      title,
      currency,
      maxCreditLimit,
      reminderFee,
      penaltyInterestRate,
      termsAndConditions: {
        standardEuropeanAgreements: `${TERMS}/${country.toLowerCase()}/${key}-secci.pdf`,
        accountTerms: `${TERMS}/${country.toLowerCase()}/${key}-terms.pdf`,
      },
      applications: subResource(`${address}/applications`, () =>
        ledger.onboardings
          .values()
          .filter((one) => one.kind === 'Application' && one.profile === profile && !one.lapsed)
          .take(EXPANDED)
          .map(onboarding)
          .toArray(),
      ),
      operations: links(address, ['create-account-without-application', 'add-application']),
    };
    return strange(body, { currency: 'ISK', title: null });
  };

  return { addressOf, kycAnswers, signing, onboarding, offer };
}

export type Renderer = ReturnType<typeof createRenderer>;

function segmentOf(rel: string): string {
  const name = rel.replace(/^add-/, '');
  return name === 'application' ? 'applications' : name;
}
