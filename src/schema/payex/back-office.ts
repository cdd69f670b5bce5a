import { Checks } from '../../datasources/kit/checks.ts';
import { wireNumber } from '../../datasources/kit/decode.ts';
import { checkLimit, checkText } from '../../datasources/payex/application-rules.ts';
import type { DirectAccount as Shape } from '../../datasources/payex/back-office.ts';
import { faultOfForm, MAX_FORM_BYTES } from '../../datasources/payex/paper-form.ts';
import { Application } from './application.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { permitBackOffice } from '../kit/permit.ts';
import { expected } from '../kit/problem.ts';

const ApprovePaperApplicationInput = builder.inputType('ApprovePaperApplicationInput', {
  description: 'A paper form with a handwritten signature.',
  fields: (t) => ({
    application: t.id({
      required: true,
      description: 'An application with the special intent `standalone-account-onboarding-manual`.',
    }),
    pdf: t.string({
      required: true,
      description: `The scanned form: a PDF of at most ${MAX_FORM_BYTES} bytes, in base64. Personal data.`,
    }),
    trusteeCertificateIncluded: t.boolean({
      description: "Whether the form includes a guardian's certificate. Default: false. Personal data.",
    }),
  }),
});

const DirectAccount = builder.objectRef<Shape>('DirectAccount').implement({
  description: 'An account whose limit was set without an application.',
  fields: (t) => ({
    accountNumber: t.exposeString('accountNo', { description: 'Account number.', extensions: personal('bankNumber') }),
    customerNumber: t.exposeString('customerNo', {
      description: 'Number of the customer, if the account is new.',
      extensions: personal('bankNumber'),
    }),
    creditLimit: t.expose('creditLimit', {
      type: 'Decimal',
      description: 'The limit that is now in force, in the currency of the account.',
    }),
  }),
});

const CreateAccountDirectlyInput = builder.inputType('CreateAccountDirectlyInput', {
  description: 'An account for an existing customer of PayEx.',
  fields: (t) => ({
    offer: t.id({ required: true, description: 'The offer: its global id, or the bare account profile.' }),
    customerNumber: t.string({ required: true, description: 'Number of the customer.' }),
    creditLimit: t.field({
      type: 'Decimal',
      required: true,
      description: "The limit, in the offer's currency: 0 to 100000000, at most two decimals.",
    }),
  }),
});

const SetCreditLimitDirectlyInput = builder.inputType('SetCreditLimitDirectlyInput', {
  description: 'A limit to set without an application.',
  fields: (t) => ({
    accountNumber: t.string({ required: true, description: 'Number of the account.' }),
    creditLimit: t.field({
      type: 'Decimal',
      required: true,
      description: 'The new limit, higher or lower: 0 to 100000000, at most two decimals.',
    }),
  }),
});

const OFF =
  'Back office only: needs the permission `backoffice`; where callers are not authenticated, `Refused` with `NOT_PERMITTED` unless `BACKOFFICE=on`. Never retried by the gateway.';

builder.mutationFields((t) => ({
  approvePaperApplication: t.field({
    type: Application,
    errors: expected,
    description: `Approves an application for credit that the applicant signed on paper, after a credit check. ${OFF}`,
    args: { input: t.arg({ type: ApprovePaperApplicationInput, required: true, description: 'The form.' }) },
    resolve: (_root, { input }, context) => {
      permitBackOffice(context);
      const [profile, id] = segmentsOf(input.application, 'Application', 'input.application');
      const checks = new Checks();
      const fault = faultOfForm(input.pdf);
      checks.expect(fault === undefined, 'input.pdf', fault ?? '');
      checks.done();
      return context.payex.backOffice.approvePaper(
        { kind: 'Application', profile, id },
        {
          applicationDocument: { content: input.pdf, fileType: 'pdf' },
          // Required by PayEx although it has a default.
          trusteeCertificateIncluded: input.trusteeCertificateIncluded ?? false,
        },
      );
    },
  }),
  createAccountDirectly: t.field({
    type: DirectAccount,
    errors: expected,
    description: `Opens a credit account for an existing customer of PayEx, without an application, credit check or signature. ${OFF}`,
    args: { input: t.arg({ type: CreateAccountDirectlyInput, required: true, description: 'The account.' }) },
    resolve: (_root, { input: { offer, customerNumber, creditLimit } }, context) => {
      permitBackOffice(context);
      const [profile] = segmentsOf(offer, 'Offer', 'input.offer');
      const checks = new Checks();
      checkLimit(checks, creditLimit, 'input.creditLimit');
      checkText(checks, customerNumber, 'input.customerNumber');
      checks.done();
      return context.payex.backOffice.createAccount(profile, {
        customerNo: customerNumber,
        creditLimit: wireNumber(creditLimit),
      });
    },
  }),
  setCreditLimitDirectly: t.field({
    type: DirectAccount,
    errors: expected,
    description: `Raises or lowers the limit of a credit account, without an application, credit check or signature. ${OFF}`,
    args: { input: t.arg({ type: SetCreditLimitDirectlyInput, required: true, description: 'The limit.' }) },
    resolve: (_root, { input: { accountNumber, creditLimit } }, context) => {
      permitBackOffice(context);
      const checks = new Checks();
      checkLimit(checks, creditLimit, 'input.creditLimit');
      checkText(checks, accountNumber, 'input.accountNumber');
      checks.done();
      return context.payex.backOffice.setLimit({ accountNo: accountNumber, creditLimit: wireNumber(creditLimit) });
    },
  }),
}));
