import type { Context } from '../../context.ts';
import { availableActions, type Action } from '../../datasources/payex/actions.ts';
import { isFinal, STATUSES } from '../../datasources/payex/status.ts';
import type { ApplicationKey, CreditApplication as Shape, Wire } from '../../datasources/payex/types.ts';
import { Refused } from '../../problem.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { fromGlobalId, type Reference } from '../kit/global-id.ts';
import { KycAnswer, KycQuestion } from './kyc.ts';
import { Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { expected } from '../kit/problem.ts';

export const CreditApplicationStatus = openEnum('CreditApplicationStatus', {
  description: 'Where an application for credit stands. Read it after each step; do not assume it.',
  values: STATUSES,
});

const CreditApplicationAction = openEnum<Action>('CreditApplicationAction', {
  description: 'A step that can be taken, named as its mutation.',
  values: {
    answerKyc: '`answerKyc`',
    startKalp: '`startKalp`: open the Danish budget form, or get its address again.',
    verifyApplication: '`verifyApplication`',
    startBankIdSigning: '`startBankIdSigning`: sign with Swedish BankID.',
    startNorwegianSigning: '`startNorwegianSigning`: sign with Norwegian BankID.',
    startDanishSigning: '`startDanishSigning`: sign with MitID.',
    approvePaperApplication: '`approvePaperApplication`: back office only.',
  },
});

export const ApplicationLanguage = openEnum<Wire['LanguageCode']>('ApplicationLanguage', {
  description: 'Language of the texts that PayEx makes: the KYC questions and the text that is signed.',
  values: { Sv: 'Swedish.', En: 'English.', No: 'Norwegian.', Da: 'Danish.' },
});

const ApplicationOptions = builder.objectRef<Wire['ApplicationOptions']>('ApplicationOptions').implement({
  description: 'What the caller said about the person and the purchase.',
  fields: (t) => ({
    customerPreAuthenticated: t.exposeBoolean('customerPreAuthenticated', {
      description: 'The caller has authenticated the person already.',
    }),
    preAuthorizationAmount: t.expose('preAuthorizationAmount', {
      type: 'Decimal',
      description: 'Size of the purchase that is expected to follow.',
      extensions: personal('hidden'),
    }),
  }),
});

/** Everything that an application and a limit upgrade share is written here, once; resolvers included. */
export const CreditApplication = builder.interfaceRef<Shape>('CreditApplication').implement({
  description:
    'An application for credit at PayEx: for a new account (`Application`) or for a higher limit (`LimitUpgradeApplication`). All steps take the id of either.',
  interfaces: [Node],
  resolveType: ({ key }) => key.kind,
  fields: (t) => ({
    status: t.field({
      type: CreditApplicationStatus,
      description: 'Where it stands.',
      resolve: ({ status }) => CreditApplicationStatus.read(status),
    }),
    statusRaw: t.exposeString('status', { description: "The provider's own word, for when `status` is `UNKNOWN`." }),
    isFinal: t.boolean({
      nullable: false,
      description: 'Nothing more can come of it: it is approved, rejected, or was signed by somebody else.',
      resolve: isFinal,
    }),
    availableActions: t.field({
      type: [CreditApplicationAction],
      nullable: false,
      description:
        'What can be done now. A hint: PayEx may still refuse a step with `INVALID_APPLICATION_STATE`. For a limit upgrade all three signings may be listed, since PayEx does not tell its country.',
      resolve: (application) =>
        availableActions(application).map((action) => CreditApplicationAction.read(action) ?? 'UNKNOWN'),
    }),
    requestedLimit: t.expose('creditLimit', {
      type: 'Decimal',
      description: 'The credit limit that is applied for, in the currency of the account.',
    }),
    language: t.field({
      type: ApplicationLanguage,
      description: 'Language of its texts.',
      resolve: ({ languageCode }) => ApplicationLanguage.read(languageCode),
    }),
    languageRaw: t.exposeString('languageCode', { description: "The provider's own word for `language`." }),
    specialIntent: t.exposeString('specialIntent', { description: 'Special purpose, in the words of PayEx.' }),
    ipAddress: t.exposeString('ipAddress', {
      description: 'Where the person applied from. Personal data.',
      extensions: personal('text'),
    }),
    options: t.expose('applicationOptions', { type: ApplicationOptions, description: 'What was said with it.' }),
    kycQuestions: t.field({
      type: [KycQuestion],
      nullable: false,
      description: 'What has to be answered with `answerKyc`; empty where the profile asks nothing.',
      resolve: ({ kycQuestions }) => kycQuestions ?? [],
    }),
    kycAnswers: t.field({
      type: [KycAnswer],
      description: 'What was answered; empty before that. Costs one call to PayEx. Personal data.',
      resolve: async (application, _args, { payex }) => [...(await payex.applications.answers(application))],
    }),
  }),
});

builder.objectField(Refused, 'application', (t) =>
  t.field({
    type: CreditApplication,
    description:
      'The credit application that was to be changed, as it stands after the refusal: read `status` and `availableActions` off it. Null for an act on anything else, and once the application has lapsed. Costs one call to PayEx.',
    resolve: ({ application }, _args, { payex }) =>
      application ? payex.applications.byKey(application as ApplicationKey) : null,
  }),
);

/** The kinds of application, for arguments that take the id of either. */
const KINDS = ['Application', 'LimitUpgradeApplication'] as const;

const toKey = ({ name, segments }: Reference<(typeof KINDS)[number]>): ApplicationKey =>
  name === 'Application' ? { kind: name, profile: segments[0], id: segments[1] } : { kind: name, id: segments[0] };

/** Does an act on an application; whoever follows it sees at once what came of it, be it a refusal. */
export async function acting<T>(
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

/** The key behind the global id of an application or of a limit upgrade. */
export const applicationKey = (id: string, argument: string): ApplicationKey =>
  toKey(fromGlobalId(id, KINDS, argument));

/** The segments of the global id of an application, by its key. */
export const keySegments = (key: ApplicationKey): string[] =>
  key.kind === 'Application' ? [key.profile, key.id] : [key.id];

/** An act on an application of either kind answers it as it then stands, or a problem. */
export const applicationResult = {
  union: {
    description: 'The application as it stands after the act, or one of the problems that the caller can act on.',
    resolveType: (value: unknown) => (value as Shape).key.kind,
  },
  problems: expected.types,
};
