import type { NextAction as Shape } from '../../processes/process.ts';
import { BankIdSigning } from '../payex/bankid-signing.ts';
import { builder } from '../kit/builder.ts';
import { KycQuestion } from '../payex/kyc.ts';
import { LoanOffer } from '../aarthik/loan-offer.ts';

type Action<T extends Shape['type']> = Extract<Shape, { type: T }>;

const UrlPurpose = builder.enumType('UrlPurpose', {
  description: 'What a person does at an address.',
  values: {
    HOSTED_PAGES: { description: 'Goes through the process, or on with it, in pages of the provider.' },
    BUDGET_FORM: { description: 'Fills in a household budget.' },
    CONSENT: { description: 'Allows bank statements to be read.' },
  } as const,
});

const OpenUrl = builder.objectRef<Action<'OpenUrl'>>('OpenUrl').implement({
  description: 'Send the person to an address.',
  fields: (t) => ({
    purpose: t.expose('purpose', { type: UrlPurpose, nullable: false, description: 'What for.' }),
    url: t.expose('url', {
      type: 'URL',
      description:
        'The address; null where it is made on demand: `openProcessUrl` answers it in any case. Whoever holds it can act: hand it to nobody else, keep it nowhere.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When `url` goes stale, where that is known.' }),
  }),
});

const AnswerQuestions = builder.objectRef<Action<'AnswerQuestions'>>('AnswerQuestions').implement({
  description: 'Ask the person these questions, and send all answers with `answerKyc`.',
  fields: (t) => ({
    questions: t.field({
      type: [KycQuestion],
      nullable: false,
      description: 'The questions, with their possible answers and follow-ups.',
      resolve: ({ questions }) => questions,
    }),
  }),
});

const Verify = builder.objectRef<Action<'Verify'>>('Verify').implement({
  description: 'Have everything checked: `verifyApplication`. The person does nothing.',
  fields: (t) => ({
    takesUpToMs: t.int({
      nullable: false,
      description: 'How long the mutation may take, in milliseconds.',
      resolve: () => 30_000,
    }),
  }),
});

const SigningMethod = builder.enumType('SigningMethod', {
  description: 'How one signs.',
  values: {
    BANKID_SE: { description: 'Swedish BankID: `startBankIdSigning`, then show what `ShowBankId` has.' },
    BANKID_NO: { description: 'Norwegian BankID: `startNorwegianSigning`, then open its address.' },
    MITID_DK: { description: 'MitID: `startDanishSigning`, then open its address.' },
  } as const,
});

const Sign = builder.objectRef<Action<'Sign'>>('Sign').implement({
  description: 'Have the person sign.',
  fields: (t) => ({
    methods: t.field({
      type: [SigningMethod],
      nullable: false,
      description: 'The methods of the country; all of them where the country is not known.',
      resolve: ({ methods }) => methods,
    }),
  }),
});

const ShowBankId = builder.objectRef<Action<'ShowBankId'>>('ShowBankId').implement({
  description:
    'Show the person what Swedish BankID needs: the QR code for another device, the launch link for this one. Both change: show the latest only.',
  fields: (t) => ({
    signing: t.field({
      type: BankIdSigning,
      nullable: false,
      description: 'The signing, with QR code, launch link and what to tell the person.',
      resolve: ({ signing }) => signing,
    }),
  }),
});

const ChooseOffer = builder.objectRef<Action<'ChooseOffer'>>('ChooseOffer').implement({
  description: 'Let the person choose, then send them to the address that `openLoanOffer` answers for their choice.',
  fields: (t) => ({
    offers: t.field({
      type: [LoanOffer],
      nullable: false,
      description: 'The offers that can be chosen now. More may follow.',
      resolve: ({ offers }) => offers,
    }),
  }),
});

const Wait = builder.objectRef<Action<'Wait'>>('Wait').implement({
  description: 'Nothing to do: `processChanged` tells when there is.',
  fields: (t) => ({
    pollAfterMs: t.exposeInt('ms', {
      nullable: false,
      description: 'Milliseconds before it makes sense to look again, for who does not subscribe.',
    }),
  }),
});

export const NextAction = builder.unionType('NextAction', {
  description: 'What moves a process on.',
  types: [OpenUrl, AnswerQuestions, Verify, Sign, ShowBankId, ChooseOffer, Wait],
  resolveType: ({ type }) => type,
});
