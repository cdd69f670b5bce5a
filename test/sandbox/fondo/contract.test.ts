import { expect, test } from 'vitest';
import {
  DEMO_ACCOUNT,
  DEMO_BANK_ACCOUNT,
  DEMO_CLIENT,
  DEMO_INSTRUMENT,
  DEMO_ORDER,
  DEMO_PLAN,
} from '../../../sandbox/fondo/index.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { listen, startFondo, type Message } from './kit.ts';

const contract = contractOf('fondo');
const client = `/v2/partner/client/${DEMO_CLIENT}`;
const account = `${client}/account/${DEMO_ACCOUNT}`;
const executorRef = '197001010003';

test('every operation answers as the contract says, and so does every event', async () => {
  await using fondo = await startFondo();
  const { sandbox, clock, call, get } = fondo;
  using socket = await listen(sandbox, DEMO_CLIENT, fondo.token);
  const answered = new Set<string>();
  const drive = async (method: string, path: string, body?: unknown, expected = 200): Promise<{ id: string }> => {
    const { operation } = contract.match(method, path.split('?')[0] ?? '') ?? {};
    if (!operation) throw new Error(`No operation ${method} ${path}`);
    const reply = await call(method, path, body);
    expect(reply.status, `${operation.id}: ${JSON.stringify(reply.body)}`).toBe(expected);
    expect(contract.answerViolations(operation, reply.status, reply.body), operation.id).toEqual([]);
    answered.add(operation.id);
    return reply.body as { id: string };
  };

  const form = { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'nothing' };
  const refused = await fetch(`${sandbox.url}/v2/partner/auth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const tokenOperation = contract.operations.find(({ id }) => id === 'authToken');
  if (!tokenOperation) throw new Error('The contract has no authToken');
  expect(contract.answerViolations(tokenOperation, refused.status, await refused.json())).toEqual([]);
  answered.add('authToken');

  await drive('GET', '/ping');
  await drive('GET', '/v2/partner/client');
  await drive('GET', client);
  await drive('PATCH', client, { displayName: 'Habibi Spar' });
  const serviceTypes = [{ accountServiceType: 'executionOnly' }];
  const newClient = { name: 'Ny AB', displayName: 'Ny', serviceTypes, crn: '5590000001', country: 'SE' };
  await drive('POST', '/v2/partner/client', newClient);
  await drive('GET', `${client}/instrument`);
  await drive('GET', `${client}/custodian`);
  await drive('GET', '/v2/partner/instrument');
  await drive('GET', `/v2/partner/instrument/${DEMO_INSTRUMENT}`);
  await drive('GET', `${client}/account`);
  await drive('GET', account);
  await drive('GET', `${client}/kycstatus/account/${DEMO_ACCOUNT}`);
  await drive('GET', `${account}/agreement-types`);
  await drive('GET', `${account}/agreement/account`);
  await drive('GET', `${client}/allocationplan`);
  await drive('GET', `${client}/allocationplan/${DEMO_PLAN}`);
  await drive('GET', `${client}/allocationplan/account/${DEMO_ACCOUNT}`);
  await drive('PATCH', `${client}/allocationplan/${DEMO_PLAN}`, { bankAccount: null });

  const subscription = { orderType: 'subscription', account: DEMO_ACCOUNT, executorRef, instrument: DEMO_INSTRUMENT };
  const order = await drive('POST', `${client}/order`, { ...subscription, amount: 500, clientRef: 'contract-1' });
  await drive('POST', `${client}/order?validate-only=true`, { ...subscription, amount: 500 }, 204);
  const redemption = { ...subscription, orderType: 'redemption', units: 1, bankAccount: DEMO_BANK_ACCOUNT };
  await drive('POST', `${client}/order/withdrawal`, redemption);
  await drive('GET', `${client}/order`);
  await drive('GET', `${client}/order/${DEMO_ORDER}`);
  await drive('DELETE', `${client}/order/${order.id}`);
  await drive('POST', `${account}/withdrawal`, { amount: 100, executorRef });
  const swish = await drive('POST', `${account}/deposit/swish`, { type: 'other_device', amount: 300, qrFormat: 'png' });
  const payments = [{ amount: 110, clientRef: 'contract-2', account: DEMO_ACCOUNT }];
  const instruction = await drive('POST', `${client}/instruction/payment`, { type: 'autogiro', payments });
  const journey = await drive('POST', `${client}/journey`, {
    journey: { type: 'createAccount', accountName: 'Spar' },
    callbackUrl: `${sandbox.url}/nowhere`,
    scope: null,
  });
  sandbox.journeys.complete(DEMO_CLIENT, journey.id);
  clock.advance(60_000);

  await drive('GET', `${client}/journey/${journey.id}`);
  await drive('GET', `/v2/partner/deposit/swish/${swish.id}`);
  await drive('GET', `${client}/instruction/${instruction.id}`);
  await drive('GET', `${client}/instruction/${instruction.id}/payment`);
  for (const kind of ['cash', 'fund']) {
    await drive('GET', `${account}/transaction/${kind}`);
    await drive('GET', `${client}/transaction/${kind}`);
    const [first] = await get<{ id: string }[]>(`${client}/transaction/${kind}?limit=1`);
    await drive('GET', `${client}/transaction/${kind}/${first?.id}`);
  }
  const accounts = await get<{ id: string; balance: number; positions: unknown[] }[]>(`${client}/account`);
  const idle = accounts.find(({ balance, positions }) => balance === 0 && positions.length === 0);
  await drive('DELETE', `${client}/account/${idle?.id}`);
  await drive('GET', `${client}/subscribe`, undefined, 400);
  expect([...answered].sort()).toEqual(contract.operations.map(({ id }) => id).sort());

  await socket.next(({ type }) => type === 'account.delete');
  const broken = socket.messages.filter((message: Message) => contract.schemaViolations('Event', message).length > 0);
  expect(broken).toEqual([]);
  const types = new Set(socket.messages.map(({ type }) => type));
  // All that the contract lists but the deletion of journeys and orders, which the provider never does.
  expect([...types].sort()).toEqual([
    ...['account.create', 'account.delete', 'account.update', 'allocationPlan.update'],
    ...['cashTransaction.create', 'cashTransaction.update', 'client.update'],
    ...['fundTransaction.create', 'fundTransaction.update', 'heartbeat', 'journey.create', 'journey.update'],
    ...['order.create', 'order.update', 'payment.update'],
  ]);
});
