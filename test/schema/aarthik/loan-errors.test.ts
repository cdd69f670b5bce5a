import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../../sandbox/aarthik/index.ts';
import { startKit, type Answered, type Kit } from '../../kit/gateway.ts';

const PROBLEM =
  '... on Problem { __typename message code provider correlationId } ... on Refused { reason } ... on InvalidInput { fields { path message } }';
const START = `mutation ($input: StartLoanJourneyInput!) { startLoanJourney(input: $input) { __typename ${PROBLEM} } }`;
const OPEN = `mutation ($input: OpenLoanOfferInput!) { openLoanOffer(input: $input) { __typename ${PROBLEM} } }`;
const HOSTED = `mutation ($input: CreateHostedLoanSessionInput!) { createHostedLoanSession(input: $input) { __typename ${PROBLEM} } }`;
const READ =
  'query ($id: ID!) { loanJourney(id: $id) { status lenders { lender status statusRaw offers { id status isSelectable interestRateType interestRateTypeRaw validUntil processingFee { amount } tenureMonths } } accountAggregator { status url lenders } } }';

const borrower = 'CUSTOMER-42';
const personal = { mobileNumber: '9876543210', pan: 'ABCDE1234F' };
const start = async (kit: Kit, input: object = { borrower, personal }): Promise<any> =>
  (await kit.query(START, { input })).data?.startLoanJourney;
const open = async (kit: Kit, offer: string, journey: string = DEMO_BORROWER): Promise<any> =>
  (await kit.query(OPEN, { input: { journey, offer } })).data?.openLoanOffer;
const read = (kit: Kit, id: string = DEMO_BORROWER): Promise<Answered> => kit.query(READ, { id });
const firstOffer = async (kit: Kit, id: string): Promise<string> =>
  (await read(kit, id)).data.loanJourney.lenders.flatMap(({ offers }: any) => offers)[0].id;
const called = (kit: Kit, operation: string): number =>
  kit.sandbox.aarthik.calls.filter(({ operationId }) => operationId === operation).length;

/** A failed answer of Aarthik, which quotes what it was sent. */
const failing = (status: number, code: string | undefined, field?: string) => {
  const message = 'personal.pan ABCDE1234F of 9876543210 https://hosted.example/#bt_secret';
  const error = code ? { code, message, retryable: false, details: field ? { field } : null } : message;
  return { status, body: { request_id: 'r1', correlation_id: 'theirs', data: null, error } };
};
const SECRET = /ABCDE1234F|9876543210|bt_secret|hosted\.example/;

test.for([
  [400, 'VALIDATION_FAILED', 'work.officialemail', 'InvalidInput', 'input.work.email'],
  [400, 'VALIDATION_FAILED', 'journeyType', 'InvalidInput', 'input.type'],
  [400, 'VALIDATION_FAILED', 'bankingInformation', 'InvalidInput', 'input.bankAccount'],
  [400, 'VALIDATION_FAILED', 'profile.Mystery', 'InvalidInput', 'input.personal'],
  [400, 'VALIDATION_FAILED', 'constructor', 'Refused', 'INVALID_REQUEST'],
  [400, 'BUREAU_CONSENT_REQUIRED', undefined, 'InvalidInput', 'input.preferences.bureauConsent'],
  [400, undefined, undefined, 'Refused', 'INVALID_REQUEST'],
  [403, 'FORBIDDEN_SCOPE', undefined, 'Refused', 'PRODUCT_NOT_ENABLED'],
  [404, 'JOURNEY_NOT_FOUND', undefined, 'NotFound', undefined],
  [409, 'OFFER_LOCK_CONFLICT', undefined, 'Refused', 'OFFER_LOCK_CONFLICT'],
  [409, 'OFFER_NOT_SELECTABLE', undefined, 'Refused', 'OFFER_NOT_SELECTABLE'],
  [409, 'SOMETHING_NEW', undefined, 'Refused', 'INVALID_REQUEST'],
  [409, undefined, undefined, 'Refused', 'INVALID_REQUEST'],
] as const)(
  '%i with %s about %s is %s, without a word of the provider',
  async ([status, code, field, kind, detail]) => {
    await using kit = await startKit();
    const operation = 'startOrResumeHybridPersonalLoanJourney';
    kit.sandbox.aarthik.fault({ operation, answer: failing(status, code, field) });
    const problem = await start(kit);
    expect(problem).toMatchObject({ __typename: kind, provider: 'AARTHIK', correlationId: 'theirs' });
    expect(problem.reason ?? problem.fields?.[0].path).toBe(detail);
    expect(JSON.stringify(problem)).not.toMatch(SECRET);
    expect(called(kit, operation)).toBe(1);
  },
);

