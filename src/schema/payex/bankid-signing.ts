import { signingActions } from '../../datasources/payex/actions.ts';
import { Checks } from '../../datasources/kit/checks.ts';
import { checkCallback, checkReturnUrls, deviceAddress } from '../../datasources/payex/application-rules.ts';
import type { BankIdSigning as Shape, Wire } from '../../datasources/payex/types.ts';
import { bankIdMessage, LANGUAGES } from './bankid-messages.ts';
import { launchUrl } from './bankid-launch.ts';
import { polledApplication, polledSigning } from './polled-reading.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { applicationKey, CreditApplication } from './credit-application.ts';
import { openEnum } from '../kit/open-enum.ts';
import { expected } from '../kit/problem.ts';

const BankIdStatus = openEnum<Wire['BankIdStatus']>('BankIdStatus', {
  description: 'State of a Swedish BankID order. The application has a state of its own.',
  values: {
    Pending: 'The person has not signed yet.',
    Complete: 'Signed. The application is approved a moment later: wait for its status.',
    Failed: 'Not signed: see `hintCode` for the reason. A new signing can be started.',
  },
});

const BankIdHintCode = openEnum<NonNullable<Wire['BankIdHintCode']>>('BankIdHintCode', {
  description: 'What happens in the BankID app, or why the signing failed. `userMessage` is the text for the person.',
  values: {
    OutstandingTransaction: 'Pending: no app has received the order yet.',
    NoClient: 'Pending: still no app has received the order.',
    Started: 'Pending: an app was opened, and has not found a usable BankID yet.',
    UserMrtd: 'Pending: the app wants a passport or an identity card to be read.',
    UserCallConfirm: 'Pending: the person must confirm being on the phone.',
    UserSign: 'Pending: the person sees what is to be signed.',
    ExpiredTransaction: 'Failed: the order expired.',
    CertificateErr: 'Failed: the BankID is blocked or too old.',
    UserCancel: 'Failed: the person canceled in the app.',
    Cancelled: 'Failed: the order was canceled, or replaced by another one.',
    StartFailed: 'Failed: the app was not opened in time.',
    UserDeclinedCall: 'Failed: the person denied being on the phone.',
  },
});

const MessageLanguage = builder.enumType('MessageLanguage', {
  description: 'Language of a message to the person.',
  values: LANGUAGES,
});

const LaunchForm = builder.enumType('LaunchForm', {
  description: 'Form of the link that opens the BankID app on the same device.',
  values: {
    APP_LINK: { description: '`https://app.bankid.com/…`: for phones and tablets.' },
    SCHEME: { description: '`bankid:///…`: for computers, and where app links do not work.' },
  } as const,
});

const BankIdSigningAction = builder.enumType('BankIdSigningAction', {
  description: 'A mutation that can be called for a signing.',
  values: {
    EXTEND_BANK_ID_SIGNING: { value: 'extend', description: '`extendBankIdSigning`' },
    CANCEL_BANK_ID_SIGNING: { value: 'cancel', description: '`cancelBankIdSigning`' },
  } as const,
});

