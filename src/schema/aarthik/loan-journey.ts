import type { LoanJourney as LoanJourneyShape } from '../../datasources/aarthik/journey.ts';
import type { Repayment as RepaymentShape } from '../../datasources/aarthik/snapshot.ts';
import { AccountAggregator } from './account-aggregator.ts';
import { Process } from '../process/process.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { LenderOffers } from './loan-offer.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';

export const LoanType = openEnum('LoanType', {
  description: 'Kind of loan.',
  values: {
    PERSONAL_LOAN: 'A loan without security.',
    GOLD_LOAN: 'A loan against jewellery.',
  },
});

const LoanJourneyStatus = openEnum('LoanJourneyStatus', {
  description: 'State of a loan journey. Up to `OFFERED` the borrower is in your own pages, afterwards in hosted ones.',
  values: {
    OFFERS_PENDING: 'The lenders are being asked.',
    OFFERED: 'There are offers. More may follow, and not all need be selectable yet.',
    NOT_OFFERED: 'No lender makes an offer. Final; starting again makes a new journey.',
    OFFER_SELECTED: 'The borrower went on with an offer in the hosted pages.',
    KYC_PENDING: 'The borrower has to prove who they are.',
    BANK_MANDATE_PENDING: 'The borrower has to name the bank account.',
    E_MANDATE_PENDING: 'The borrower has to allow the instalments to be collected.',
    LOAN_AGREEMENT_PENDING: 'The borrower has to sign the agreement.',
    LENDER_PROCESSING: 'The lender decides or prepares the payment.',
    DISBURSED: 'The money is paid out. Final.',
    REJECTED: 'The lender declined. Final.',
    EXPIRED: 'Not finished in time. Final; starting again makes a new journey.',
    CLOSED: 'Closed. Final; starting again makes a new journey.',
  },
});

const LoanSurface = openEnum('LoanSurface', {
  description: 'The pages in which a borrower is.',
  values: { HYBRID: 'Your own pages.', HOSTED: 'The hosted pages.' },
});

const LoanRepaymentStatus = openEnum('LoanRepaymentStatus', {
  description: 'State of an instalment.',
  values: { NOT_PAID: 'Not paid yet.', PAID: 'Paid.', DELAYED: 'Late.', DEFERRED: 'Deferred by agreement.' },
});

const LoanRepayment = builder.objectRef<RepaymentShape>('LoanRepayment').implement({
  description: 'One instalment of the repayment schedule.',
  fields: (t) => ({
    dueDate: t.expose('dueDate', { type: 'Date', description: 'When it is due.' }),
    amount: t.field({ type: Money, description: 'What is due.', resolve: ({ amount }) => money(amount, 'INR') }),
    status: t.field({
      type: LoanRepaymentStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => LoanRepaymentStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
  }),
});

export const LoanJourney = builder.objectRef<LoanJourneyShape>('LoanJourney');

/**
 * The borrower that an id argument names: the global id of the journey, or the partner's own id of the borrower. What
 * looks like personal data is refused where a journey is started, and nowhere else: an existing one must stay readable.
 */
export const borrowerOf = (id: string, argument: string): string => segmentsOf(id, 'LoanJourney', argument)[0];

LoanJourney.implement({
  description:
    "The process in which one borrower gets a loan: the lenders' offers, a consent where they want one, the hosted pages.",
  interfaces: [Node, Process],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'LoanJourney',
        ({ borrower }) => [borrower],
        ([borrower], { aarthik }) => aarthik.journeys.of(borrower),
      ),
    ),
    borrower: t.exposeString('borrower', { nullable: false, description: 'Your own id of the borrower.' }),
    providerId: t.exposeString('journeyId', {
      description: "Aarthik's id of this journey, for its support. A new journey of the same borrower has another one.",
    }),
    type: t.field({
      type: LoanType,
      nullable: false,
      description: 'Kind of loan.',
      resolve: ({ type }) => LoanType.read(type),
    }),
    status: t.field({
      type: LoanJourneyStatus,
      nullable: false,
      description:
        'The step in which Aarthik has the journey, in its own terms: for pages written for loans. For code that serves every provider, see `state`.',
      resolve: ({ status }) => LoanJourneyStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    lenders: t.field({
      type: [LenderOffers],
      extensions: listSize(5),
      nullable: false,
      description: 'The lenders that were asked, with their offers; empty while nothing is known.',
      resolve: ({ lenders }) => lenders,
    }),
    accountAggregator: t.field({
      type: AccountAggregator,
      description: 'The consent step; null when there is nothing to do. It can be present together with offers.',
      resolve: ({ aggregator }) => aggregator,
    }),
    origin: t.field({
      type: LoanSurface,
      description: 'Where the journey began; null until a webhook has reported it.',
      resolve: ({ origin }) => LoanSurface.readOptional(origin, { expected: false }),
    }),
    surface: t.field({
      type: LoanSurface,
      description: 'Where the borrower is; null until a webhook has reported it.',
      resolve: ({ surface }) => LoanSurface.readOptional(surface, { expected: false }),
    }),
    repayments: t.field({
      type: [LoanRepayment],
      extensions: listSize(36),
      nullable: false,
      description: 'The repayment schedule; empty until a webhook has reported it.',
      resolve: ({ repayments }) => repayments,
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When the last webhook was sent; null where none has come. Aarthik dates nothing else.',
    }),
    answeredAt: t.expose('timestamp', {
      type: 'DateTime',
      description: 'Time of the response of Aarthik in which this was read (`timestamp`); null if it has none.',
    }),
    requestId: t.exposeString('requestId', {
      description: "Aarthik's id of the exchange in which this was read: quote it to its support.",
    }),
    correlationId: t.exposeString('correlationId', {
      description: 'Your `x-correlation-id` as Aarthik has noted it.',
    }),
  }),
});

builder.queryField('loanJourney', (t) =>
  t.field({
    type: LoanJourney,
    description: 'The loan journey of one borrower; null before the first `startLoanJourney`.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or your own id of the borrower.' }) },
    resolve: (_root, { id }, { aarthik }) => aarthik.journeys.of(borrowerOf(id, 'id')),
  }),
);
