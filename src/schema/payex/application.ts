import type { CreditApplication as Shape, Wire } from '../../datasources/payex/types.ts';
import { countryOf, isApproved } from '../../datasources/payex/status.ts';
import { newApplication } from '../../datasources/payex/application-rules.ts';
import type { Country } from '../../datasources/payex/national-number.ts';
import { Process } from '../process/process.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { ApplicationLanguage, CreditApplication } from './credit-application.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { Offer, priced } from './offer.ts';
import { expected } from '../kit/problem.ts';

const Applicant = builder.objectRef<Shape>('Applicant').implement({
  description: 'The person who applies, as given when the application was created. Personal data.',
  fields: (t) => ({
    nationalNumber: t.string({
      description: 'National identity number (personnummer, fødselsnummer, CPR number, henkilötunnus).',
      extensions: personal('nationalNumber'),
      resolve: ({ nationalConsumerIdentifier }) => nationalConsumerIdentifier?.value,
    }),
    country: t.field({
      type: 'CountryCode',
      description:
        'Country of the national identity number. It determines how the person signs. Null if PayEx does not report a valid one.',
      resolve: (application) => countryOf(application),
    }),
    customerNumber: t.exposeString('customerNo', {
      description: "PayEx's number of the customer.",
      extensions: personal('bankNumber'),
    }),
    email: t.exposeString('emailAddress', { description: 'E-mail address.', extensions: personal('email') }),
    mobileNumber: t.exposeString('msisdn', {
      description:
        'Mobile number as reported by PayEx: usually in international form, although the examples of PayEx lack the `+`.',
      extensions: personal('phone'),
    }),
  }),
});

const CreatedAccount = builder.objectRef<Wire['CreatedAccount']>('CreatedAccount').implement({
  description: 'The credit account of an application.',
  fields: (t) => ({
    accountNumber: t.exposeString('accountNo', {
      description: 'Account number: the input of `createLimitUpgrade`.',
      extensions: personal('bankNumber'),
    }),
  }),
});

const profileOf = ({ key }: Shape): string => (key.kind === 'Application' ? key.profile : '');

export const Application = builder.objectRef<Shape>('Application');

Application.implement({
  description: 'An application for a new credit account.',
  interfaces: [Node, CreditApplication, Process],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'Application',
        (application) => [profileOf(application), application.key.id],
        ([profile, id], { payex }) => payex.applications.byKey({ kind: 'Application', profile, id }),
      ),
    ),
    offer: t.field({
      type: Offer,
      description: 'The offer that is applied for; null if PayEx no longer has it.',
      resolve: (application, _args, { payex }) => payex.offers.byProfile(profileOf(application)),
    }),
    creditLimit: t.field({
      type: Money,
      description:
        'The credit limit granted, in the currency of the offer: what was applied for, once `status` is `APPROVED`. Null before that, or if the currency is not known. See `requestedLimit` for what is applied for.',
      resolve: async (application, _args, { payex }) =>
        isApproved(application)
          ? priced(await payex.offers.byProfile(profileOf(application)), application.creditLimit)
          : null,
    }),
    applicant: t.field({
      type: Applicant,
      nullable: false,
      description: 'The person who applies.',
      resolve: (shape) => shape,
    }),
    createdAccount: t.field({
      type: CreatedAccount,
      description:
        'The account that belongs to the application, null until PayEx reports one. It can be used once `status` is `APPROVED`.',
      resolve: ({ createdAccount }) => createdAccount,
    }),
    sellerNumber: t.exposeString('sellerNo', { description: 'Number of the seller, as part of an account alias.' }),
    pointOfSale: t.exposeString('pointOfSale', { description: 'Point of sale, as part of an account alias.' }),
  }),
});

builder.queryField('application', (t) =>
  t.field({
    type: Application,
    description:
      'One application; null if it never existed or the caller may not access it. If PayEx no longer holds it, null with an error whose `extensions.reason` is `APPLICATION_LAPSED`.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: (_root, { id: globalId }, { payex }) => {
      const [profile, id] = segmentsOf(globalId, 'Application');
      return payex.applications.byKey({ kind: 'Application', profile, id });
    },
  }),
);