export const BankIdSigning = builder.objectRef<Shape>('BankIdSigning').implement({
  description:
    'A signing with Swedish BankID. Token and QR code change while it runs: show only the latest, from `signStatus`, and do not store them. Whoever has them can act for the person.',
  fields: (t) => ({
    status: t.field({
      type: BankIdStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => BankIdStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    hintCode: t.field({
      type: BankIdHintCode,
      description: 'Detail of the state; null once the signing is complete.',
      resolve: ({ hintCode, status }) =>
        BankIdHintCode.readOptional(hintCode, { expected: status === 'Pending' || status === 'Failed' }),
    }),
    hintCodeRaw: t.exposeString('hintCode', {
      description: "The provider's value of `hintCode`; null once the signing is complete.",
    }),
    userMessage: t.string({
      nullable: false,
      description: 'Message to show to the person now.',
      args: {
        language: t.arg({ type: MessageLanguage, defaultValue: 'en', description: 'Language of the message.' }),
      },
      resolve: (signing, { language }) => bankIdMessage(signing, language ?? 'en'),
    }),
    qrCode: t.exposeString('qrCodeImageDataUrl', {
      description: 'QR code for another device: an image, `data:image/png;base64,…`. It changes every second.',
      extensions: actBearing('onboarding:write'),
    }),
    autostartToken: t.exposeString('autostartToken', {
      description: 'Token for the same device; `launchUrl` contains it.',
      extensions: actBearing('onboarding:write'),
    }),
    launchUrl: t.field({
      type: 'URL',
      description: 'Link that opens the BankID app on the same device; null once the signing has ended.',
      extensions: { ...actBearing('onboarding:write'), ...urlFrom('payex', 'bankid:') },
      args: {
        form: t.arg({
          type: LaunchForm,
          defaultValue: 'APP_LINK',
          description: 'Form of the link, for phones or computers.',
        }),
        redirect: t.arg({
          type: 'URL',
          description:
            'URL that the app returns to. Default: none; the person switches back by hand, as computers require.',
        }),
      },
      resolve: ({ status, autostartToken }, { form, redirect }, context) => {
        const checks = new Checks();
        checkReturnUrls(checks, { redirect }, context, '');
        checks.done();
        return status === 'Pending' && autostartToken ? launchUrl(autostartToken, form ?? 'APP_LINK', redirect) : null;
      },
    }),
    extensionsAllowed: t.exposeInt('maxExtends', {
      description: 'How many times the signing can be extended in total.',
    }),
    extensionsUsed: t.exposeInt('currentExtend', { description: 'How many times the signing has been extended.' }),
    secondsLeft: t.exposeInt('secondsLeftThirtySecondsInterval', {
      description: 'Seconds left, in steps of 30: not suitable for a countdown.',
    }),
    availableActions: t.field({
      type: [BankIdSigningAction],
      nullable: false,
      description: 'What can be done now.',
      resolve: (signing) => [...signingActions(signing)],
    }),
    application: t.field({
      type: CreditApplication,
      description:
        'Current state of the application that is signed. Costs one call to PayEx: in a subscription, select the one of `SignStatus`.',
      resolve: (signing, _args, { payex }) => polledApplication(signing) ?? payex.applications.byKey(signing.key),
    }),
  }),
});

builder.interfaceField(CreditApplication, 'bankIdSigning', (t) =>
  t.field({
    type: BankIdSigning,
    description:
      'Current state of the latest Swedish signing, of one that has failed with the reason; null if there is none. Costs one call to PayEx, in `signStatus` and `processChanged` none.',
    resolve: (application, _args, { payex, signal }) => {
      const known = polledSigning(application);
      return known === undefined ? payex.signings.readBankId(application.key, signal) : known;
    },
  }),
);

const StartBankIdSigningInput = builder.inputType('StartBankIdSigningInput', {
  description: 'A Swedish signing to start.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'Global id of the application or limit upgrade.' }),
    endUserIp: t.string({
      description:
        "IPv4 or IPv6 address of the person's device. Default: the address that calls the gateway, which is right for a browser or an app that calls it directly. A service that calls for a person has to send the address that it sees itself, not its own. An IPv4-mapped IPv6 address is sent as IPv4; an address with a zone id is refused.",
    }),
    callbackUrl: t.field({
      type: 'URL',
      description:
        'URL that PayEx calls on each change. Default: a URL of the gateway, if its public address is configured.',
    }),
  }),
});

const BankIdSigningInput = builder.inputType('BankIdSigningInput', {
  description: 'A running Swedish signing.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'Global id of the application or limit upgrade that is signed.' }),
  }),
});

builder.mutationFields((t) => ({
  startBankIdSigning: t.field({
    type: BankIdSigning,
    errors: expected,
    description:
      'Signs an application or a limit upgrade with Swedish BankID: starts the signing, with a QR code for another device and a link for the same one. Follow it with `signStatus`.',
    args: { input: t.arg({ type: StartBankIdSigningInput, required: true, description: 'The signing.' }) },
    resolve: async (_root, { input: { application, endUserIp, callbackUrl } }, context) => {
      const { payex, streams } = context;
      const key = applicationKey(application, 'input.application');
      const checks = new Checks();
      const deviceIp = deviceAddress(checks, endUserIp, context, 'input.endUserIp');
      checkCallback(checks, callbackUrl, context);
      checks.done();
      const callback = callbackUrl ?? streams.signings.callbackFor(key);
      const signing = await payex.signings.startBankId(key, {
        endUserIp: deviceIp,
        ...(callback && { callbackUrl: callback }),
      });
      streams.signings.news(key);
      return signing;
    },
  }),
  extendBankIdSigning: t.field({
    type: BankIdSigning,
    errors: expected,
    description: 'Extends a Swedish BankID signing: gives the person more time, at most `extensionsAllowed` times.',
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
    errors: expected,
    description: 'Cancels a Swedish BankID signing. Another one can then be started.',
    args: { input: t.arg({ type: BankIdSigningInput, required: true, description: 'The signing.' }) },
    resolve: async (_root, { input }, { payex, streams }) => {
      const key = applicationKey(input.application, 'input.application');
      const signing = await payex.signings.cancelBankId(key);
      streams.signings.news(key);
      return signing;
    },
  }),
}));
