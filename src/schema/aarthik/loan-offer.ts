import { isSelectable, needsConsent } from '../../datasources/aarthik/journey-state.ts';
import type {
  LenderOffers as LenderOffersShape,
  LoanOffer as LoanOfferShape,
} from '../../datasources/aarthik/journey-state.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { money, Money } from '../kit/money.ts';
import { openEnum } from '../kit/open-enum.ts';

const LoanOfferStatus = openEnum('LoanOfferStatus', {
  description: 'State of an offer, or of a lender as a whole.',
  values: {
    OFFER_RECEIVED: 'There is an offer that the borrower can choose.',
    OFFER_AWAITED: 'The lender has not answered yet, or its offer cannot be chosen yet.',
    NO_OFFER_AVAILABLE: 'The lender makes no offer.',
    AA_REQUIRED: 'The lender waits for the consent to read bank statements: see `accountAggregator`.',
  },
});

const InterestRateType = openEnum('InterestRateType', {
  description: 'How the interest of a loan is calculated.',
  values: {
    FIXED: 'The same rate to the end.',
    FLOATING: 'The rate follows a benchmark.',
    REDUCING: 'Interest on what is still owed.',
  },
});

const LoanOfferAction = builder.enumType('LoanOfferAction', {
  description: 'What can be done about a loan offer.',
  values: {
    OPEN_LOAN_OFFER: { description: '`openLoanOffer`: the borrower chooses it and continues on hosted pages.' },
    GIVE_CONSENT: {
      description: 'The borrower consents at `LoanJourney.accountAggregator.url`; the lender offers afterwards.',
    },
  } as const,
});

export const LoanOffer = builder.objectRef<LoanOfferShape>('LoanOffer').implement({
  description: 'An offer of a lender. Terms that the lender does not state are null.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Give it to `openLoanOffer`; not a global id.' }),
    lender: t.exposeString('lender', { nullable: false, description: 'Name of the lender.' }),
    status: t.field({
      type: LoanOfferStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => LoanOfferStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    isSelectable: t.boolean({
      nullable: false,
      description: 'Whether the borrower can choose it now: `openLoanOffer` refuses any other.',
      resolve: isSelectable,
    }),
    availableActions: t.field({
      type: [LoanOfferAction],
      nullable: false,
      description: 'What can be done about it now; if there is nothing, `status` says why.',
      resolve: (offer) =>
        isSelectable(offer) ? (['OPEN_LOAN_OFFER'] as const) : needsConsent(offer) ? (['GIVE_CONSENT'] as const) : [],
    }),
    amount: t.field({
      type: Money,
      description: 'Principal.',
      resolve: ({ amount }) => money(amount, 'INR'),
    }),
    interestRate: t.expose('interestRate', { type: 'Decimal', description: 'Nominal rate, percent per year.' }),
    interestRateType: t.field({
      type: InterestRateType,
      nullable: false,
      description: 'How the interest is calculated.',
      resolve: ({ interestRateType }) => InterestRateType.read(interestRateType),
    }),
    interestRateTypeRaw: t.exposeString('interestRateType', {
      description: "The provider's value of `interestRateType`, for when that is `UNKNOWN`.",
    }),
    annualPercentageRate: t.expose('annualPercentageRate', {
      type: 'Decimal',
      description: 'Cost of the loan with all fees, percent per year: what the key fact statement shows.',
    }),
    tenureMonths: t.exposeInt('tenureMonths', { description: 'Time to repay, in months.' }),
    installment: t.field({
      type: Money,
      description: 'What is due each month.',
      resolve: ({ installment }) => money(installment, 'INR'),
    }),
    installmentCount: t.exposeInt('installmentCount', { description: 'Number of instalments.' }),
    processingFee: t.field({
      type: Money,
      description: 'Fee that is deducted from the principal.',
      resolve: ({ processingFee }) => money(processingFee, 'INR'),
    }),
    netDisbursed: t.field({
      type: Money,
      description: 'What is paid out after the fees.',
      resolve: ({ netDisbursed }) => money(netDisbursed, 'INR'),
    }),
    validUntil: t.expose('validUntil', { type: 'DateTime', description: 'End of the offer.' }),
  }),
});

export const LenderOffers = builder.objectRef<LenderOffersShape>('LenderOffers').implement({
  description: 'What one lender has answered so far.',
  fields: (t) => ({
    lender: t.exposeString('lender', { nullable: false, description: 'Name of the lender.' }),
    status: t.field({
      type: LoanOfferStatus,
      nullable: false,
      description: 'State of the lender as a whole.',
      resolve: ({ status }) => LoanOfferStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    offers: t.field({
      type: [LoanOffer],
      extensions: listSize(2),
      nullable: false,
      description: 'Its offers; none while it decides, and none when it declined.',
      resolve: ({ offers }) => offers,
    }),
  }),
});
