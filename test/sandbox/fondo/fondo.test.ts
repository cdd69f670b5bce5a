import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  DEMO_ACCOUNT,
  DEMO_BANK_ACCOUNT,
  DEMO_CLIENT,
  DEMO_INSTRUMENT,
  DEMO_PLAN,
} from '../../../sandbox/fondo/index.ts';
import { qrSvg } from '../../../sandbox/kit/qr.ts';
import type {
  Account,
  CashTransaction,
  FundTransaction,
  Order,
  Payment,
  Schemas,
} from '../../../sandbox/fondo/types.ts';
import { readQr } from '../../kit/qr-reader.ts';
import { listen, requestToken, startFondo, type Message } from './kit.ts';

const client = `/v2/partner/client/${DEMO_CLIENT}`;
const account = `${client}/account/${DEMO_ACCOUNT}`;
const executorRef = '197001010003';
const subscription = { orderType: 'subscription', account: DEMO_ACCOUNT, executorRef, instrument: DEMO_INSTRUMENT };
const redemption = { ...subscription, orderType: 'redemption' };

test('gives a token for the right secret alone', async () => {
  await using fondo = await startFondo();
  const given = await requestToken(fondo.sandbox);
  expect(await given.json()).toEqual({ access_token: expect.any(String) as string, expires_in: 432_000 });
  const refused = await requestToken(fondo.sandbox, 'wrong');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: 'invalid_client' });
});

test('refuses a token that is missing, expired or revoked, and a client that it does not reach', async () => {
  await using fondo = await startFondo({ tokenLifetimeS: 60 });
  expect(await fondo.call('GET', client)).toMatchObject({ status: 200 });
  expect(await fondo.call('GET', client, undefined, 'unknown')).toMatchObject({ body: { error: 'unauthorized' } });
  const other = '00000000-0000-4000-8000-000000000000';
  expect(await fondo.call('GET', `/v2/partner/client/${other}`)).toMatchObject({ status: 403 });
  fondo.clock.advance(60_000);
  expect(await fondo.call('GET', client)).toMatchObject({ status: 401 });
  const { access_token: renewed } = (await (await requestToken(fondo.sandbox)).json()) as { access_token: string };
  expect(await fondo.call('GET', client, undefined, renewed)).toMatchObject({ status: 200 });
  fondo.sandbox.expireTokens();
  expect(await fondo.call('GET', client, undefined, renewed)).toMatchObject({ status: 401 });
});

