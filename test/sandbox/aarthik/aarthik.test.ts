import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../../sandbox/aarthik/index.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { offerIds, PERSON, startSandbox, type Enveloped } from './kit.ts';

test('offers arrive lender by lender, and one of them leads to the hosted pages and to the money', async () => {
  await using it = await startSandbox();
  const started = await it.start('CUSTOMER-1');
  expect(started.status).toBe(202);
  expect(started.body.data).toMatchObject({ status: 'OFFERS_PENDING', resumed: false, poll_after_ms: 3000 });
  expect((await it.poll('CUSTOMER-1')).body.data).toMatchObject({ status: 'OFFERS_PENDING', lenders: {} });

  const lendersAfter = async (ms: number) => {
    it.clock.advance(ms);
    return Object.values((await it.poll('CUSTOMER-1')).body.data.lenders ?? {}).map(({ status }) => status);
  };
  expect(await lendersAfter(2000)).toEqual(['OFFER_RECEIVED', 'OFFER_AWAITED', 'OFFER_AWAITED']);
  expect(await lendersAfter(3000)).toEqual(['OFFER_RECEIVED', 'OFFER_RECEIVED', 'OFFER_AWAITED']);
  expect(await lendersAfter(3000)).toEqual(['OFFER_RECEIVED', 'OFFER_RECEIVED', 'NO_OFFER_AVAILABLE']);

  const [offer = ''] = offerIds((await it.poll('CUSTOMER-1')).body.data);
  const handOff = await it.handOff('CUSTOMER-1', offer);
  expect(handOff.headers.get('cache-control')).toBe('no-store');
  expect(Date.parse(handOff.body.data.expires_at ?? '') - it.clock.now()).toBe(120_000);
  const page = await fetch(handOff.body.data.hosted_url);
  expect(page.headers.get('content-type')).toContain('text/html');

  const { opened, act } = await it.visit(handOff.body.data.hosted_url);
  expect(opened.body.text).toBe('Status: OFFER_SELECTED');
  const steps = ['KYC_PENDING', 'BANK_MANDATE_PENDING', 'E_MANDATE_PENDING', 'LOAN_AGREEMENT_PENDING'];
  for (const step of [...steps, 'LENDER_PROCESSING', 'DISBURSED']) {
    expect((await act(step)).body.text).toBe(`Status: ${step}`);
    expect((await it.poll('CUSTOMER-1')).body.data.status).toBe(step);
  }
});

test('the terms of an offer fit together', async () => {
  await using it = await startSandbox();
  const { data } = (await it.poll(DEMO_BORROWER)).body;
  expect(data.lenders?.['Sahyadri Finserv']?.offers[0]).toMatchObject({
    loan_amount: 200_000,
    interest_rate: 14.5,
    tenure_months: 24,
    installment_amount: 9650,
    processing_fee: 2360,
    net_disbursed_amount: 197_640,
    annual_percentage_rate: 15.71,
  });
});

test('a gold loan offers the amount that was asked for', async () => {
  await using it = await startSandbox();
  const goldLoan = { jewelleryWeightGrams: 52, purity: '22K', requestedAmount: '150000.50' };
  const started = await it.start('CUSTOMER-1', { personal: PERSON, journeyType: 'GOLD_LOAN', goldLoan });
  expect(started.body.data.journeyType).toBe('GOLD_LOAN');
  it.clock.advance(2000);
  const { data } = (await it.poll('CUSTOMER-1')).body;
  expect(data.lenders?.['Sahyadri Finserv']?.offers[0]?.loan_amount).toBe(150_000.5);
});

test('a hosted link serves once and for 120 seconds, under each of the paths that the hand-off may have', async () => {
  await using it = await startSandbox();
  const [offer = ''] = offerIds((await it.poll(DEMO_BORROWER)).body.data);
  const links: string[] = [];
  for (const suffix of ['', '/hosted-url', '/hosted-experience-url']) {
    links.push((await it.handOff(DEMO_BORROWER, offer, suffix)).body.data.hosted_url);
  }
  expect(new Set(links).size).toBe(3);
  const [first = '', second = '', third = ''] = links;
  expect((await it.visit(first)).opened.status).toBe(200);
  expect((await it.visit(first)).opened.status).toBe(410);
  it.clock.advance(119_999);
  expect((await it.visit(second)).opened.status).toBe(200);
  it.clock.advance(1);
  expect((await it.visit(third)).opened.status).toBe(410);
});

test('once the borrower has gone on with an offer, no other one can be handed off', async () => {
  await using it = await startSandbox();
  const [first = '', second = ''] = offerIds((await it.poll(DEMO_BORROWER)).body.data);
  expect((await it.handOff(DEMO_BORROWER, second)).status).toBe(200);
  expect((await it.handOff(DEMO_BORROWER, first)).status).toBe(200);
  it.sandbox.advanceJourney(DEMO_BORROWER, 'KYC_PENDING');
  expect((await it.handOff(DEMO_BORROWER, second)).body.error.code).toBe('OFFER_LOCK_CONFLICT');
  expect((await it.handOff(DEMO_BORROWER, first)).status).toBe(200);
  it.sandbox.advanceJourney(DEMO_BORROWER, 'REJECTED');
  expect((await it.handOff(DEMO_BORROWER, first)).body.error.code).toBe('OFFER_NOT_SELECTABLE');
  expect((await it.handOff(DEMO_BORROWER, 'offer_x')).body.error.code).toBe('OFFER_NOT_FOUND');
});

