import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../../sandbox/aarthik/index.ts';
import { startKit } from '../../kit/gateway.ts';

const JOURNEY = /* GraphQL */ `
  query ($id: ID!) {
    loanJourney(id: $id) {
      id
      borrower
      type
      status
      statusRaw
      correlationId
      requestId
      accountAggregator {
        status
        url
        lenders
      }
      lenders {
        lender
        status
        statusRaw
        offers {
          id
          status
          isSelectable
          availableActions
          interestRate
          interestRateType
          interestRateTypeRaw
          tenureMonths
          validUntil
          amount {
            amount
            currency
          }
          processingFee {
            amount
          }
        }
      }
    }
  }
`;

const START = /* GraphQL */ `
  mutation ($input: StartLoanJourneyInput!) {
    startLoanJourney(input: $input) {
      __typename
      ... on LoanJourney {
        id
        status
        type
      }
      ... on InvalidInput {
        fields {
          path
          message
        }
      }
    }
  }
`;

const OPEN = /* GraphQL */ `
  mutation ($input: OpenLoanOfferInput!) {
    openLoanOffer(input: $input) {
      __typename
      ... on HostedLoanPage {
        url
        expiresAt
        journey {
          status
        }
      }
      ... on Problem {
        message
        code
        provider
      }
      ... on Refused {
        reason
      }
    }
  }
`;

const personal = { mobileNumber: '9876543210' };

test('a journey shows its lenders as a list, with terms as money and decimals', async () => {
  await using kit = await startKit();
  const { data, errors } = await kit.query(JOURNEY, { id: DEMO_BORROWER });
  expect(errors).toBeUndefined();
  expect(data.loanJourney).toMatchObject({
    id: `LoanJourney:${DEMO_BORROWER}`,
    borrower: DEMO_BORROWER,
    type: 'PERSONAL_LOAN',
    status: 'OFFERED',
    requestId: expect.any(String),
    correlationId: expect.any(String),
    accountAggregator: null,
  });
  expect(data.loanJourney.lenders.map(({ lender, status }: any) => [lender, status])).toEqual([
    ['Sahyadri Finserv', 'OFFER_RECEIVED'],
    ['Banyan Tree Capital', 'OFFER_RECEIVED'],
    ['Konkan Credit Union', 'NO_OFFER_AVAILABLE'],
  ]);
  expect(data.loanJourney.lenders[0].offers[0]).toMatchObject({
    isSelectable: true,
    availableActions: ['OPEN_LOAN_OFFER'],
    interestRate: '14.5',
    interestRateType: 'FIXED',
    tenureMonths: 24,
    amount: { amount: '200000', currency: 'INR' },
    processingFee: { amount: '2360' },
  });
});

test('a borrower without a journey has none, and starting one takes nothing but a mobile number', async () => {
  await using kit = await startKit();
  const { id } = TEST_BORROWERS.offered;
  expect((await kit.query(JOURNEY, { id })).data).toEqual({ loanJourney: null });
  const started = await kit.query(START, { input: { borrower: id, personal } });
  expect(started.data.startLoanJourney).toEqual({
    __typename: 'LoanJourney',
    id: `LoanJourney:${id}`,
    status: 'OFFERS_PENDING',
    type: 'PERSONAL_LOAN',
  });
  expect(kit.sandbox.aarthik.calls.find(({ method }) => method === 'POST')?.body).toEqual({
    personal: { contactNumber: '9876543210' },
  });
});

test('the hosted pages open for a chosen offer, for two minutes, and the journey moves on', async () => {
  await using kit = await startKit();
  const { data } = await kit.query(JOURNEY, { id: DEMO_BORROWER });
  const input = { journey: data.loanJourney.id, offer: data.loanJourney.lenders[0].offers[0].id };
  const opened = (await kit.query(OPEN, { input })).data.openLoanOffer;
  expect(opened).toMatchObject({ __typename: 'HostedLoanPage', journey: { status: 'OFFER_SELECTED' } });
  expect(opened.url).toContain('#bt_test_');
  expect(Date.parse(opened.expiresAt) - kit.sandbox.clock.now()).toBeGreaterThan(110_000);
});

test.for([
  ['a camelCase envelope', { envelope: 'camel' }],
  ['numbers as text', { numbersAsStrings: true }],
  ['an empty answer to the start', { dataOfCreate: 'empty' }],
  ['lenders without a state', { lenderStatus: false }],
] as const)('a journey reads the same with %s', async ([, variants]) => {
  await using kit = await startKit();
  const before = (await kit.query(JOURNEY, { id: DEMO_BORROWER })).data.loanJourney;
  Object.assign(kit.sandbox.aarthik.variants, variants);
  const started = await kit.query(START, { input: { borrower: DEMO_BORROWER, personal } });
  expect(started.data.startLoanJourney).toMatchObject({ __typename: 'LoanJourney', status: 'OFFERED' });
  const { data, errors } = await kit.query(JOURNEY, { id: DEMO_BORROWER });
  expect(errors).toBeUndefined();
  const { offers } = data.loanJourney.lenders[0];
  expect(offers).toEqual(before.lenders[0].offers);
  expect(data.loanJourney.requestId).toEqual(expect.any(String));
});

test('a bare id is taken as it stands: only global ids are percent-encoded', async () => {
  await using kit = await startKit();
  const start =
    'mutation ($id: ID!) { startLoanJourney(input: { borrower: $id, personal: { mobileNumber: "9876543210" } }) { ... on LoanJourney { id borrower } } }';
  for (const borrower of ['50%25', '100%', '50%']) {
    const id = `LoanJourney:${encodeURIComponent(borrower)}`;
    const expected = { id, borrower };
    expect((await kit.query(start, { id: borrower })).data.startLoanJourney).toEqual(expected);
    expect((await kit.query(JOURNEY, { id })).data.loanJourney).toMatchObject(expected);
  }
});
