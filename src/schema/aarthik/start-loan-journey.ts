import type { InputFieldBuilder } from '@pothos/core';
import { builder, type Types } from '../kit/builder.ts';
import { BureauReportInput, GoldLoanInput } from './gold-loan-prefill.ts';
import { borrowerOf, LoanJourney, LoanType } from './loan-journey.ts';
import {
  LoanAddressInput,
  LoanBankAccountInput,
  LoanPersonalInput,
  LoanPreferencesInput,
  LoanWorkInput,
} from './loan-prefill.ts';
import { expected } from '../kit/problem.ts';

/** The input that every way into a journey takes. */
export const prefillFields = (t: InputFieldBuilder<Types, 'InputObject'>) => ({
  borrower: t.id({
    required: true,
    description:
      'Your own id of the borrower, 1 to 128 characters, permanently the same: it is tied to the mobile number, and another id is another borrower. It is part of URLs and logs, so it must not be a phone number, a PAN or an e-mail address: use a customer number. The global id of the journey is taken too.',
  }),
  type: t.field({ type: LoanType, description: 'Kind of loan: a personal loan when left out.' }),
  personal: t.field({ type: LoanPersonalInput, required: true, description: 'Who the borrower is.' }),
  work: t.field({ type: LoanWorkInput, description: 'Employment and income.' }),
  address: t.field({ type: LoanAddressInput, description: 'Home address.' }),
  preferences: t.field({ type: LoanPreferencesInput, description: 'Wishes and consents.' }),
  goldLoan: t.field({ type: GoldLoanInput, description: 'The jewellery; only with the type `GOLD_LOAN`.' }),
  bureau: t.field({
    type: BureauReportInput,
    description: 'A credit report of your own; needs `preferences.bureauConsent: true`.',
  }),
});

interface Named {
  readonly borrower: string;
  readonly type?: string | null | undefined;
}

/** The words of the provider in place of the schema's. */
export const toProviderInput = <T extends Named>(input: T) => ({
  ...input,
  borrower: borrowerOf(input.borrower, 'input.borrower'),
  type: input.type == null ? undefined : (LoanType.write(input.type) ?? ''),
});

const StartLoanJourneyInput = builder.inputType('StartLoanJourneyInput', {
  description: 'A borrower who wants a loan, and what you know of them: the less the lenders have to ask.',
  fields: (t) => ({
    ...prefillFields(t),
    bankAccount: t.field({ type: LoanBankAccountInput, description: 'Bank account: whole, or left out.' }),
  }),
});

builder.mutationField('startLoanJourney', (t) =>
  t.field({
    type: LoanJourney,
    errors: expected,
    description:
      'Applies for a loan: starts the loan journey of a borrower, or resumes the one in progress. Safe to repeat. Then subscribe to `loanJourneyChanged`: offers arrive later.',
    args: { input: t.arg({ type: StartLoanJourneyInput, required: true, description: 'The borrower.' }) },
    resolve: (_root, { input }, { aarthik }) => aarthik.journeys.start(toProviderInput(input)),
  }),
);