test('refuses an unknown id with 400, or with 404 in the other reading', async () => {
  await using fondo = await startFondo();
  const path = `${client}/order/00000000-0000-4000-8000-000000000000`;
  expect(await fondo.call('GET', path)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  fondo.sandbox.variants.unknownId = 404;
  expect(await fondo.call('GET', path)).toMatchObject({ status: 404 });
});

test.each(['inclusive', 'exclusive'] as const)('pages through the orders with an %s start', async (start) => {
  await using fondo = await startFondo({ variants: { start } });
  const all = await fondo.get<Order[]>(`${client}/order`);
  const seen = await fondo.get<Order[]>(`${client}/order?limit=25`);
  for (;;) {
    const page = await fondo.get<Order[]>(`${client}/order?limit=25&start=${seen.at(-1)?.sortedId}`);
    seen.push(...page.slice(start === 'inclusive' ? 1 : 0));
    if (page.length < 25) break;
  }
  expect(all).toHaveLength(60);
  expect(seen).toEqual(all);
});

test('filters by modification, owner, reference and its type', async () => {
  await using fondo = await startFondo();
  const before = fondo.clock.iso();
  const { body } = await fondo.call('POST', `${client}/order`, { ...subscription, amount: 500 });
  const { id } = body as Order;
  const changed = await fondo.get<Order[]>(`${client}/order?modifiedFrom=${before}`);
  expect(changed.map((order) => order.id)).toEqual([id]);
  const booked = await fondo.get<CashTransaction[]>(`${client}/transaction/cash?ref=${id}&reftype=order`);
  expect(booked).toMatchObject([{ transactionType: 'subscription', amount: 500, debitAccount: DEMO_ACCOUNT }]);
  expect(await fondo.get(`${client}/transaction/cash?ref=${id}&reftype=payment`)).toEqual([]);
  const { owner } = await fondo.get<Account>(account);
  const owned = await fondo.get<Account[]>(`${client}/account?ssn=${owner.ssn}`);
  expect(owned.map((found) => found.owner.ssn)).toEqual(owned.map(() => owner.ssn));
  expect(owned.map((found) => found.id)).toContain(DEMO_ACCOUNT);
});

test('moves a subscription to settled, with cash, units and events', async () => {
  await using fondo = await startFondo();
  using socket = await listen(fondo.sandbox, DEMO_CLIENT, fondo.token);
  const before = await fondo.get<Account>(account);
  const { body } = await fondo.call('POST', `${client}/order`, { ...subscription, amount: 1401.5, clientRef: 'mine' });
  const { id } = body as Order;
  expect((await fondo.get<Account>(account)).balance).toBe(before.balance - 1401.5);
  fondo.clock.advance(20_000);
  expect(await fondo.get(`${client}/order/${id}`)).toMatchObject({ status: 'settled', units: 10, amount: 1401.5 });
  await socket.next(({ current }) => current?.['status'] === 'settled');
  const ofOrder = socket.messages.filter(({ current }) => current?.['id'] === id);
  expect(ofOrder.map(({ type, current }) => [type, current?.['status']])).toEqual([
    ['order.create', 'received'],
    ['order.update', 'pending'],
    ['order.update', 'sent'],
    ['order.update', 'confirmed'],
    ['order.update', 'settled'],
  ]);
  expect(ofOrder.at(-1)?.previous).toMatchObject({ id, status: 'confirmed' });
  const after = await fondo.get<Account>(account);
  const units = ({ positions }: Account) => positions.find(({ instrument }) => instrument === DEMO_INSTRUMENT)?.units;
  expect(units(after)).toBeCloseTo((units(before) ?? 0) + 10, 7);
  const [booked] = await fondo.get<FundTransaction[]>(
    `${account}/transaction/fund?start=${ofOrder[0]?.current?.['sortedId'] as string}`,
  );
  expect(booked).toMatchObject({ ref: id, units: 10, price: 140.15, clientRef: 'mine', aborted: false });
});

test('skips confirmed where the provider knows no such status, and holds an order that asks for it', async () => {
  await using fondo = await startFondo({ variants: { confirmedStatus: false } });
  using socket = await listen(fondo.sandbox, DEMO_CLIENT, fondo.token);
  await fondo.call('POST', `${client}/order`, { ...subscription, amount: 500, clientRef: 'hold-1' });
  fondo.clock.advance(20_000);
  await socket.next(({ type, current }) => type === 'order.update' && current?.['status'] === 'settled');
  const updates = socket.messages.filter(({ type }) => type === 'order.update');
  expect(updates.map(({ current }) => current?.['status'])).toEqual(['pending', 'hold', 'sent', 'settled']);
});

test('cancels an order that has not left, once, and gives the cash back', async () => {
  await using fondo = await startFondo();
  const { balance } = await fondo.get<Account>(account);
  const { body } = await fondo.call('POST', `${client}/order`, { ...subscription, amount: 500 });
  const path = `${client}/order/${(body as Order).id}`;
  const canceled = await fondo.call('DELETE', path);
  expect(canceled).toMatchObject({ status: 200, body: { status: 'canceled' } });
  expect(await fondo.call('DELETE', path)).toEqual(canceled);
  expect((await fondo.get<Account>(account)).balance).toBe(balance);
  const [entry] = await fondo.get<CashTransaction[]>(`${client}/transaction/cash?ref=${(body as Order).id}`);
  expect(entry).toMatchObject({ aborted: true, abortedReason: 'referenced_order_canceled' });
  fondo.clock.advance(60_000);
  expect(await fondo.get(path)).toMatchObject({ status: 'canceled' });
});

test('leaves an order that is on its way as it is, or refuses to cancel it in the other reading', async () => {
  await using fondo = await startFondo();
  const { body } = await fondo.call('POST', `${client}/order`, { ...subscription, amount: 500 });
  const path = `${client}/order/${(body as Order).id}`;
  fondo.clock.advance(4_500);
  expect(await fondo.call('DELETE', path)).toMatchObject({ status: 200, body: { status: 'sent' } });
  fondo.sandbox.variants.cancelLate = 'refuse';
  expect(await fondo.call('DELETE', path)).toMatchObject({ status: 400 });
});

test('answers a creation with an empty 204 where the published code is taken literally', async () => {
  await using fondo = await startFondo({ variants: { createAnswer: 'empty204' } });
  const reply = await fondo.call('POST', `${client}/order`, { ...subscription, amount: 500, clientRef: 'find me' });
  expect(reply).toEqual({ status: 204, body: undefined });
  const orders = await fondo.get<Order[]>(`${client}/order`);
  expect(orders.filter(({ clientRef }) => clientRef === 'find me')).toHaveLength(1);
});

test.each([
  ['an amount above the balance', { ...subscription, amount: 1_000_000 }],
  ['an amount below the minimum', { ...subscription, amount: 1 }],
  ['a fraction of an öre', { ...subscription, amount: 500.001 }],
  ['more units than the position has', { ...redemption, units: 1000 }],
  ['more decimals than the fund takes', { ...redemption, units: 0.00000001 }],
  ['a fund that is closed', { ...subscription, amount: 500, instrument: 'SE0015022189SEK' }],
])('refuses an order with %s', async (_what, order) => {
  await using fondo = await startFondo();
  expect(await fondo.call('POST', `${client}/order?validate-only=true`, order)).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  });
});

