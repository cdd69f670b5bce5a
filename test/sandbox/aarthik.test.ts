import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { offerIds, startSandbox } from './aarthik/kit.ts';

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

  const { data } = (await it.poll('CUSTOMER-1')).body;
  const [offer = ''] = offerIds(data);
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
