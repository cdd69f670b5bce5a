import type { Decimal } from '../../datasources/kit/decode.ts';
import { offerActions, type OfferAction as Action } from '../../datasources/payex/actions.ts';
import type { Offer as OfferShape } from '../../datasources/payex/types.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { money, Money, type MoneyShape } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';

const TermsAndConditions = builder
  .objectRef<NonNullable<OfferShape['termsAndConditions']>>('TermsAndConditions')
  .implement({
    description: 'The documents that a person must be shown before applying.',
    fields: (t) => ({
      creditInformation: t.expose('standardEuropeanAgreements', {
        type: 'URL',
        extensions: urlFrom('payex'),
        description: 'Pre-contract credit information (SECCI), usually a PDF.',
      }),
      accountTerms: t.expose('accountTerms', {
        type: 'URL',
        extensions: urlFrom('payex'),
        description: 'Terms of the account, usually a PDF.',
      }),
    }),
  });

/** An amount in the currency of an offer; null if PayEx does not report the currency. */
export const priced = (offer: OfferShape | null, amount: Decimal | null | undefined): MoneyShape | null =>
  offer?.currency ? money(amount, offer.currency) : null;

const OfferAction = openEnum<Action>('OfferAction', {
  description: 'What can be done with an offer: the mutation to call.',
  values: {
    createApplication: '`createApplication`',
    createAccountDirectly: '`createAccountDirectly`: back office only.',
  },
});

export const Offer = builder.objectRef<OfferShape>('Offer');

Offer.implement({
  description:
    'A credit account that a person can apply for, with its terms. Pass its `id` to `createApplication`. PayEx does not say for which country it is: tell by the currency, or by the account profiles that you have agreed on.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'Offer',
        ({ accountProfile }) => [accountProfile],
        ([profile], { payex }) => payex.offers.byProfile(profile),
      ),
    ),
    accountProfile: t.exposeString('accountProfile', { nullable: false, description: "PayEx's key of the offer." }),
    title: t.exposeString('title', { description: 'Name to show to the person.' }),
    currency: t.expose('currency', { type: 'Currency', description: 'Currency of the account.' }),
    maxCreditLimit: t.field({
      type: Money,
      description: 'The highest limit that can be applied for.',
      resolve: (offer) => priced(offer, offer.maxCreditLimit),
    }),
    reminderFee: t.field({
      type: Money,
      description: 'Fee for a payment reminder.',
      resolve: (offer) => priced(offer, offer.reminderFee),
    }),
    penaltyInterestRate: t.expose('penaltyInterestRate', {
      type: 'Decimal',
      description: 'Interest on late payments, in per cent per year.',
    }),
    availableActions: t.field({
      type: [OfferAction],
      nullable: false,
      description:
        'What can be done with it now; empty if it cannot be applied for at the moment. PayEx may still reject it: the `reason` of the refusal says why.',
      resolve: (offer, _args, { backOffice }) =>
        offerActions(offer)
          .filter((action) => backOffice || action !== 'createAccountDirectly')
          .map((action) => OfferAction.read(action)),
    }),
    termsAndConditions: t.expose('termsAndConditions', {
      type: TermsAndConditions,
      description: 'The documents that the person must be shown.',
    }),
  }),
});

builder.queryFields((t) => ({
  offer: t.field({
    type: Offer,
    description: 'One offer of PayEx; null if it does not exist.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare account profile.' }) },
    resolve: (_root, { id }, { payex }) => payex.offers.byProfile(segmentsOf(id, 'Offer')[0]),
  }),
  offers: t.field({
    type: [Offer],
    extensions: listSize(5),
    description: 'All credit accounts that can be applied for at PayEx.',
    resolve: (_root, _args, { payex }) => payex.offers.all(),
  }),
}));