test('sells units and pays the proceeds out in one go', async () => {
  await using fondo = await startFondo();
  const before = await fondo.get<Account>(account);
  const order = { ...redemption, units: 2, bankAccount: DEMO_BANK_ACCOUNT };
  const { body } = await fondo.call('POST', `${client}/order/withdrawal`, order);
  fondo.clock.advance(20_000);
  const { id } = body as Order;
  expect(await fondo.get(`${client}/order/${id}`)).toMatchObject({ status: 'settled', units: 2, amount: 280.3 });
  expect(await fondo.get(`${client}/transaction/cash?ref=${id}`)).toMatchObject([
    { transactionType: 'redemption', creditAccount: DEMO_ACCOUNT, amount: 280.3 },
    { transactionType: 'withdrawal', debitAccount: DEMO_ACCOUNT, amount: 280.3 },
  ]);
  expect(await fondo.get(account)).toMatchObject({ balance: before.balance, amounts: { withdrawn: 280.3 } });
});

test('pays cash out and settles the payout later', async () => {
  await using fondo = await startFondo();
  const { balance } = await fondo.get<Account>(account);
  const { body } = await fondo.call('POST', `${account}/withdrawal`, { amount: 250.5, executorRef });
  const { id, settlementDate = '' } = body as CashTransaction;
  expect(Date.parse(settlementDate)).toBeGreaterThan(fondo.clock.now());
  expect((await fondo.get<Account>(account)).balance).toBe(balance - 250.5);
  fondo.clock.advance(10_000);
  const settled = await fondo.get<CashTransaction>(`${client}/transaction/cash/${id}`);
  expect(Date.parse(settled.settlementDate ?? '')).toBeLessThan(fondo.clock.now());
});

