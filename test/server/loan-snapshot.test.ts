import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import type { SignatureScheme } from '../../src/datasources/aarthik/signature.ts';
import { startKit, type Kit, type KitOptions } from '../kit/gateway.ts';

const JOURNEY = /* GraphQL */ `
  query ($id: ID!) {
    loanJourney(id: $id) {
      status
      origin
      surface
      updatedAt
      lenders {
        lender
      }
      repayments {
        dueDate
        amount {
          amount
          currency
        }
        status
        statusRaw
      }
    }
  }
`;
const SUBSCRIBE =
  'mutation ($url: URL!) { subscribeLoanWebhook(input: { url: $url }) { __typename ... on LoanWebhook { isEnabled url } } }';

const read = async (kit: Kit, id = DEMO_BORROWER) => (await kit.query(JOURNEY, { id })).data.loanJourney;

const snapshot = (status: string, more: object = {}, borrower: string = DEMO_BORROWER) => ({
  origin_experience: 'HYBRID',
  current_experience_surface: 'HOSTED',
  borrower: {
    provider_id: borrower,
    profile: { Personal: { contactNumber: '9876543210', pan: 'ABCDE1234F' } },
    journey: { type: 'PERSONAL_LOAN', status, ...more },
  },
});

interface Sending {
  readonly id?: string;
  readonly secret?: string;
  readonly ageMs?: number;
  /** When it says it was sent; now when left out. */
  readonly at?: number;
  readonly headers?: Record<string, string>;
}

/** Posts a delivery as Aarthik does; answers the HTTP status. */
async function deliver(
  kit: Kit,
  payload: unknown,
  { id = randomUUID(), secret, ageMs = 0, at = Date.now(), headers }: Sending = {},
) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const timestamp = String(Math.floor((at - ageMs) / 1000));
  const key = secret ?? kit.sandbox.aarthik.webhookSecret ?? '';
  const response = await fetch(`${kit.gateway.url}/webhooks/aarthik/snapshot`, {
    method: 'POST',
    headers: {
      'x-al-delivery-id': id,
      'x-al-timestamp': timestamp,
      'x-al-signature': `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`,
      ...headers,
    },
    body,
  });
  return response.status;
}

/** A gateway to which the sandbox sends its snapshots, and whose poll is stuck before the hand-off. */
async function startSubscribed(options: KitOptions = {}): Promise<Kit> {
  const kit = await startKit({ ...options, gateway: { backOffice: true, ...options.gateway } });
  const url = `${kit.gateway.url}/webhooks/aarthik/snapshot`;
  expect((await kit.query(SUBSCRIBE, { url })).data.subscribeLoanWebhook).toEqual({
    __typename: 'LoanWebhook',
    isEnabled: true,
    url,
  });
  return kit;
}

test('after the hand-off the last snapshot is the state of the journey, whatever the poll goes on saying', async () => {
  await using kit = await startSubscribed();
  const before = await read(kit);
  expect(before).toMatchObject({ status: 'OFFERED', surface: null, updatedAt: null });
  kit.sandbox.aarthik.advanceJourney(DEMO_BORROWER, 'KYC_PENDING');
  await kit.sandbox.aarthik.deliveriesSettled();
  expect(kit.sandbox.aarthik.deliveries.map(({ state }) => state)).toEqual(['delivered']);
  const body = { data: { status: 'OFFERED', lenders: {}, journeyID: kit.sandbox.aarthik.journey(DEMO_BORROWER)?.id } };
  kit.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 200, body } });
  const after = await read(kit);
  expect(after).toMatchObject({ status: 'KYC_PENDING', origin: 'HYBRID', updatedAt: expect.any(String) });
  expect(after.lenders).toEqual(before.lenders);
});

