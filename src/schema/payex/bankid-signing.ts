import { isIP } from 'node:net';
import { signingActions } from '../../datasources/payex/actions.ts';
import { Checks } from '../../datasources/kit/checks.ts';
import { checkAddresses } from '../../datasources/payex/application-rules.ts';
import type { BankIdSigning as Shape, Wire } from '../../datasources/payex/types.ts';
import { bankIdMessage, LANGUAGES } from './bankid-messages.ts';
import { launchUrl } from './bankid-launch.ts';
import { builder } from '../kit/builder.ts';
import { applicationKey, CreditApplication } from './credit-application.ts';
import { openEnum } from '../kit/open-enum.ts';
import { expected } from '../kit/problem.ts';

const BankIdStatus = openEnum<Wire['BankIdStatus']>('BankIdStatus', {
  description: 'State of a Swedish BankID order; not that of the application.',
  values: {
    Pending: 'The person has not signed yet.',
    Complete: 'Signed. The application is approved a moment later: wait for its status.',
    Failed: 'Not signed: `hintCode` says why. A new signing may be started.',
  },
});

const BankIdHintCode = openEnum<NonNullable<Wire['BankIdHintCode']>>('BankIdHintCode', {
  description: 'What goes on in the BankID app, or why the signing failed. `message` says it to the person.',
  values: {
    OutstandingTransaction: 'Pending: no app has the order yet.',
    NoClient: 'Pending: still no app has the order.',
    Started: 'Pending: an app was opened, and has found no usable BankID yet.',
    UserMrtd: 'Pending: the app wants a passport or an identity card to be read.',
    UserCallConfirm: 'Pending: the person must confirm being on the phone.',
    UserSign: 'Pending: the person sees what is to be signed.',
    ExpiredTransaction: 'Failed: time ran out.',
    CertificateErr: 'Failed: the BankID is blocked or too old.',
    UserCancel: 'Failed: the person canceled in the app.',
    Cancelled: 'Failed: it was withdrawn, or another order took its place.',
    StartFailed: 'Failed: the app was not opened in time.',
    UserDeclinedCall: 'Failed: the person denied being on the phone.',
  },
});

const MessageLanguage = builder.enumType('MessageLanguage', {
  description: 'Language of a message to the person.',
  values: LANGUAGES,
});

const LaunchForm = builder.enumType('LaunchForm', {
  description: 'How the BankID app is opened on the same device.',
  values: {
    APP_LINK: { description: '`https://app.bankid.com/…`: for phones and tablets.' },
    SCHEME: { description: '`bankid:///…`: for computers, and where app links do not work.' },
  } as const,
});

const BankIdSigningAction = builder.enumType('BankIdSigningAction', {
  description: 'What can be done with a signing, named as its mutation.',
  values: {
    EXTEND_BANK_ID_SIGNING: { value: 'extend', description: '`extendBankIdSigning`' },
    CANCEL_BANK_ID_SIGNING: { value: 'cancel', description: '`cancelBankIdSigning`' },
  } as const,
});

export const BankIdSigning = builder.objectRef<Shape>('BankIdSigning').implement({
  description:
    'A signing with Swedish BankID. Token and QR code change while it runs: show the latest only, of `signStatus`, and keep none. Whoever holds them can act for the person.',
  fields: (t) => ({
    status: t.field({
      type: BankIdStatus,
      description: 'State.',
      resolve: ({ status }) => BankIdStatus.read(status),
    }),
    statusRaw: t.exposeString('status', { description: "The provider's own word, for when `status` is `UNKNOWN`." }),
    hintCode: t.field({
      type: BankIdHintCode,
      description: 'Detail of the state; null once it is complete.',
      resolve: ({ hintCode }) => BankIdHintCode.read(hintCode),
    }),
    hintCodeRaw: t.exposeString('hintCode', { description: "The provider's own word for `hintCode`." }),
    userMessage: t.string({
      nullable: false,
      description: 'What to tell the person now.',
      args: {
        language: t.arg({ type: MessageLanguage, defaultValue: 'en', description: 'Language of the message.' }),
      },
      resolve: (signing, { language }) => bankIdMessage(signing, language ?? 'en'),
    }),
    qrCode: t.exposeString('qrCodeImageDataUrl', {
      description: 'For another device: a picture, `data:image/png;base64,…`. A new one comes every second.',
    }),
    autostartToken: t.exposeString('autostartToken', { description: 'For the same device; `launchUrl` has it in.' }),
    launchUrl: t.field({
      type: 'URL',
      description: 'Opens the BankID app on the same device; null once the signing has ended.',
      args: {
        form: t.arg({ type: LaunchForm, defaultValue: 'APP_LINK', description: 'For a phone or for a computer.' }),
        redirect: t.arg({
          type: 'URL',
          description: 'Where the app returns to. Left out, the person goes back by hand (what computers need).',
        }),
      },
      resolve: ({ status, autostartToken }, { form, redirect }) =>
        status === 'Pending' && autostartToken ? launchUrl(autostartToken, form ?? 'APP_LINK', redirect) : null,
    }),
    maxExtends: t.exposeInt('maxExtends', { description: 'How many times it can be extended in all.' }),
    currentExtend: t.exposeInt('currentExtend', { description: 'How many times it was extended.' }),
    secondsLeft: t.exposeInt('secondsLeftThirtySecondsInterval', {
      description: 'Seconds left, in steps of 30: never show it as a running clock.',
    }),
    availableActions: t.field({
      type: [BankIdSigningAction],
      nullable: false,
      description: 'What can be done now.',
      resolve: (signing) => [...signingActions(signing)],
    }),
    application: t.field({
      type: CreditApplication,
      description: 'What is signed, as it stands now. Costs one call to PayEx: in a stream take that of `SignStatus`.',
      resolve: ({ key }, _args, { payex }) => payex.applications.byKey(key),
    }),
  }),
});