test.each([
  [300, 4_000, { status: 'paid' }],
  [13, 4_000, { status: 'declined', errorCode: 'RF07' }],
  [14, 4_000, { status: 'pending' }],
  [14, 180_000, { status: 'error', errorCode: 'TM01' }],
])('answers a Swish deposit of %d SEK after %d ms with %o', async (amount, wait, expected) => {
  await using fondo = await startFondo();
  const { body } = await fondo.call('POST', `${account}/deposit/swish`, { type: 'same_device', amount });
  const { id, paymentId } = body as Schemas['SwishDepositSession'];
  expect(await fondo.get(`/v2/partner/deposit/swish/${id}`)).toEqual({ status: 'pending' });
  fondo.clock.advance(wait);
  expect(await fondo.get(`/v2/partner/deposit/swish/${id}`)).toEqual(expected);
  expect(await fondo.get(`/v2/partner/deposit/swish/${paymentId}`)).toEqual(expected);
  const booked = await fondo.get<CashTransaction[]>(`${client}/transaction/cash?ref=${paymentId}`);
  expect(booked.map((entry) => entry.amount)).toEqual(expected.status === 'paid' ? [amount] : []);
});

test('shows a payer on another device a QR code that reads as the token, as a PNG or an SVG', async () => {
  await using fondo = await startFondo();
  const start = async (qrFormat?: string) => {
    const request = { type: 'other_device', amount: 300, ...(qrFormat && { qrFormat }) };
    const { body } = await fondo.call('POST', `${account}/deposit/swish`, request);
    const { token = '', qrImage = '' } = body as Schemas['SwishDepositSession'];
    return { token, image: Buffer.from(qrImage, 'base64') };
  };
  const [png, svg, standard] = [await start('png'), await start('svg'), await start()];
  expect(readQr(png.image)).toBe(png.token);
  expect(svg.image.toString()).toBe(qrSvg(svg.token));
  expect(standard.image.toString()).toBe(qrSvg(standard.token));
  const { body } = await fondo.call('POST', `${account}/deposit/swish`, { type: 'same_device', amount: 300 });
  expect(body).not.toHaveProperty('qrImage');
});

test('spreads a deposit over the allocation plan of its account', async () => {
  await using fondo = await startFondo();
  const { instruments } = await fondo.get<Schemas['AllocationPlan']>(`${client}/allocationplan/${DEMO_PLAN}`);
  await fondo.call('POST', `${account}/deposit/swish`, { type: 'same_device', amount: 1000 });
  fondo.clock.advance(8_000);
  const orders = (await fondo.get<Order[]>(`${client}/order`)).slice(60);
  expect(orders.map(({ instrument, amount }) => [instrument, amount])).toEqual(
    instruments.map(({ instrument, allocation }) => [instrument, allocation * 10]),
  );
});

test('runs a payment file: some complete, some fail with the code of Bankgirot', async () => {
  await using fondo = await startFondo();
  const amounts = [110, 101, 109];
  const payments = amounts.map((amount) => ({ amount, clientRef: `file-${amount}`, account: DEMO_ACCOUNT }));
  const { body } = await fondo.call('POST', `${client}/instruction/payment`, { type: 'autogiro', payments });
  const { id, status } = body as Schemas['PaymentInstruction'];
  expect(status).toBe('new');
  const outcome = async () =>
    (await fondo.get<Payment[]>(`${client}/instruction/${id}/payment`)).map((row) => [row.status, row.reasonCode]);
  fondo.clock.advance(5_000);
  expect(await outcome()).toEqual([
    ['completed', '0'],
    ['failed', '1'],
    ['processing', '9'],
  ]);
  expect(await fondo.get(`${client}/instruction/${id}`)).toMatchObject({ status: 'processing' });
  fondo.clock.advance(5_000);
  expect((await outcome())[2]).toEqual(['completed', '0']);
  expect(await fondo.get(`${client}/instruction/${id}`)).toMatchObject({ status: 'completed' });
  const again = await fondo.call('POST', `${client}/instruction/payment`, { type: 'autogiro', payments });
  expect(again).toMatchObject({ status: 400 });
});

test('closes an account that is empty and no other', async () => {
  await using fondo = await startFondo();
  expect(await fondo.call('DELETE', account)).toMatchObject({ status: 400 });
  const accounts = await fondo.get<Account[]>(`${client}/account`);
  const idle = accounts.find(({ balance, deleted }) => balance === 0 && !deleted);
  const closed = await fondo.call('DELETE', `${client}/account/${idle?.id}`);
  expect(closed).toMatchObject({ status: 200, body: { deleted: true, status: idle?.status } });
  expect(await fondo.get(`${client}/account/${idle?.id}`)).toEqual(closed.body);
});

