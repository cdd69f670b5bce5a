import type { CreditApplication as Shape } from '../../datasources/payex/types.ts';
import { newUpgrade } from '../../datasources/payex/application-rules.ts';
import { ApplicationOptionsInput } from './application.ts';
import { Process } from '../process/process.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { ApplicationLanguage, CreditApplication } from './credit-application.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { expected } from '../kit/problem.ts';

export const LimitUpgradeApplication = builder.objectRef<Shape>('LimitUpgradeApplication');

LimitUpgradeApplication.implement({
  description:
    'An application for a higher limit of an existing credit account. It does not name a person: the owner of the account signs.',
  interfaces: [Node, CreditApplication, Process],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'LimitUpgradeApplication',
        ({ key }) => [key.id],
        ([id], { payex }) => payex.applications.byKey({ kind: 'LimitUpgradeApplication', id }),
      ),
    ),
    accountNumber: t.exposeString('accountNo', {
      description: 'Number of the account. Personal data.',
      extensions: personal('bankNumber'),
    }),
  }),
});

builder.queryField('limitUpgradeApplication', (t) =>
  t.field({
    type: LimitUpgradeApplication,
    description:
      'One limit upgrade; null if it never existed or the caller may not access it. If PayEx no longer holds it, null with an error whose `extensions.reason` is `APPLICATION_LAPSED`.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare id of PayEx.' }) },
    resolve: (_root, { id }, { payex }) =>
      payex.applications.byKey({
        kind: 'LimitUpgradeApplication',
        id: segmentsOf(id, 'LimitUpgradeApplication')[0],
      }),
  }),
);

const CreateLimitUpgradeInput = builder.inputType('CreateLimitUpgradeInput', {
  description: 'An application for a higher limit.',
  fields: (t) => ({
    accountNumber: t.string({ required: true, description: 'Number of the account.' }),
    requestedLimit: t.field({
      type: 'Decimal',
      required: true,
      description: 'The new limit (not the increase): 0 to 100000000, at most two decimals.',
    }),
    language: t.field({
      type: ApplicationLanguage,
      required: true,
      description: 'Language of the KYC questions and of the text that is signed.',
    }),
    ipAddress: t.string({ description: "IPv4 or IPv6 address of the person's device, as seen by your service." }),
    specialIntent: t.string({
      description:
        'Special purpose; most have none. Known value: `limit-upgrade-for-invoice-conversion`. Others are passed on: `Refused` with `INVALID_SPECIAL_INTENT` if PayEx does not know them.',
    }),
    options: t.field({
      type: ApplicationOptionsInput,
      description: 'What is known about the person and the purchase.',
    }),
  }),
});

builder.mutationField('createLimitUpgrade', (t) =>
  t.field({
    type: LimitUpgradeApplication,
    errors: expected,
    description:
      'Applies for a higher limit of a credit account: creates a limit upgrade. The further steps are those of an `Application`. `OutcomeUnknown` if the response of PayEx was lost: PayEx has no way to look the application up.',
    args: { input: t.arg({ type: CreateLimitUpgradeInput, required: true, description: 'The limit upgrade.' }) },
    resolve: (_root, { input: { accountNumber, language, ...input } }, { payex }) =>
      payex.applications.createLimitUpgrade(
        newUpgrade({ ...input, accountNo: accountNumber, language: ApplicationLanguage.write(language) }),
      ),
  }),
);