export const ApplicationOptionsInput = builder.inputType('ApplicationOptionsInput', {
  description: 'What is known about the person and the purchase.',
  fields: (t) => ({
    customerPreAuthenticated: t.boolean({
      description: 'Whether you have already authenticated the person. Default: false.',
    }),
    preAuthorizationAmount: t.field({
      type: 'Decimal',
      description: 'Amount of the purchase that is expected to follow, with at most two decimals.',
    }),
  }),
});

const ApplicantCountry = builder.enumType('ApplicantCountry', {
  description: 'A country whose residents can apply for credit at PayEx.',
  values: {
    SE: { description: 'Sweden: the person signs with BankID.' },
    NO: { description: 'Norway: the person signs with Norwegian BankID.' },
    DK: { description: 'Denmark: the person signs with MitID.' },
    FI: { description: 'Finland: PayEx has no digital signing; the person signs on paper.' },
  } as const satisfies Record<Country, object>,
});

const CreateApplicationInput = builder.inputType('CreateApplicationInput', {
  description: 'An application for an account.',
  fields: (t) => ({
    offer: t.id({ required: true, description: 'The offer: its global id, or the bare account profile.' }),
    requestedLimit: t.field({
      type: 'Decimal',
      required: true,
      description: 'The limit applied for, in the currency of the offer: 0 to 100000000, at most two decimals.',
    }),
    nationalNumber: t.string({
      required: true,
      description:
        'National identity number of the person, validated by the rules of `country`: `19101010-1010` (SE), eleven digits (NO), ten digits (DK), `131052-308T` (FI).',
    }),
    country: t.field({
      type: ApplicantCountry,
      required: true,
      description: 'Country of `nationalNumber`. It determines how the person signs.',
    }),
    language: t.field({
      type: ApplicationLanguage,
      required: true,
      description: 'Language of the KYC questions and of the text that is signed.',
    }),
    customerNumber: t.string({ description: 'Customer number of the person, where one exists.' }),
    email: t.string({ description: 'E-mail address.', extensions: personal('email') }),
    mobileNumber: t.string({ description: 'Mobile number: `+` and 4 to 14 digits.' }),
    ipAddress: t.string({ description: "IPv4 or IPv6 address of the person's device, as seen by your service." }),
    specialIntent: t.string({
      description:
        'Special purpose; most applications have none. Known values: `new-account-for-invoice-conversion`, `standalone-account-onboarding`, and `standalone-account-onboarding-manual` for a paper form. Others are passed on: `Refused` with `INVALID_SPECIAL_INTENT` if PayEx does not know them.',
    }),
    options: t.field({
      type: ApplicationOptionsInput,
      description: 'What is known about the person and the purchase.',
    }),
    sellerNumber: t.string({
      description: 'Number of the seller. Required only if the account profile builds an account alias from it.',
    }),
    pointOfSale: t.string({
      description:
        'Point of sale. Required only if the account profile builds an account alias from it. Latin letters, no semicolon.',
    }),
  }),
});

builder.mutationField('createApplication', (t) =>
  t.field({
    type: Application,
    errors: expected,
    description:
      'Applies for a credit account: creates an application. A person has one account per offer: `Refused` with `ACCOUNT_PROFILE_EXISTS` if there is one, or with `ACCOUNT_ALREADY_EXISTS_FOR_STANDALONE_INTENT` if the special intent asks for a first one. Its `nextActions` are the next steps. `OutcomeUnknown` if the response of PayEx was lost: PayEx has no way to look the application up.',
    args: { input: t.arg({ type: CreateApplicationInput, required: true, description: 'The application.' }) },
    resolve: (_root, { input }, { payex }) => {
      const [profile] = segmentsOf(input.offer, 'Offer', 'input.offer');
      return payex.applications.createApplication(
        profile,
        newApplication({ ...input, language: ApplicationLanguage.write(input.language) }),
      );
    },
  }),
);
