import type { SignReading } from '../../subscriptions/payex/signing.ts';
import { isSettled } from '../../datasources/payex/status.ts';
import { upTo } from '../../subscriptions/kit/up-to.ts';
import { BankIdSigning } from './bankid-signing.ts';
import { polled } from './polled-reading.ts';
import { builder } from '../kit/builder.ts';
import { applicationKey, CreditApplication } from './credit-application.ts';

const isLast = ({ application }: SignReading): boolean => isSettled(application);

const SignStatus = builder.objectRef<SignReading>('SignStatus').implement({
  description: 'The state of a signing.',
  fields: (t) => ({
    application: t.field({
      type: CreditApplication,
      nullable: false,
      description: 'The application that is signed.',
      resolve: ({ application }) => application,
    }),
    bankId: t.field({
      type: BankIdSigning,
      description:
        'The Swedish signing, of one that has failed with the reason; null for one on a hosted page (Norway, Denmark), and before it is started.',
      resolve: ({ bankId }) => bankId,
    }),
    isFinal: t.boolean({
      nullable: false,
      description: 'Whether this is the last event: approved, rejected, signed by another person, or not signed.',
      resolve: isLast,
    }),
  }),
});

builder.subscriptionField('signStatus', (t) =>
  t.field({
    type: SignStatus,
    nullable: false,
    description:
      'Follows the signing of an application or a limit upgrade, by any method: the current state first, then every change (each new QR code is one). Completes when the application is final, or when the signing has failed and can be started again. After one hour without that it ends with the error `STREAM_TIME_LIMIT`: subscribe again.',
    args: { application: t.arg.id({ required: true, description: 'Global id of the application or limit upgrade.' }) },
    subscribe: (_root, { application }, context) =>
      upTo(context.streams.signings.subscribe(applicationKey(application, 'application')), isLast),
    resolve: polled,
  }),
);
