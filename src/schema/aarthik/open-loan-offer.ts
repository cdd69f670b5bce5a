import type { HostedPage } from '../../datasources/aarthik/hosted-page.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { borrowerOf, LoanJourney } from './loan-journey.ts';
import { expected } from '../kit/problem.ts';

export const HostedLoanPage = builder.objectRef<HostedPage>('HostedLoanPage').implement({
  description: 'The hosted pages on which a borrower continues: identification, mandate, agreement, payment.',
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description:
        'Send the borrower here immediately; it works once. Whoever has it can act as the borrower: do not share or store it, call again for a new one.',
      extensions: { ...actBearing('loans:write'), ...urlFrom('aarthik') },
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: false, description: 'When `url` expires.' }),
    journey: t.field({
      type: LoanJourney,
      description: 'The journey that continues there; null if Aarthik no longer knows it.',
      resolve: ({ borrower }, _args, { aarthik }) => aarthik.journeys.of(borrower),
    }),
  }),
});

const OpenLoanOfferInput = builder.inputType('OpenLoanOfferInput', {
  description: 'The offer that the borrower has chosen.',
  fields: (t) => ({
    journey: t.id({ required: true, description: 'The journey: its global id, or your own id of the borrower.' }),
    offer: t.id({ required: true, description: 'The `id` of a `LoanOffer` that is selectable.' }),
  }),
});

builder.mutationField('openLoanOffer', (t) =>
  t.field({
    type: HostedLoanPage,
    errors: expected,
    description:
      'Accepts a loan offer: returns the URL of the hosted pages on which the borrower continues with the selected offer. Each call creates a new URL; safe to repeat.',
    args: { input: t.arg({ type: OpenLoanOfferInput, required: true, description: 'The choice.' }) },
    resolve: (_root, { input }, { aarthik }) =>
      aarthik.journeys.handOff(borrowerOf(input.journey, 'input.journey'), input.offer),
  }),
);
