import { builder } from '../kit/builder.ts';
import { borrowerOf, LoanJourney } from './loan-journey.ts';

builder.subscriptionField('loanJourneyChanged', (t) =>
  t.field({
    type: LoanJourney,
    nullable: false,
    description:
      'The loan journey of a borrower: its current state, then its state after every change, up to a final status (`NOT_OFFERED`, `DISBURSED`, `REJECTED`, `EXPIRED`, `CLOSED`), at most half an hour. When there is an offer to choose or a consent to give, the provider is not asked any more until something happens: a webhook, `startLoanJourney`, `openLoanOffer` or a new subscription. So subscribe again when the borrower is back from the consent, and to look whether the lenders that had not answered yet have done so meanwhile.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or your own id of the borrower.' }) },
    subscribe: (_root, { id }, context) => context.streams.loanJourneys.subscribe(borrowerOf(id, 'id')),
    resolve: (journey) => journey,
  }),
);