builder.interfaceField(CreditApplication, 'bankIdSigning', (t) =>
  t.field({
    type: BankIdSigning,
    description:
      'The last Swedish signing as it stands now; null where there is none. Costs one call to PayEx: follow a running one with `signStatus`.',
    resolve: ({ key }, _args, { payex, signal }) => payex.signings.readBankId(key, signal),
  }),
);

const StartBankIdSigningInput = builder.inputType('StartBankIdSigningInput', {
  description: 'A Swedish signing to start.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'The application, or the limit upgrade.' }),
    endUserIp: t.string({
      required: true,
      description: "IP address of the person's device, as your service sees it; never that of your service.",
    }),
    callbackUrl: t.field({
      type: 'URL',
      description:
        'Where PayEx calls on each change. Left out, the gateway offers an address of its own where it has one.',
    }),
  }),
});

const BankIdSigningInput = builder.inputType('BankIdSigningInput', {
  description: 'A Swedish signing that runs.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'The application, or the limit upgrade, that is signed.' }),
  }),
});

builder.mutationFields((t) => ({
  startBankIdSigning: t.field({
    type: BankIdSigning,
    nullable: false,
    errors: expected,
    description: 'Starts signing with Swedish BankID. Follow it with `signStatus`.',
    args: { input: t.arg({ type: StartBankIdSigningInput, required: true, description: 'The signing.' }) },
    resolve: async (_root, { input: { application, endUserIp, callbackUrl } }, { payex, streams }) => {
      const key = applicationKey(application, 'input.application');
      const checks = new Checks();
      checks.expect(isIP(endUserIp) !== 0, 'input.endUserIp', 'expected an IPv4 or IPv6 address');
      checkAddresses(checks, { callbackUrl });
      checks.done();
      const callback = callbackUrl ?? streams.signings.callbackFor(key);
      const signing = await payex.signings.startBankId(key, { endUserIp, ...(callback && { callbackUrl: callback }) });
      streams.signings.news(key);
      return signing;
    },
  }),
  extendBankIdSigning: t.field({
    type: BankIdSigning,
    nullable: false,
    errors: expected,
    description: 'Gives the person more time, as often as `maxExtends` has it.',
    args: { input: t.arg({ type: BankIdSigningInput, required: true, description: 'The signing.' }) },
    resolve: async (_root, { input }, { payex, streams }) => {
      const key = applicationKey(input.application, 'input.application');
      const signing = await payex.signings.extendBankId(key);
      streams.signings.news(key);
      return signing;
    },
  }),
  cancelBankIdSigning: t.field({
    type: BankIdSigning,
    nullable: false,
    errors: expected,
    description: 'Withdraws the order. Signing may then be started anew.',
    args: { input: t.arg({ type: BankIdSigningInput, required: true, description: 'The signing.' }) },
    resolve: async (_root, { input }, { payex, streams }) => {
      const key = applicationKey(input.application, 'input.application');
      const signing = await payex.signings.cancelBankId(key);
      streams.signings.news(key);
      return signing;
    },
  }),
}));