test('a repeat resumes the live journey, and after its end it makes a new one', async () => {
  await using it = await startSandbox();
  const first = (await it.start('CUSTOMER-1')).body.data;
  it.clock.advance(4000);
  const moved = { personal: PERSON, address: { city: 'Pune' } };
  const again = (await it.start('CUSTOMER-1', moved)).body.data;
  expect(again).toMatchObject({ journeyID: first.journeyID, resumed: true, status: 'OFFERED', poll_after_ms: 0 });
  expect(it.sandbox.journey('CUSTOMER-1')?.prefill.address?.city).toBe('Pune');
  it.clock.advance(1000);
  const { lenders = {} } = (await it.poll('CUSTOMER-1')).body.data;
  expect(lenders['Banyan Tree Capital']?.status).toBe('OFFER_RECEIVED');

  it.sandbox.advanceJourney('CUSTOMER-1', 'CLOSED');
  const anew = (await it.start('CUSTOMER-1')).body.data;
  expect(anew).toMatchObject({ resumed: false, status: 'OFFERS_PENDING' });
  expect(anew.journeyID).not.toBe(first.journeyID);
});

test('the correlation id is mirrored, and made where there is none', async () => {
  await using it = await startSandbox();
  const path = `${it.journey(DEMO_BORROWER)}/offers`;
  const mirrored = await it.call<Enveloped<unknown>>('GET', path, undefined, { 'x-correlation-id': 'trace-1' });
  expect(mirrored.body.correlation_id).toBe('trace-1');
  expect((await it.poll(DEMO_BORROWER)).body.correlation_id).not.toBe('');
});

test('a hosted session chooses its offer in the pages', async () => {
  await using it = await startSandbox();
  const session = { borrowerProviderID: 'CUSTOMER-1', profile: PERSON };
  const { headers, body } = await it.call<Record<string, string>>('POST', '/api/lab/sessions', session);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(new Set(Object.values(body)).size).toBe(1);
  it.clock.advance(8000);
  const { opened, act } = await it.visit(body['embedURL'] ?? '');
  const [offer] = opened.body.acts;
  expect((await act(offer?.id ?? '')).body.text).toBe('Status: OFFER_SELECTED');
  expect((await act('DISBURSED')).status).toBe(409);
  expect((await act('REJECTED')).body.text).toBe('Status: REJECTED');
});

test('every operation answers by the contract, refusals of a wrong key and of another tenant included', async () => {
  await using it = await startSandbox();
  const wrongKey = { authorization: 'Bearer sk_test_other' };
  const hooks = (tenant: string, application: string) => `/api/tenants/${tenant}/applications/${application}/webhooks`;
  const { tenantId, applicationId } = it.sandbox.credentials;
  const other = '00000000-0000-4000-8000-000000000000';
  const [offer = ''] = offerIds((await it.poll(DEMO_BORROWER)).body.data);
  const person = { personal: PERSON };
  const calls: [method: string, path: string, body?: unknown][] = [
    ['POST', it.journey('CUSTOMER-1'), person],
    ['GET', `${it.journey(DEMO_BORROWER)}/offers`],
    ['GET', `${it.journey(DEMO_BORROWER)}/offers/${offer}`],
    ['POST', '/api/lab/sessions', { borrowerProviderID: 'CUSTOMER-2' }],
    ['GET', '/api/lab/features'],
    ['GET', `${hooks(tenantId, applicationId)}/configuration`],
    ['POST', `${hooks(tenantId, applicationId)}/subscribe`, { url: 'https://partner.example.in/hooks' }],
    ['POST', `${hooks(tenantId, applicationId)}/unsubscribe`],
  ];
  for (const [method, path, body] of calls) {
    expect((await it.call(method, path, body)).status).toBeLessThan(300);
    expect((await it.call(method, path, body, wrongKey)).status).toBe(401);
  }
  expect((await it.poll('NOBODY')).status).toBe(404);
  expect((await it.handOff('NOBODY', offer)).status).toBe(404);
  expect((await it.call('POST', '/api/lab/sessions', {})).status).toBe(400);
  expect((await it.call('GET', `${hooks(other, applicationId)}/configuration`)).status).toBe(403);
  expect((await it.call('GET', `${hooks(tenantId, other)}/configuration`)).status).toBe(404);
  expect((await it.call('GET', `${hooks('me', other)}/configuration`)).status).toBe(400);
  const answered = new Set([...it.driven].map((entry) => entry.split(' ')[0]));
  expect(answered).toEqual(new Set(contractOf('aarthik').operations.map(({ id }) => id)));
});

test('what the pages leave open can be read in other ways', async () => {
  await using it = await startSandbox({ variants: { dataOfCreate: 'empty', envelope: 'camel', errorBody: 'text' } });
  const { body } = await it.start('CUSTOMER-1');
  expect(Object.keys(body)).toEqual(['requestID', 'correlationID', 'timestamp', 'data', 'error']);
  expect(body.data).toEqual({});
  expect((await it.poll('NOBODY')).body.error).toBe('No hybrid journey for this borrower');

  Object.assign(it.sandbox.variants, {
    pollAfter: false,
    lenderStatus: false,
    unknownValues: true,
    numbersAsStrings: true,
  });
  expect((await it.poll('CUSTOMER-1')).body.data.status).toBe('OFFERS_QUEUED');
  it.clock.advance(2000);
  const { data } = (await it.poll('CUSTOMER-1')).body;
  expect(data).not.toHaveProperty('poll_after_ms');
  expect(data).toHaveProperty('partner_note', null);
  const lender = data.lenders?.['Sahyadri Finserv'];
  expect(lender).not.toHaveProperty('status');
  expect(lender?.offers[0]).toMatchObject({
    loan_amount: '200000',
    interest_rate_type: 'STEP_UP',
    processing_fee: null,
  });
});
