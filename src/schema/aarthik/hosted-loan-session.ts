import { builder } from '../kit/builder.ts';
import { LoanPersonalInput } from './loan-prefill.ts';
import { HostedLoanPage } from './open-loan-offer.ts';
import { expected } from '../kit/problem.ts';
import { toProviderInput, prefillFields } from './start-loan-journey.ts';

const CreateHostedLoanSessionInput = builder.inputType('CreateHostedLoanSessionInput', {
  description: 'A borrower who is to do everything in the hosted pages, and what you know of them.',
  fields: (t) => ({
    ...prefillFields(t),
    personal: t.field({ type: LoanPersonalInput, description: 'Who the borrower is; needed for a gold loan.' }),
  }),
});

builder.mutationField('createHostedLoanSession', (t) =>
  t.field({
    type: HostedLoanPage,
    errors: expected,
    description:
      'Applies for a loan entirely on hosted pages: starts or resumes the loan journey of a borrower and returns its URL. Each call creates a new URL; safe to repeat.',
    args: { input: t.arg({ type: CreateHostedLoanSessionInput, required: true, description: 'The borrower.' }) },
    resolve: (_root, { input }, { aarthik }) => aarthik.hostedSessions.open(toProviderInput(input)),
  }),
);