test.for([
  [401, 'PROVIDER_REJECTED_GATEWAY', false],
  [429, 'RATE_LIMITED', true],
] as const)('%i is the fault %s, told without a word of the provider', async ([status, code, retryable]) => {
  await using kit = await startKit();
  const answer = { ...failing(status, undefined), headers: { 'retry-after': '7' } };
  kit.sandbox.aarthik.fault({ operation: 'startOrResumeHybridPersonalLoanJourney', answer });
  const { data, errors } = await kit.query(START, { input: { borrower, personal } });
  expect(data).toEqual({ startLoanJourney: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code, retryable, provider: 'AARTHIK' });
  expect(JSON.stringify(errors)).not.toMatch(SECRET);
  if (code === 'RATE_LIMITED') expect(errors?.[0]?.extensions?.['retryAfterMs']).toBe(7_000);
});

test('the documented refusals of an offer, of its journey and of an unknown one', async () => {
  await using kit = await startKit();
  const { locked, notYetSelectable } = TEST_BORROWERS;
  for (const { id } of [locked, notYetSelectable]) await start(kit, { borrower: id, personal });
  kit.sandbox.clock.advance(2_000);
  expect(await open(kit, await firstOffer(kit, locked.id), locked.id)).toMatchObject({ reason: 'OFFER_LOCK_CONFLICT' });
  expect(await open(kit, await firstOffer(kit, notYetSelectable.id), notYetSelectable.id)).toMatchObject({
    reason: 'OFFER_NOT_SELECTABLE',
  });
  expect(await open(kit, 'offer_none')).toMatchObject({ __typename: 'NotFound' });
  expect(await open(kit, 'offer_none', 'NOBODY')).toMatchObject({ __typename: 'NotFound' });
  expect(await open(kit, '..')).toMatchObject({ fields: [{ path: 'input.offer' }] });
});

test('the path of the hand-off is a setting', async () => {
  const handoffPath =
    '/api/v1/hybrid/personal-loan/borrowers/{borrowerProviderID}/journey/offers/{offerID}/hosted-experience-url';
  await using kit = await startKit({
    settings: ({ aarthik, ...others }) => ({ ...others, aarthik: { ...aarthik, handoffPath } }),
  });
  expect(await open(kit, await firstOffer(kit, DEMO_BORROWER))).toMatchObject({ __typename: 'HostedLoanPage' });
  expect(kit.sandbox.aarthik.callList().some((call) => call.endsWith('/hosted-experience-url'))).toBe(true);
});

