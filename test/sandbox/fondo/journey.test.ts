import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT, signWebhook } from '../../../sandbox/fondo/index.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import type { Account, Journey, Schemas } from '../../../sandbox/fondo/types.ts';
import { startFondo } from './kit.ts';

const client = `/v2/partner/client/${DEMO_CLIENT}`;
const createAccount = { type: 'createAccount', accountName: 'Resan', accountTypes: ['depot'] };
const nowhere = 'http://127.0.0.1:9/callback';

/** Takes webhooks; answers with the statuses given, then with 200. */
async function startReceiver(...statuses: number[]) {
  const taken: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      taken.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    taken,
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
}

const open = async (
  { call }: Awaited<ReturnType<typeof startFondo>>,
  journey: object = createAccount,
  callbackUrl = nowhere,
): Promise<Journey> => {
  const request = { journey, callbackUrl, redirectUrl: 'https://example.com/klart', scope: 'c2NvcGU=' };
  const { status, body } = await call('POST', `${client}/journey`, request);
  expect(status).toBe(200);
  return body as Journey;
};

test('a completed journey opens an account, tells so in a signed webhook and sends the browser back', async () => {
  await using fondo = await startFondo();
  await using receiver = await startReceiver();
  const allocationPlan = { instruments: [{ instrument: DEMO_INSTRUMENT, allocation: 100 }] };
  const journey = await open(fondo, { ...createAccount, allocationPlan }, receiver.url);
  expect(journey).toMatchObject({ status: 'new', scope: 'c2NvcGU=', result: null });

  const page = await fetch(journey.url);
  expect(await page.text()).toContain('/complete"');
  expect(await fondo.get(`${client}/journey/${journey.id}`)).toMatchObject({ status: 'pending' });
  const form = new URLSearchParams({ firstName: 'Signe', lastName: 'Holm' });
  const left = await fetch(`${journey.url}/complete`, { method: 'POST', body: form, redirect: 'manual' });
  expect([left.status, left.headers.get('location')]).toEqual([303, 'https://example.com/klart']);

  const { status, result } = await fondo.get<Journey>(`${client}/journey/${journey.id}`);
  expect(status).toBe('complete');
  const path = `${client}/account/${result?.account}`;
  const opened = await fondo.get<Account>(path);
  expect(opened).toMatchObject({ status: 'pending', name: 'Resan', accountType: 'depot', balance: 0 });
  expect(opened.owner.fullName).toBe('Signe Holm');
  expect(opened.bankAccounts.map(({ id }) => id)).toEqual([result?.bankAccount]);
  const plan = await fondo.get<Schemas['AllocationPlan']>(`${client}/allocationplan/account/${opened.id}`);
  expect(plan).toMatchObject({ id: result?.allocationPlan, ...allocationPlan });
  fondo.clock.advance(5_000);
  expect(await fondo.get(path)).toMatchObject({ status: 'active' });

  await fondo.sandbox.webhooks.settled();
  expect(receiver.taken.length).toBe(2);
  for (const { headers, body } of receiver.taken) {
    const signature = String(headers['x-fondo-signature']);
    const seconds = Number(/^t=(\d+),/.exec(signature)?.[1]);
    expect(signature).toBe(signWebhook(fondo.sandbox.webhookSecret, body, seconds));
    expect(contractOf('fondo').schemaViolations('JourneyEvent', JSON.parse(body))).toEqual([]);
  }
});

test('a webhook that is not taken is sent again after 10 s, 1 min, 10 min and 1 h, and then no more', async () => {
  await using fondo = await startFondo();
  await using receiver = await startReceiver(...Array<number>(20).fill(500));
  const { id } = await open(fondo, createAccount, receiver.url);
  fondo.sandbox.journeys.cancel(DEMO_CLIENT, id);
  const attempts = () => fondo.sandbox.webhooks.deliveries.filter(({ body }) => body.includes('"canceled"')).length;
  await fondo.sandbox.webhooks.settled();
  expect(attempts()).toBe(1);
  for (const [seconds, expected] of [
    [9, 1],
    [1, 2],
    [60, 3],
    [600, 4],
    [3600, 5],
    [86_400, 5],
  ] as const) {
    fondo.clock.advance(seconds * 1000);
    await fondo.sandbox.webhooks.settled();
    expect(attempts()).toBe(expected);
  }
});

test('no webhook leaves the machine', async () => {
  await using fondo = await startFondo();
  const { id } = await open(fondo, createAccount, 'https://example.com/callback');
  fondo.sandbox.journeys.complete(DEMO_CLIENT, id);
  await fondo.sandbox.webhooks.settled();
  expect(fondo.sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([undefined, undefined]);
});

test('a journey that nobody ends expires, and its page says so', async () => {
  await using fondo = await startFondo();
  const { id, url } = await open(fondo);
  fondo.clock.advance(24 * 3_600_000);
  expect(await fondo.get(`${client}/journey/${id}`)).toMatchObject({ status: 'expired', result: null });
  expect((await fetch(url)).status).toBe(410);
  expect((await fetch(`${url}/complete`, { method: 'POST' })).status).toBe(409);
});

test('a journey can fail with a code and the screen at which it did', async () => {
  await using fondo = await startFondo();
  const { id, url } = await open(fondo);
  const form = new URLSearchParams({ errorCode: 'bankid_timeout', context: 'createaccountsign' });
  await fetch(`${url}/fail`, { method: 'POST', body: form, redirect: 'manual' });
  const ended = { status: 'error', errorCode: 'bankid_timeout', context: 'createaccountsign' };
  expect(await fondo.get(`${client}/journey/${id}`)).toMatchObject(ended);
});

test('journeys for an existing account renew its KYC, set its plan and take transfers', async () => {
  await using fondo = await startFondo();
  const allocationPlan = { instruments: [{ instrument: DEMO_INSTRUMENT, allocation: 100 }] };
  const planned = await open(fondo, { type: 'allocationPlan', account: DEMO_ACCOUNT, allocationPlan });
  fondo.sandbox.journeys.complete(DEMO_CLIENT, planned.id);
  expect(await fondo.get(`${client}/allocationplan/account/${DEMO_ACCOUNT}`)).toMatchObject(allocationPlan);

  const accounts = await fondo.get<Account[]>(`${client}/account`);
  const confirm = accounts.find(({ status }) => status === 'pending')?.id;
  const kyc = await open(fondo, { type: 'kyc', account: confirm });
  fondo.sandbox.journeys.complete(DEMO_CLIENT, kyc.id);
  expect(await fondo.get(`${client}/kycstatus/account/${confirm}`)).toMatchObject({ status: 'approved' });

  const transferInstructions = [{ custodian: 'avanza', accountNumber: '1234567' }];
  const transfer = await open(fondo, { type: 'transfer', account: DEMO_ACCOUNT, transferInstructions });
  expect(fondo.sandbox.journeys.complete(DEMO_CLIENT, transfer.id).result).toMatchObject({ transferInstructions });
});

test.each([
  [
    'shares that do not sum to 100',
    { ...createAccount, allocationPlan: { instruments: [{ instrument: DEMO_INSTRUMENT, allocation: 99 }] } },
  ],
  ['an unknown custodian', { ...createAccount, transferInstructions: [{ custodian: 'nobody' }] }],
  ['no account to work on', { type: 'kyc' }],
])('refuses a journey with %s', async (_what, journey) => {
  await using fondo = await startFondo();
  const reply = await fondo.call('POST', `${client}/journey`, { journey, callbackUrl: nowhere, scope: null });
  expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
});