test('serves an agreement as a PDF whose cross-reference table is right', async () => {
  await using fondo = await startFondo();
  const { body } = await fondo.call('GET', `${account}/agreement/power_of_attorney`);
  const document = String(body);
  const start = Number(/startxref\n(\d+)/.exec(document)?.[1]);
  expect(document.slice(start, start + 4)).toBe('xref');
  const first = Number(/\n(\d{10}) 00000 n/.exec(document)?.[1]);
  expect(document.slice(first, first + 7)).toBe('1 0 obj');
  expect(document).toContain('(Fullmakt)');
});

test('refuses a socket without a token and for an unknown client', async () => {
  await using fondo = await startFondo();
  const statusOf = (clientId: string, token: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const address = `${fondo.sandbox.url.replace('http', 'ws')}/v2/partner/client/${clientId}/subscribe`;
      const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
      socket.on('unexpected-response', (request, { statusCode }) => {
        request.destroy();
        resolve(statusCode);
      });
      socket.on('open', () => reject(new Error('The socket was opened')));
      socket.on('error', () => undefined);
    });
  expect(await statusOf(DEMO_CLIENT, 'unknown')).toBe(401);
  expect(await statusOf('00000000-0000-4000-8000-000000000000', fondo.token)).toBe(403);
  expect(fondo.sandbox.sockets(DEMO_CLIENT)).toBe(0);
});

test('sends heartbeats until they are paused, under the name that the reading gives to the type', async () => {
  await using fondo = await startFondo({ variants: { eventName: 'eventType' } });
  using socket = await listen(fondo.sandbox, DEMO_CLIENT, fondo.token);
  fondo.clock.advance(30_000);
  fondo.sandbox.pauseHeartbeats();
  fondo.clock.advance(90_000);
  fondo.sandbox.resumeHeartbeats();
  fondo.clock.advance(30_000);
  fondo.sandbox.emit(DEMO_CLIENT, { eventType: 'last' });
  await socket.next(({ eventType }) => eventType === 'last');
  expect(socket.messages.map(({ eventType }) => eventType)).toEqual(['heartbeat', 'heartbeat', 'last']);
});

test('adds unlisted values and leaves members out when told to', async () => {
  await using fondo = await startFondo({ variants: { unknownValues: true } });
  const orders = await fondo.get<Message[]>(`${client}/order`);
  const strange = orders.filter(({ status }) => status === 'under_review');
  expect(strange.length).toBeGreaterThan(0);
  expect(strange.length).toBeLessThan(orders.length);
  expect(orders.every((order) => 'unlistedMember' in order && 'canceledDate' in order)).toBe(true);
  Object.assign(fondo.sandbox.variants, { unknownValues: false, missingMembers: true });
  expect(Object.keys(await fondo.get<object>(account))).not.toContain('owner');
});

test('starts every time with the same data', async () => {
  await using one = await startFondo();
  await using other = await startFondo();
  for (const path of [`${client}/account`, `${client}/order`, `${client}/transaction/cash`, '/v2/partner/instrument']) {
    expect(await one.get(path)).toEqual(await other.get(path));
  }
});

test('makes things happen by itself when asked to, and not for ever', async () => {
  await using quiet = await startFondo();
  await using busy = await startFondo({ backgroundActivity: true });
  const count = async ({ get }: typeof busy) => (await get<unknown[]>(`${client}/transaction/cash`)).length;
  quiet.clock.advance(60_000);
  busy.clock.advance(60_000);
  expect(await count(busy)).toBeGreaterThan(await count(quiet));
  busy.clock.advance(3_600_000);
  const full = await count(busy);
  busy.clock.advance(3_600_000);
  expect(await count(busy)).toBe(full);
});
