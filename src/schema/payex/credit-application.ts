import { listOf } from '../../datasources/kit/decode.ts';
import type { Context } from '../../context.ts';
import { availableActions, type Action } from '../../datasources/payex/actions.ts';
import { isFinal, STATUSES } from '../../datasources/payex/status.ts';
import type { ApplicationKey, CreditApplication as Shape, Wire } from '../../datasources/payex/types.ts';
import { Refused } from '../../problem.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { fromGlobalId, type Reference } from '../kit/global-id.ts';
import { KycAnswer, KycQuestion } from './kyc.ts';
import { Node } from '../kit/node.ts';
import { mayFail } from '../kit/nullability.ts';
import { openEnum } from '../kit/open-enum.ts';
import { expected } from '../kit/problem.ts';

const CreditApplicationStatus = openEnum('CreditApplicationStatus', {
  description: 'Status of an application for credit. Read it after each step instead of assuming it.',
  values: STATUSES,
});

const CreditApplicationAction = openEnum<Action>('CreditApplicationAction', {
  description: 'A step that can be done now: the mutation to call.',
  values: {
    answerKyc: '`answerKyc`',
    startKalp: '`startKalp`: open the Danish budget form, or get its URL again.',
    verifyApplication: '`verifyApplication`',
    startBankIdSigning: '`startBankIdSigning`: sign with Swedish BankID.',
    startNorwegianSigning: '`startNorwegianSigning`: sign with Norwegian BankID.',
    startDanishSigning: '`startDanishSigning`: sign with MitID.',
    approvePaperApplication: '`approvePaperApplication`: back office only.',
  },
});

export const ApplicationLanguage = openEnum<Wire['LanguageCode']>('ApplicationLanguage', {
  description: 'Language of the texts of PayEx: the KYC questions and the text that is signed.',
  values: { Sv: 'Swedish.', En: 'English.', No: 'Norwegian.', Da: 'Danish.' },
});

const ApplicationOptions = builder.objectRef<Wire['ApplicationOptions']>('ApplicationOptions').implement({
  description: 'What the caller stated about the person and the purchase.',
  fields: (t) => ({
    customerPreAuthenticated: t.exposeBoolean('customerPreAuthenticated', {
      description: 'Whether the caller had already authenticated the person.',
    }),
    preAuthorizationAmount: t.expose('preAuthorizationAmount', {
      type: 'Decimal',
      description: 'Amount of the purchase that is expected to follow.',
      extensions: personal('hidden'),
    }),
  }),
});

/** What an application and a limit upgrade have in common, resolvers included. */
export const CreditApplication = builder.interfaceRef<Shape>('CreditApplication').implement({
  description:
    'An application for credit at PayEx: for a new account (`Application`) or a higher limit (`LimitUpgradeApplication`). The mutations of its steps take the id of either.',
  interfaces: [Node],
  resolveType: ({ key }) => key.kind,
  fields: (t) => ({
    status: t.field({
      type: CreditApplicationStatus,
      nullable: false,
      description:
        'The step in which PayEx has the application, in its own terms: for pages written for credit applications. For code that serves every provider, see `state`.',
      resolve: ({ status }) => CreditApplicationStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    isFinal: t.boolean({
      nullable: false,
      description: 'Whether the status is final: approved, rejected, or signed by another person.',
      resolve: isFinal,
    }),
    availableActions: t.field({
      type: [CreditApplicationAction],
      nullable: false,
      extensions: mayFail,
      description:
        'What can be done now. PayEx may still reject a step with `INVALID_APPLICATION_STATE`. Costs one call to PayEx while KYC answers may be missing and PayEx shows only their address. For a limit upgrade all three signing methods may be listed, since PayEx does not report its country.',
      resolve: async (application, _args, { payex }) =>
        availableActions(await payex.applications.withAnswers(application)).map((action) =>
          CreditApplicationAction.read(action),
        ),
    }),
    requestedLimit: t.expose('creditLimit', {
      type: 'Decimal',
      description:
        'The credit limit that is applied for, in the currency of the account; for a limit upgrade the new limit, not the increase.',
    }),
    language: t.field({
      type: ApplicationLanguage,
      nullable: false,
      description: 'Language of the KYC questions and of the text that is signed.',
      resolve: ({ languageCode }) => ApplicationLanguage.read(languageCode),
    }),
    languageRaw: t.exposeString('languageCode', { description: "The provider's value of `language`." }),
    specialIntent: t.exposeString('specialIntent', {
      description:
        'Special purpose, such as `new-account-for-invoice-conversion`, `standalone-account-onboarding`, `standalone-account-onboarding-manual` or `limit-upgrade-for-invoice-conversion`. The list is open.',
    }),
    ipAddress: t.exposeString('ipAddress', {
      description: "IP address of the person's device. Personal data.",
      extensions: personal('text'),
    }),
    options: t.expose('applicationOptions', {
      type: ApplicationOptions,
      description: 'What the caller stated when it was created.',
    }),
    kycQuestions: t.field({
      type: [KycQuestion],
      extensions: listSize(10),
      nullable: false,
      description: 'Questions to answer with `answerKyc`; empty if the account profile has none.',
      resolve: ({ kycQuestions }) => listOf(kycQuestions),
    }),
    kycAnswers: t.field({
      type: [KycAnswer],
      extensions: listSize(10),
      description: 'The answers given; empty before that. Costs one call to PayEx. Personal data.',
      resolve: async (application, _args, { payex }) => {
        const questions = listOf(application.kycQuestions);
        return (await payex.applications.answers(application)).map((answer) => ({ ...answer, questions }));
      },
    }),
  }),
});

builder.objectField(Refused, 'application', (t) =>
  t.field({
    type: CreditApplication,
    description:
      'Current state of the credit application that was to be changed, with its `status` and `availableActions`. Null if the mutation was about something else, or the application has lapsed. Costs one call to PayEx.',
    resolve: ({ application }, _args, { payex }) =>
      application ? payex.applications.byKey(application as ApplicationKey) : null,
  }),
);

/** The types of application, for arguments that take the id of either. */
const KINDS = ['Application', 'LimitUpgradeApplication'] as const;

const toKey = ({ name, segments }: Reference<(typeof KINDS)[number]>): ApplicationKey =>
  name === 'Application' ? { kind: name, profile: segments[0], id: segments[1] } : { kind: name, id: segments[0] };

/**
 * Writes to an application, then has its pollers read at once, so that subscribers see the outcome, be it a refusal.
 */
export async function changeApplication<T>(
  key: ApplicationKey,
  { streams }: Context,
  act: (key: ApplicationKey) => Promise<T>,
): Promise<T> {
  try {
    return await act(key);
  } finally {
    streams.signings.news(key);
  }
}

/** The key of an application or limit upgrade, from its global id. */
export const applicationKey = (id: string, argument: string): ApplicationKey =>
  toKey(fromGlobalId(id, KINDS, argument));

/** Result union of the mutations on either type of application. */
export const applicationResult = {
  union: {
    description: 'The application after the change, or one of the problems that the caller can handle.',
    resolveType: (value: unknown) => (value as Shape).key.kind,
  },
  problems: expected.types,
};