test('a journey that the poll does not know is shown from its snapshot, with its repayments', async () => {
  await using kit = await startKit();
  const schedule = [
    { due_date: '2026-12-05T00:00:00Z', amount: '9650.50', status: 'NOT_PAID', principal: 8000 },
    { due_date: null, amount: null, status: 'WAIVED' },
  ];
  const { id } = TEST_BORROWERS.offered;
  expect(await deliver(kit, snapshot('DISBURSED', { repayment_schedule: schedule }, id))).toBe(204);
  expect(await read(kit, id)).toMatchObject({
    status: 'DISBURSED',
    surface: 'HOSTED',
    repayments: [
      { dueDate: '2026-12-05', amount: { amount: '9650.50', currency: 'INR' }, status: 'NOT_PAID' },
      { dueDate: null, amount: null, status: 'UNKNOWN', statusRaw: 'WAIVED' },
    ],
  });
});

test('a snapshot wakes those who follow the journey', async () => {
  await using kit = await startSubscribed({ gateway: { streams: { loans: { minMs: 0 } } } });
  kit.sandbox.aarthik.variants.pollAfter = false; // else it is what Aarthik asks for that has to be waited for
  const watching = kit.watch(`subscription { loanJourneyChanged(id: "${DEMO_BORROWER}") { status } }`);
  const next = async () => (await watching.take(1))[0]?.data.loanJourneyChanged.status;
  expect(await next()).toBe('OFFERED');
  for (const status of ['LENDER_PROCESSING', 'DISBURSED']) {
    kit.sandbox.aarthik.advanceJourney(DEMO_BORROWER, status);
    expect(await next()).toBe(status);
  }
  expect(await watching.rest()).toEqual([]);
});

test('a delivery that comes twice counts once, and an older one does not undo a newer one', async () => {
  await using kit = await startKit();
  const { id } = TEST_BORROWERS.offered;
  const delivery = { id: randomUUID() };
  expect(await deliver(kit, snapshot('KYC_PENDING', {}, id), delivery)).toBe(204);
  expect(await deliver(kit, snapshot('LENDER_PROCESSING', {}, id))).toBe(204);
  expect(await deliver(kit, snapshot('KYC_PENDING', {}, id), delivery)).toBe(204);
  expect(await read(kit, id)).toMatchObject({ status: 'LENDER_PROCESSING' });
  expect(await deliver(kit, snapshot('OFFER_SELECTED', {}, id), { ageMs: 60_000 })).toBe(204);
  expect(await read(kit, id)).toMatchObject({ status: 'LENDER_PROCESSING' });
  expect(await deliver(kit, snapshot('DISBURSED', {}, id))).toBe(204);
  expect(await deliver(kit, snapshot('LENDER_PROCESSING', {}, id))).toBe(204);
  expect(await read(kit, id)).toMatchObject({ status: 'DISBURSED' });
});

test('the same signed delivery under another id counts once, another one under a known id counts', async () => {
  await using kit = await startKit();
  const { id } = TEST_BORROWERS.offered;
  const known = { id: randomUUID(), at: Date.now() };
  expect(await deliver(kit, snapshot('KYC_PENDING', {}, id), known)).toBe(204);
  expect(await deliver(kit, snapshot('LENDER_PROCESSING', {}, id), known)).toBe(204);
  expect(await read(kit, id)).toMatchObject({ status: 'LENDER_PROCESSING' });
  expect(await deliver(kit, snapshot('KYC_PENDING', {}, id), { ...known, id: randomUUID() })).toBe(204);
  expect(await read(kit, id)).toMatchObject({ status: 'LENDER_PROCESSING' });
});

test('a new journey is not shown in the state of the one before', async () => {
  await using kit = await startKit();
  const { id } = TEST_BORROWERS.offered;
  await deliver(kit, snapshot('EXPIRED', {}, id));
  const start =
    'mutation ($input: StartLoanJourneyInput!) { startLoanJourney(input: $input) { ... on LoanJourney { status } } }';
  const { data } = await kit.query(start, { input: { borrower: id, personal: { mobileNumber: '9876543210' } } });
  expect(data.startLoanJourney.status).toBe('OFFERS_PENDING');
  await deliver(kit, snapshot('EXPIRED', { journeyID: 'jrn_another' }, id));
  expect(await read(kit, id)).toMatchObject({ status: 'OFFERS_PENDING' });
});

