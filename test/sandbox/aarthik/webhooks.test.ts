import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../../sandbox/aarthik/index.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { startReceiver, startSandbox } from './kit.ts';

test('every step is told by a signed webhook, which is repeated under the same id until it is taken', async () => {
  await using it = await startSandbox({ webhookSecret: 'whsec_1' });
  await using receiver = await startReceiver([500, 503]);
  await it.webhooks('POST', 'subscribe', { url: receiver.url });
  it.sandbox.advanceJourney(DEMO_BORROWER, 'OFFER_SELECTED');
  for (const wait of [1000, 5000]) {
    await it.sandbox.deliveriesSettled();
    expect(it.sandbox.deliveries[0]?.state).toBe('pending');
    it.clock.advance(wait);
  }
  await it.sandbox.deliveriesSettled();
  expect(it.sandbox.deliveries).toMatchObject([{ attempts: 3, state: 'delivered' }]);
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ headers }) => headers['x-al-delivery-id'])).size).toBe(1);
  for (const { headers, body } of receiver.received) {
    expect(headers['x-al-event']).toBe('journey.snapshot');
    const signed = `${String(headers['x-al-timestamp'])}.${body}`;
    expect(headers['x-al-signature']).toBe(`sha256=${createHmac('sha256', 'whsec_1').update(signed).digest('hex')}`);
    expect(contractOf('aarthik').schemaViolations('JourneySnapshot', JSON.parse(body))).toEqual([]);
    expect(JSON.parse(body)).toMatchObject({
      borrower: { provider_id: DEMO_BORROWER, journey: { status: 'OFFER_SELECTED' } },
    });
  }
});

test('unsubscribing stops the webhooks and disables the secret', async () => {
  await using it = await startSandbox({ webhookSecret: 'whsec_1' });
  await using receiver = await startReceiver();
  await it.webhooks('POST', 'subscribe', { url: receiver.url });
  expect((await it.webhooks('GET', 'configuration')).body).toMatchObject({ webhook_url: receiver.url });
  const off = await it.webhooks('POST', 'unsubscribe');
  expect(off.body).toMatchObject({ webhook_enabled: false, webhook_url: null });
  expect(it.sandbox.webhookSecret).toBeUndefined();
  it.sandbox.advanceJourney(DEMO_BORROWER, 'REJECTED');
  await it.webhooks('POST', 'subscribe', { url: receiver.url });
  expect(it.sandbox.webhookSecret).not.toBe('whsec_1');
  it.sandbox.advanceJourney(DEMO_BORROWER, 'CLOSED');
  await it.sandbox.deliveriesSettled();
  expect(receiver.received.map(({ body }) => body)).toEqual([expect.stringContaining('CLOSED')]);
});

test('webhooks go to this machine alone', async () => {
  await using it = await startSandbox();
  expect((await it.webhooks('POST', 'subscribe', { url: 'http://partner.example.in/hooks' })).status).toBe(400);
  expect((await it.webhooks('POST', 'subscribe', { url: 'https://partner.example.in/hooks' })).status).toBe(200);
  it.sandbox.advanceJourney(DEMO_BORROWER, 'REJECTED');
  expect(it.sandbox.deliveries).toEqual([]);
});