test.for([
  ['startOrResumeHybridPersonalLoanJourney', (kit: Kit) => start(kit), 'LoanJourney'],
  [
    'createHostedSession',
    async (kit: Kit) => (await kit.query(HOSTED, { input: { borrower } })).data?.createHostedLoanSession,
    'HostedLoanPage',
  ],
  [
    'getHybridHostedExperienceURL',
    async (kit: Kit) => open(kit, await firstOffer(kit, DEMO_BORROWER)),
    'HostedLoanPage',
  ],
] as const)(
  '%s is repeated once when its answer is lost, since a repeat resumes',
  async ([operation, act, success]) => {
    await using kit = await startKit();
    for (const socket of ['lose', 'truncate', 'refuse'] as const) {
      kit.sandbox.aarthik.forget();
      kit.sandbox.aarthik.fault({ operation, socket, times: 1 });
      expect(await act(kit)).toMatchObject({ __typename: success });
      expect(called(kit, operation)).toBe(2);
    }
    kit.sandbox.aarthik.forget();
    const mend = kit.sandbox.aarthik.fault({ operation, answer: { status: 503 } });
    expect(await act(kit)).toMatchObject({ __typename: 'OutcomeUnknown', provider: 'AARTHIK' });
    expect(called(kit, operation)).toBe(2);
    mend();
  },
);

test('a provider that is down is a fault, since nothing was sent', async () => {
  await using kit = await startKit();
  await kit.sandbox.aarthik.down();
  const { errors } = await kit.query(START, { input: { borrower, personal } });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
});

test('a start whose journey cannot be read yet answers what is known', async () => {
  await using kit = await startKit();
  kit.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 404 } });
  expect(await start(kit)).toMatchObject({ __typename: 'LoanJourney' });
  kit.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 429 }, times: 1 });
  expect(await start(kit)).toMatchObject({ __typename: 'LoanJourney' });
});

test('values that nobody knows, nulls and additional members are no failure', async () => {
  await using kit = await startKit();
  kit.sandbox.aarthik.variants.unknownValues = true;
  const { data, errors } = await read(kit);
  expect(errors).toBeUndefined();
  expect(data.loanJourney.lenders[0].offers[0]).toMatchObject({
    interestRateType: 'UNKNOWN',
    interestRateTypeRaw: 'STEP_UP',
    validUntil: null,
    processingFee: null,
  });
  expect(data.loanJourney.lenders[2]).toMatchObject({ status: 'UNKNOWN', statusRaw: 'DECLINED_BY_POLICY' });
});

test.for([
  ['without an envelope', { status: 'OFFERED', lenders: { L: { offers: [{ offerID: 'o' }] } } }],
  [
    'in camelCase',
    { requestID: 'r', data: { status: 'OFFERED', lenders: { L: { offers: [{ offerId: 'o', tenureMonths: 1.5 }] } } } },
  ],
  [
    'with a wrong kind of everything',
    {
      data: {
        status: 'OFFERED',
        lenders: {
          L: {
            status: {},
            offers: [
              null,
              7,
              { offerID: null },
              { offerID: 'o', status: [], valid_until: 'soon', tenure_months: '12 months', processing_fee: 'none' },
            ],
          },
        },
        account_aggregator: [],
      },
    },
  ],
] as const)('an answer %s is read all the same', async ([, body]) => {
  await using kit = await startKit();
  kit.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 200, body } });
  const { data, errors } = await read(kit);
  expect(errors).toBeUndefined();
  expect(data.loanJourney.lenders).toMatchObject([
    {
      lender: 'L',
      offers: [{ id: 'o', isSelectable: false, validUntil: null, tenureMonths: null, processingFee: null }],
    },
  ]);
});

test.for([
  ['nothing', undefined],
  ['text', 'oops'],
  ['no status', { data: {} }],
  ['a null', { data: null }],
] as const)('a poll that answers %s is a bad answer', async ([, body]) => {
  await using kit = await startKit();
  kit.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 200, body } });
  expect((await read(kit)).errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_BAD_ANSWER' });
});

test('a hosted address that is none is a bad answer and is not shown', async () => {
  await using kit = await startKit();
  const body = { data: { hosted_url: 'javascript:bt_secret' } };
  kit.sandbox.aarthik.fault({ operation: 'getHybridHostedExperienceURL', answer: { status: 200, body } });
  const { errors } = await kit.query(OPEN, { input: { journey: DEMO_BORROWER, offer: 'o' } });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_BAD_ANSWER' });
  expect(JSON.stringify(errors)).not.toMatch(SECRET);
});