test('a new journey in hosted pages is not shown in the state of the one before either', async () => {
  await using kit = await startKit();
  const { id } = TEST_BORROWERS.offered;
  await deliver(kit, snapshot('EXPIRED', {}, id));
  const start = 'mutation ($id: ID!) { createHostedLoanSession(input: { borrower: $id }) { __typename } }';
  const { data } = await kit.query(start, { id });
  expect(data.createHostedLoanSession.__typename).toBe('HostedLoanPage');
  await deliver(kit, snapshot('KYC_PENDING', {}, id));
  expect(await read(kit, id)).toMatchObject({ status: 'KYC_PENDING' });
});

test.for([
  ['another secret', { secret: 'guessed' }],
  ['no signature', { headers: { 'x-al-signature': '' } }],
  ['a signature of another length', { headers: { 'x-al-signature': 'sha256=00' } }],
  ['a time more than five minutes ago', { ageMs: 301_000 }],
  ['a time more than five minutes ahead', { ageMs: -302_000 }],
  ['a time that is none', { headers: { 'x-al-timestamp': 'now' } }],
  ['another time than the signed one', { headers: { 'x-al-timestamp': String(Math.floor(Date.now() / 1000) - 9) } }],
] as const)('a delivery with %s is refused', async ([, sending]) => {
  await using kit = await startKit();
  const { id } = TEST_BORROWERS.offered;
  expect(await deliver(kit, snapshot('DISBURSED', {}, id), sending)).toBe(401);
  expect(await read(kit, id)).toBeNull();
});

test.for([
  ['no JSON', 'oops'],
  ['no borrower', { borrower: {} }],
  ['a list', [1]],
] as const)('a delivery with %s is refused as malformed', async ([, payload]) => {
  await using kit = await startKit();
  expect(await deliver(kit, payload)).toBe(400);
});

test('a snapshot of another application is refused', async () => {
  await using kit = await startKit();
  expect(await deliver(kit, { ...snapshot('DISBURSED'), application_id: randomUUID() })).toBe(401);
});

test('without a secret no delivery is taken, and other paths and methods are told apart', async () => {
  await using kit = await startKit({
    settings: ({ aarthik, ...others }) => ({ ...others, aarthik: { ...aarthik, webhook: undefined } }),
  });
  expect(await deliver(kit, snapshot('DISBURSED'))).toBe(404);
  const read = await fetch(`${kit.gateway.url}/webhooks/aarthik/snapshot`);
  expect([read.status, read.headers.get('allow'), await read.json()]).toEqual([
    405,
    'POST',
    { error: 'Expected the method POST.' },
  ]);
  const behind = await fetch(`${kit.gateway.url}/webhooks/aarthik/snapshot/1`, { method: 'POST' });
  expect([behind.status, await behind.json()]).toEqual([
    404,
    { error: 'Expected nothing behind /webhooks/aarthik/snapshot.' },
  ]);
  expect((await fetch(`${kit.gateway.url}/webhooks/constructor`, { method: 'POST' })).status).toBe(404);
});

test('a delivery that is too large is not read', async () => {
  await using kit = await startKit();
  expect(await deliver(kit, 'x'.repeat(1024 * 1024 + 1))).toBe(413);
});

test('names of headers, hash, spelling and signed text are settings', async () => {
  const webhook: Partial<SignatureScheme> & { secret: string } = {
    secret: 'whsec_other',
    signatureHeader: 'X-Sig',
    timestampHeader: 'X-Time',
    signed: '{body}|{timestamp}',
    algorithm: 'sha512',
    encoding: 'base64',
  };
  await using kit = await startKit({
    settings: ({ aarthik, ...others }) => ({ ...others, aarthik: { ...aarthik, webhook } }),
  });
  const body = JSON.stringify(snapshot('KYC_PENDING', {}, TEST_BORROWERS.offered.id));
  const timestamp = String(Date.now());
  const signature = createHmac('sha512', webhook.secret).update(`${body}|${timestamp}`).digest('base64');
  const headers = { 'x-sig': signature, 'x-time': timestamp };
  const url = `${kit.gateway.url}/webhooks/aarthik/snapshot`;
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(204);
  expect(await read(kit, TEST_BORROWERS.offered.id)).toMatchObject({ status: 'KYC_PENDING' });
});
