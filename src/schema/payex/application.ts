import type { CreditApplication as Shape, Wire } from '../../datasources/payex/types.ts';
import { countryOf } from '../../datasources/payex/status.ts';
import { newApplication } from '../../datasources/payex/application-rules.ts';
import { Process } from '../process/process.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { ApplicationLanguage, CreditApplication } from './credit-application.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { Money } from '../kit/money.ts';
import { identified, Node } from '../kit/node.ts';
import { Offer, priced } from './offer.ts';
import { expected } from '../kit/problem.ts';

const Applicant = builder.objectRef<Shape>('Applicant').implement({
  description: 'The person who applies, as told when the application was created. Personal data.',
  fields: (t) => ({
    nationalNumber: t.string({
      description: 'National number.',
      extensions: personal('nationalNumber'),
      resolve: ({ nationalConsumerIdentifier }) => nationalConsumerIdentifier?.value,
    }),
    country: t.field({
      type: 'CountryCode',
      description: 'Country of the national number; decides how one signs. Null where PayEx names none that can be.',
      resolve: (application) => countryOf(application),
    }),
    customerNo: t.exposeString('customerNo', {
      description: 'Number of the customer.',
      extensions: personal('bankNumber'),
    }),
    email: t.exposeString('emailAddress', { description: 'E-mail address.', extensions: personal('email') }),
    msisdn: t.exposeString('msisdn', {
      description: 'Mobile number, with a plus sign.',
      extensions: personal('phone'),
    }),
  }),
});

const CreatedAccount = builder.objectRef<Wire['CreatedAccount']>('CreatedAccount').implement({
  description: 'The credit account that was opened.',
  fields: (t) => ({
    accountNumber: t.exposeString('accountNo', {
      description: 'Its number: `createLimitUpgrade` asks for it.',
      extensions: personal('bankNumber'),
    }),
  }),
});

const profileOf = ({ key }: Shape): string => (key.kind === 'Application' ? key.profile : '');

export const Application = builder.objectRef<Shape>('Application');

Application.implement({
  description: 'An application of a person for a new credit account.',
  interfaces: [Node, CreditApplication, Process],
  fields: (t) => ({
    id: t.id(
      identified(
        'Application',
        (application) => [profileOf(application), application.key.id],
        ([profile, id], { payex }) => payex.applications.byKey({ kind: 'Application', profile, id }),
      ),
    ),
    offer: t.field({
      type: Offer,
      description: 'What is applied for; null when PayEx no longer offers it.',
      resolve: (application, _args, { payex }) => payex.offers.byProfile(profileOf(application)),
    }),
    creditLimit: t.field({
      type: Money,
      description: "The credit limit that is applied for, in the offer's currency; null when that is not known.",
      resolve: async (application, _args, { payex }) =>
        priced(await payex.offers.byProfile(profileOf(application)), application.creditLimit),
    }),
    applicant: t.field({ type: Applicant, nullable: false, description: 'Who applies.', resolve: (shape) => shape }),
    createdAccount: t.field({
      type: CreatedAccount,
      description: 'The account that was opened; null until the application is approved.',
      resolve: ({ createdAccount, status }) => (status === 'Approved' ? createdAccount : null),
    }),
    sellerNo: t.exposeString('sellerNo', { description: 'Number of the seller, part of an account alias.' }),
    pointOfSale: t.exposeString('pointOfSale', { description: 'Point of sale, part of an account alias.' }),
  }),
});

builder.queryField('application', (t) =>
  t.field({
    type: Application,
    description:
      'One application; null when there never was one of this id. One that PayEx no longer remembers is null with an error whose `extensions.reason` is `APPLICATION_LAPSED`.',
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
      description: 'You have authenticated the person already. False when left out.',
    }),
    preAuthorizationAmount: t.field({
      type: 'Decimal',
      description: 'Size of the purchase that is expected to follow, at most two decimals.',
    }),
  }),
});

const CreateApplicationInput = builder.inputType('CreateApplicationInput', {
  description: 'An application for an account.',
  fields: (t) => ({
    offer: t.id({ required: true, description: 'The offer: its global id, or the bare account profile.' }),
    creditLimit: t.field({
      type: 'Decimal',
      required: true,
      description: "The limit applied for, in the offer's currency: 0 to 100000000, at most two decimals.",
    }),
    nationalNumber: t.string({
      required: true,
      description:
        'National number of the person, checked as its country has it: `19101010-1010` (SE), eleven digits (NO), ten digits (DK), `131052-308T` (FI).',
    }),
    country: t.field({ type: 'CountryCode', required: true, description: 'Of the national number: SE, NO, DK or FI.' }),
    language: t.field({ type: ApplicationLanguage, required: true, description: 'Language of the texts.' }),
    customerNo: t.string({ description: 'Number under which you or PayEx know the person.' }),
    email: t.string({ description: 'E-mail address.', extensions: personal('email') }),
    msisdn: t.string({ description: 'Mobile number: a plus sign and 4 to 14 digits.' }),
    ipAddress: t.string({ description: "Address of the person's device, as your service sees it." }),
    specialIntent: t.string({ description: 'Special purpose, in the words of PayEx; most applications have none.' }),
    options: t.field({ type: ApplicationOptionsInput, description: 'What is known about person and purchase.' }),
    sellerNo: t.string({ description: 'Needed only where the profile builds an account alias out of it.' }),
    pointOfSale: t.string({
      description: 'Needed only where the profile builds an account alias out of it. Latin letters, no semicolon.',
    }),
  }),
});

builder.mutationField('createApplication', (t) =>
  t.field({
    type: Application,
    nullable: false,
    errors: expected,
    description:
      'Applies for an account. Its `status` decides the next step. An application whose answer was lost cannot be found again: `OutcomeUnknown`.',
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