test('an address without an end is taken to live two minutes', async () => {
  await using kit = await startKit();
  const body = { hosted_url: 'https://hosted.example/x#y' };
  kit.sandbox.aarthik.fault({ operation: 'getHybridHostedExperienceURL', answer: { status: 200, body } });
  const document = `mutation { openLoanOffer(input: { journey: "${DEMO_BORROWER}", offer: "o" }) { ... on HostedLoanPage { url expiresAt } } }`;
  const { url, expiresAt } = (await kit.query(document)).data.openLoanOffer;
  expect(url).toBe('https://hosted.example/x#y');
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - 120_000)).toBeLessThan(5_000);
});

test('products are told by kind, and one that is new by its name', async () => {
  await using kit = await startKit();
  const answer = { status: 200, body: { personalLoan: true, gold_loan: false, carLoan: true, note: 'x' } };
  kit.sandbox.aarthik.fault({ operation: 'getProductFeatures', answer });
  expect((await kit.query('{ loanProducts { type name isEnabled } }')).data.loanProducts).toEqual([
    { type: 'PERSONAL_LOAN', name: 'personalloan', isEnabled: true },
    { type: 'GOLD_LOAN', name: 'goldloan', isEnabled: false },
    { type: 'UNKNOWN', name: 'carloan', isEnabled: true },
  ]);
});

const CONFIGURE = `mutation ($url: URL!) { subscribeLoanWebhook(input: { url: $url }) { __typename ${PROBLEM} } }`;

test('webhooks are configured by the back office alone, and over https', async () => {
  await using closed = await startKit();
  const url = 'https://gateway.example/webhooks/aarthik/snapshot';
  expect((await closed.query(CONFIGURE, { url })).data.subscribeLoanWebhook).toMatchObject({ reason: 'NOT_PERMITTED' });
  expect((await closed.query('{ loanWebhook { url } }')).errors?.[0]?.extensions).toMatchObject({ code: 'REFUSED' });
  expect(closed.sandbox.aarthik.callList()).toEqual([]);

  await using kit = await startKit({ gateway: { backOffice: true, callbackOrigins: ['https://gateway.example'] } });
  expect((await kit.query(CONFIGURE, { url })).data.subscribeLoanWebhook.__typename).toBe('LoanWebhook');
  expect((await kit.query('{ loanWebhook { isEnabled url } }')).data.loanWebhook).toEqual({ isEnabled: true, url });
  for (const other of ['http://gateway.example/', 'https://elsewhere.example/', 'http://127.0.0.1:9/']) {
    const { data } = await kit.query(CONFIGURE, { url: other });
    expect(data.subscribeLoanWebhook.fields).toMatchObject([{ path: 'input.url' }]);
  }
  const off = await kit.query('mutation { unsubscribeLoanWebhook { ... on LoanWebhook { isEnabled url } } }');
  expect(off.data.unsubscribeLoanWebhook).toEqual({ isEnabled: false, url: null });
});

test.for([
  ['not told', undefined, undefined, 'NOT_CONFIGURED'],
  ['another one than that of the key', '00000000-0000-4000-8000-000000000000', undefined, undefined],
] as const)('an application that is %s is a mistake of the gateway', async ([, tenantId, , reason]) => {
  await using kit = await startKit({
    gateway: { backOffice: true, callbackOrigins: ['https://gateway.example'] },
    settings: ({ aarthik, ...others }) => ({ ...others, aarthik: { ...aarthik, tenantId: tenantId } }),
  });
  const { data, errors } = await kit.query(CONFIGURE, { url: 'https://gateway.example/' });
  if (reason) expect(data.subscribeLoanWebhook).toMatchObject({ reason });
  else expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_REJECTED_GATEWAY' });
});
