import type { Permission } from '../../auth/access.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import type { ProviderKey } from '../../config/index.ts';
import type { NextAction as Shape, UrlPurpose as Purpose } from '../../processes/process.ts';
import { BankIdSigning } from '../payex/bankid-signing.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { KycQuestion } from '../payex/kyc.ts';
import { LoanOffer } from '../aarthik/loan-offer.ts';

type Action<T extends Shape['type']> = Extract<Shape, { type: T }>;

const UrlPurpose = builder.enumType('UrlPurpose', {
  description: 'What the person does on a page.',
  values: {
    HOSTED_PAGES: { description: 'Starts or continues the process on pages of the provider.' },
    BUDGET_FORM: { description: 'Fills in a household budget (KALP).' },
    CONSENT: { description: 'Consents to the retrieval of bank statements.' },
  } as const,
});

/** The permission to act in a process, by its provider. */
export const TO_ACT: Readonly<Record<ProviderKey, Permission>> = {
  fondo: 'investing:write',
  payex: 'onboarding:write',
  aarthik: 'loans:write',
};

/** Each purpose belongs to one provider, as far as an action carries its URL. */
const PROVIDERS: Readonly<Record<Purpose, ProviderKey>> = {
  HOSTED_PAGES: 'fondo',
  BUDGET_FORM: 'payex',
  CONSENT: 'aarthik',
};

const OpenUrl = builder.objectRef<Action<'OpenUrl'>>('OpenUrl').implement({
  description: 'Send the person to a URL.',
  fields: (t) => ({
    purpose: t.expose('purpose', { type: UrlPurpose, nullable: false, description: 'What the person does there.' }),
    url: t.expose('url', {
      type: 'URL',
      description:
        'The URL; null if it is created on demand: `openProcessUrl` returns it in every case. Whoever has it can act for the person: do not share or store it.',
      extensions: {
        ...actBearing(({ purpose }: Action<'OpenUrl'>) => TO_ACT[PROVIDERS[purpose]]),
        ...urlFrom(({ purpose }: Action<'OpenUrl'>) => PROVIDERS[purpose]),
      },
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When `url` expires; null if that is not known.',
    }),
  }),
});

const AnswerQuestions = builder.objectRef<Action<'AnswerQuestions'>>('AnswerQuestions').implement({
  description: 'Ask the person these questions, and send all answers with `answerKyc`.',
  fields: (t) => ({
    questions: t.field({
      type: [KycQuestion],
      extensions: listSize(10),
      nullable: false,
      description: 'The questions, with their possible answers and follow-ups.',
      resolve: ({ questions }) => questions,
    }),
  }),
});

const Verify = builder.objectRef<Action<'Verify'>>('Verify').implement({
  description: 'Run the checks with `verifyApplication`. The person does nothing.',
  fields: (t) => ({
    takesUpToMs: t.int({
      nullable: false,
      description: 'How long the mutation may take, in milliseconds.',
      resolve: () => 30_000,
    }),
  }),
});

const SigningMethod = builder.enumType('SigningMethod', {
  description: 'How a person signs.',
  values: {
    BANKID_SE: { description: 'Swedish BankID: call `startBankIdSigning`, then show the contents of `ShowBankId`.' },
    BANKID_NO: { description: 'Norwegian BankID: call `startNorwegianSigning`, then open the URL that it returns.' },
    MITID_DK: { description: 'Danish MitID: call `startDanishSigning`, then open the URL that it returns.' },
  } as const,
});

const Sign = builder.objectRef<Action<'Sign'>>('Sign').implement({
  description: 'Have the person sign.',
  fields: (t) => ({
    methods: t.field({
      type: [SigningMethod],
      nullable: false,
      description: 'The methods of the country; all methods if the country is not known.',
      resolve: ({ methods }) => methods,
    }),
  }),
});

const ShowBankId = builder.objectRef<Action<'ShowBankId'>>('ShowBankId').implement({
  description:
    'Show the person the QR code (to sign with another device) or the launch link (to sign on this one) of Swedish BankID. Both change every second: show the latest only.',
  fields: (t) => ({
    signing: t.field({
      type: BankIdSigning,
      nullable: false,
      description: 'The signing, with QR code, launch link and the message to show to the person.',
      resolve: ({ signing }) => signing,
    }),
  }),
});

const ChooseOffer = builder.objectRef<Action<'ChooseOffer'>>('ChooseOffer').implement({
  description: 'Let the person select an offer, then send them to the URL that `openLoanOffer` returns for it.',
  fields: (t) => ({
    offers: t.field({
      type: [LoanOffer],
      extensions: listSize(5),
      nullable: false,
      description: 'The offers that can be selected now. More may follow.',
      resolve: ({ offers }) => offers,
    }),
  }),
});

const Wait = builder.objectRef<Action<'Wait'>>('Wait').implement({
  description: 'Nothing to do for now: `processChanged` reports when that changes.',
  fields: (t) => ({
    pollAfterMs: t.exposeInt('ms', {
      nullable: false,
      description: 'Milliseconds to wait before the next read, for clients that poll instead of subscribing.',
    }),
  }),
});

export const NextAction = builder.unionType('NextAction', {
  description: 'Something that advances a process.',
  types: [OpenUrl, AnswerQuestions, Verify, Sign, ShowBankId, ChooseOffer, Wait],
  resolveType: ({ type }) => type,
});
