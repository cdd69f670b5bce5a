import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startProviders } from '../../sandbox/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { startKit, type Kit } from '../kit/gateway.ts';
import { ACCOUNT, CLIENT, orderInput } from '../schema/fondo/kit.ts';
import { applicationInput } from '../schema/payex/kit.ts';

/** A gateway of which these providers are off, over a sandbox of all. */
const without = (...off: readonly ('fondo' | 'payex' | 'aarthik')[]): Promise<Kit> =>
  startKit({ gateway: { backOffice: true, ...Object.fromEntries(off.map((provider) => [provider, undefined])) } });

const UUID = '9f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b';
const ofClient = (name: string): string => `${name}:${DEMO_CLIENT}:${UUID}`;

const READS: readonly (readonly ['FONDO' | 'PAYEX' | 'AARTHIK', string])[] = [
  ['FONDO', `client(id: "${CLIENT}") { name }`],
  ['FONDO', 'clients { nodes { name } }'],
  ['FONDO', 'instrument(id: "SE0000000001") { name }'],
  ['FONDO', 'instruments { nodes { name } }'],
  ['FONDO', `swishDeposit(id: "SwishDeposit:${DEMO_CLIENT}:${UUID}:1") { id }`],
  ['FONDO', `node(id: "${ACCOUNT}") { id }`],
  ['FONDO', `process(id: "${ofClient('Journey')}") { id }`],
  ['PAYEX', 'offers { id }'],
  ['PAYEX', 'offer(id: "kontotyp-1") { id }'],
  ['PAYEX', 'application(id: "Application:kontotyp-1:1") { id }'],
  ['PAYEX', 'limitUpgradeApplication(id: "1") { id }'],
  ['PAYEX', 'process(id: "Application:kontotyp-1:1") { id }'],
  ['AARTHIK', `loanJourney(id: "${DEMO_BORROWER}") { id }`],
  ['AARTHIK', 'loanProducts { name }'],
  ['AARTHIK', 'loanWebhook { isEnabled }'],
];

test.each(READS)('with %s off, { %s } fails with PROVIDER_OFF, which is not worth a retry', async (provider, field) => {
  await using kit = await without('fondo', 'payex', 'aarthik');
  const { errors } = await kit.query(`{ ${field} }`);
  expect(errors?.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'PROVIDER_OFF', provider, retryable: false, correlationId: expect.any(String) },
  ]);
});

test.each([
  ['FONDO', 'placeOrder', 'PlaceOrderInput', orderInput],
  ['PAYEX', 'createApplication', 'CreateApplicationInput', applicationInput(TEST_PERSONS.signer, 'kontotyp-1')],
  [
    'AARTHIK',
    'startLoanJourney',
    'StartLoanJourneyInput',
    { borrower: TEST_BORROWERS.offered.id, personal: { mobileNumber: '9876543210' } },
  ],
])('with %s off, %s fails with PROVIDER_OFF: nothing was sent', async (provider, mutation, type, input) => {
  await using kit = await without('fondo', 'payex', 'aarthik');
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ... on Problem { code } } }`;
  const { errors } = await kit.query(document, { input });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_OFF', provider });
});

test.each([
  ['FONDO', `clientEvents(client: "${CLIENT}") { __typename }`],
  ['FONDO', `orderChanged(id: "${ofClient('Order')}") { order { id } }`],
  ['FONDO', `journeyChanged(id: "${ofClient('Journey')}") { journey { id } }`],
  ['FONDO', `paymentInstructionChanged(id: "${ofClient('PaymentInstruction')}") { id }`],
  ['FONDO', `swishDepositChanged(id: "SwishDeposit:${DEMO_CLIENT}:${UUID}:1") { id }`],
  ['FONDO', `processChanged(id: "${ofClient('Journey')}") { id }`],
  ['PAYEX', 'signStatus(application: "Application:kontotyp-1:1") { __typename }'],
  ['PAYEX', 'processChanged(id: "Application:kontotyp-1:1") { id }'],
  ['AARTHIK', `loanJourneyChanged(id: "${DEMO_BORROWER}") { id }`],
  ['AARTHIK', `processChanged(id: "LoanJourney:${DEMO_BORROWER}") { id }`],
])('with %s off, subscription { %s } fails with PROVIDER_OFF over both transports', async (provider, field) => {
  await using kit = await without('fondo', 'payex', 'aarthik');
  for (const transport of ['watch', 'watchSse'] as const) {
    const watching = kit[transport](`subscription { ${field} }`);
    const failed = await watching.next().then(
      ({ value }) => value?.errors,
      (error: unknown) => error,
    );
    expect(failed, transport).toMatchObject([{ extensions: { code: 'PROVIDER_OFF', provider } }]);
    await watching.leave();
  }
});

test('the provider that is on works, and `providers` and readiness say which are off', async () => {
  await using kit = await without('fondo', 'payex');
  const { data, errors } = await kit.query(
    `{ loanJourney(id: "${DEMO_BORROWER}") { borrower } client(id: "${CLIENT}") { name } providers { provider isOff isReachable breaker } }`,
  );
  expect(data.loanJourney.borrower).toBe(DEMO_BORROWER);
  expect(data.client).toBeNull();
  expect(errors).toMatchObject([{ path: ['client'], extensions: { code: 'PROVIDER_OFF', provider: 'FONDO' } }]);
  expect(data.providers).toEqual([
    { provider: 'FONDO', isOff: true, isReachable: false, breaker: 'OPEN' },
    { provider: 'PAYEX', isOff: true, isReachable: false, breaker: 'OPEN' },
    { provider: 'AARTHIK', isOff: false, isReachable: true, breaker: 'CLOSED' },
  ]);
  const ready = await fetch(`${kit.gateway.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: 'ready', reasons: [], providers: { aarthik: 'CLOSED' } },
  ]);
  const metrics = await (await fetch(`${kit.gateway.url}/metrics`)).text();
  expect(metrics).toContain('gateway_upstream_breaker{provider="AARTHIK"} 0');
  expect(metrics).not.toMatch(/gateway_upstream_breaker\{provider="(?:FONDO|PAYEX)"/);
  expect([kit.sandbox.fondo.calls, kit.sandbox.payex.calls]).toEqual([[], []]);
});

test('the callback addresses of a provider that is off answer 404, the others are there', async () => {
  await using kit = await without('fondo', 'payex');
  const statusOf = async (path: string): Promise<number> =>
    (await fetch(`${kit.gateway.url}${path}`, { method: 'POST', body: '{}' })).status;
  expect(await statusOf(`/webhooks/fondo/journey/${DEMO_CLIENT}`)).toBe(404);
  expect(await statusOf('/webhooks/payex/sign/token')).toBe(404);
  expect(await statusOf('/webhooks/aarthik/snapshot')).toBe(401);
});

test('the sandbox simulates those alone that are asked for', async () => {
  await using sandbox = await startProviders(new Set(['aarthik']), { speed: 0 });
  expect(Object.keys(sandbox.settings)).toEqual(['aarthik']);
  expect([sandbox.fondo, sandbox.payex]).toEqual([undefined, undefined]);
});
