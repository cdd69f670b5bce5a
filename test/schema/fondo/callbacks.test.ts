import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEMO_CLIENT, signWebhook } from '../../../sandbox/fondo/index.ts';
import { until, type Kit, type KitOptions } from '../../kit/gateway.ts';
import { act, callsOf, journeyInput, read, startFondoKit, untilLive } from './kit.ts';

const OWN_BACKEND = 'http://127.0.0.1:9';
const now = (): number => Math.floor(Date.now() / 1000);

async function withJourney(options: KitOptions = {}) {
  const kit = await startFondoKit({ gateway: { callbackOrigins: [OWN_BACKEND] }, ...options });
  const input = { ...journeyInput, callbackUrl: `${OWN_BACKEND}/nowhere`, reference: 'kund-17' };
  const { id } = await act(kit, 'createJourney', input, '... on Journey { id }');
  const { state } = kit.sandbox.fondo;
  const { journey: table } = state.books(DEMO_CLIENT).tables;
  const bare = String(id).split(':')[2] ?? '';
  /** Changes the journey without an event of the socket. */
  const change = (status: 'pending' | 'complete', modifiedDate: string): string => {
    const previous = state.find(state.books(DEMO_CLIENT), 'journey', bare);
    const current = { ...previous, status, modifiedDate };
    table.put(current);
    return JSON.stringify({ type: 'journey.update', current, previous });
  };
  return { kit, id: String(id), bare, change, [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose]() };
}

const deliver = async (kit: Kit, body: string, headers: Record<string, string>, client = DEMO_CLIENT) =>
  (await fetch(`${kit.gateway.url}/webhooks/fondo/journey/${client}`, { method: 'POST', body, headers })).status;
const signed = (kit: Kit, body: string, at = now()) => ({
  'x-fondo-signature': signWebhook(kit.sandbox.fondo.webhookSecret, body, at),
});

test('a change that only a callback tells reaches the subscribers, as Fondo shows it when it is read again', async () => {
  await using journey = await withJourney();
  const { kit, id, change } = journey;
  const watching = kit.watch(`subscription { journeyChanged(id: "${id}") { journey { status reference } } }`);
  await watching.take(1); // as it stands
  const next = watching.take(1);
  const live = await untilLive(kit);
  const told = JSON.parse(change('pending', new Date(Date.now() + 1000).toISOString()));
  const body = JSON.stringify({ ...told, current: { ...told.current, status: 'complete' } });
  expect(await deliver(kit, body, signed(kit, body))).toBe(200);
  expect((await next)[0]?.data.journeyChanged.journey).toEqual({ status: 'PENDING', reference: 'kund-17' });
  await Promise.all([watching.leave(), live.leave()]);
});

test('a callback is refused unsigned, wrongly signed, too old and changed; one that comes again is not read again', async () => {
  await using journey = await withJourney();
  const { kit, change, bare } = journey;
  const body = change('pending', new Date().toISOString());
  expect(await deliver(kit, body, {})).toBe(401);
  expect(await deliver(kit, body, { 'x-fondo-signature': signWebhook('another', body, now()) })).toBe(401);
  expect(await deliver(kit, body, signed(kit, body, now() - 301))).toBe(401);
  expect(await deliver(kit, body, signed(kit, body, now() + 301))).toBe(401);
  expect(await deliver(kit, `${body} `, signed(kit, body))).toBe(401);
  expect(await deliver(kit, '{}', signed(kit, '{}'))).toBe(400);
  expect(await deliver(kit, body, signed(kit, body), 'not-a-client')).toBe(400);
  kit.sandbox.fondo.forget();
  const live = await untilLive(kit);
  const headers = signed(kit, body);
  for (let time = 0; time < 3; time += 1) expect(await deliver(kit, body, headers)).toBe(200);
  await until(() => callsOf(kit, 'getJourney') > 0, `the journey ${bare} to be read`);
  await live.leave();
  expect(callsOf(kit, 'getJourney')).toBe(1);
});

test('the same words signed at another time are another change: the object is read again', async () => {
  await using journey = await withJourney();
  const { kit, change } = journey;
  const body = change('pending', new Date().toISOString());
  const live = await untilLive(kit);
  kit.sandbox.fondo.forget();
  const at = now();
  for (const reads of [1, 2]) {
    expect(await deliver(kit, body, signed(kit, body, at - reads))).toBe(200);
    await until(() => callsOf(kit, 'getJourney') === reads, `reading ${reads}`);
  }
  await live.leave();
});

test.each(['hex', 'base64'] as const)(
  'header and form of the signature are settings: %s over the body',
  async (format) => {
    const key = 'another-key';
    await using kit = await startFondoKit();
    const { fondo } = kit.sandbox.settings;
    const callbacks = { secret: key, header: 'X-Signature', format };
    await using other = await startFondoKit({ gateway: { fondo: { ...fondo, callbacks } } });
    const body = JSON.stringify({ type: 'journey.update', current: { id: DEMO_CLIENT } });
    const signature = createHmac('sha256', key).update(body).digest(format);
    expect(await deliver(other, body, { 'x-signature': signature })).toBe(200);
    expect(await deliver(other, `${body} `, { 'x-signature': `sha256=${signature}` })).toBe(401);
  },
);

test('without a key no callback is taken', async () => {
  await using kit = await startFondoKit();
  const { fondo } = kit.sandbox.settings;
  await using other = await startFondoKit({ gateway: { fondo: { ...fondo, callbacks: undefined } } });
  expect(await deliver(other, '{}', signed(other, '{}'))).toBe(404);
});

test('Fondo sees a sealed scope, which opens for the journey of the same client alone', async () => {
  await using journey = await withJourney();
  const { kit, id } = journey;
  const sent = kit.sandbox.fondo.calls.find(({ operationId }) => operationId === 'postJourney')?.body as {
    scope: string;
  };
  const plain = Buffer.from(sent.scope, 'base64').toString();
  expect(plain).not.toContain('kund-17');
  expect(Buffer.from(plain, 'base64url').toString('latin1')).not.toContain('kund-17');
  const reference = '{ node(id: "ID") { ... on Journey { reference } } }'.replace('ID', id);
  expect((await read(kit, reference)).node.reference).toBe('kund-17');
  const books = kit.sandbox.fondo.state.books(DEMO_CLIENT);
  kit.sandbox.fondo.state.change(books, 'journey', id.split(':')[2] ?? '', { scope: 'c2NvcGU=' });
  expect((await read(kit, reference)).node.reference).toBeNull();
});

test('without a public address, and with a provider that is live, the caller must say where callbacks go', async () => {
  await using kit = await startFondoKit();
  await using live = await startFondoKit({
    gateway: { fondo: kit.sandbox.settings.fondo, sandboxed: new Set(), auth: 'none' },
  });
  expect(await act(live, 'createJourney', journeyInput)).toMatchObject({
    __typename: 'InvalidInput',
    fields: [{ path: 'input.callbackUrl' }],
  });
  await using open = await startFondoKit({ gateway: { publicUrl: 'https://gateway.example/' } });
  await act(open, 'createJourney', journeyInput);
  const sent = open.sandbox.fondo.calls.find(({ operationId }) => operationId === 'postJourney')?.body;
  expect(sent).toMatchObject({ callbackUrl: `https://gateway.example/webhooks/fondo/journey/${DEMO_CLIENT}` });
});

test('a signing secret that was rotated counts from then on, and the old one no more', async () => {
  await using journey = await withJourney();
  const { kit, change } = journey;
  const { fondo } = kit.sandbox.settings;
  kit.gateway.reload({ fondo: { ...fondo, callbacks: { ...fondo.callbacks, secret: 'rotated' } } });
  const body = change('pending', new Date().toISOString());
  expect(await deliver(kit, body, signed(kit, body))).toBe(401);
  expect(await deliver(kit, body, { 'x-fondo-signature': signWebhook('rotated', body, now()) })).toBe(200);
});

const JOURNEY = '{ node(id: "ID") { ... on Journey { scope reference callbackUrl redirectUrl } } }';
const sentJourney = (kit: Kit): any =>
  kit.sandbox.fondo.calls.find(({ operationId }) => operationId === 'postJourney')?.body;

test("a caller's own scope goes to its own callback as it was given, and comes back so", async () => {
  await using kit = await startFondoKit({ gateway: { callbackOrigins: ['https://bank.example', OWN_BACKEND] } });
  const scope = Buffer.from('{"session":"åäö"}').toString('base64');
  const own = { callbackUrl: `${OWN_BACKEND}/back?tenant=7`, redirectUrl: 'app://done', scope };
  const { id } = await act(kit, 'createJourney', { ...journeyInput, ...own }, '... on Journey { id }');
  expect(sentJourney(kit)).toMatchObject(own);
  expect((await read(kit, JOURNEY.replace('ID', id))).node).toEqual({ ...own, reference: null });
});

test("the gateway's own scope is not shown, and one of its own callback neither when its key is another one", async () => {
  await using kit = await startFondoKit();
  const input = { ...journeyInput, reference: 'kund-18' };
  const { id } = await act(kit, 'createJourney', input, '... on Journey { id }');
  const document = JOURNEY.replace('ID', id);
  expect((await read(kit, document)).node).toMatchObject({ scope: null, reference: 'kund-18' });
  await using other = await startFondoKit({ gateway: { fondo: kit.sandbox.settings.fondo, filesSecret: 'another' } });
  expect((await read(other, document)).node).toMatchObject({ scope: null, reference: null });
});

test('with a callback of its own and neither scope nor reference, none is sent', async () => {
  await using kit = await startFondoKit({ gateway: { callbackOrigins: [OWN_BACKEND] } });
  await act(kit, 'createJourney', { ...journeyInput, callbackUrl: `${OWN_BACKEND}/back` });
  expect(sentJourney(kit).scope).toBeNull();
});

test.each([
  ['a foreign origin', { callbackUrl: 'https://evil.example/back' }, ['input.callbackUrl']],
  ['another port of a listed host', { callbackUrl: 'http://127.0.0.1:10/back' }, ['input.callbackUrl']],
  ['a scope without a callback of its own', { scope: 'c2NvcGU=' }, ['input.scope']],
  ['a scope that is no base64', { scope: 'séance', callbackUrl: `${OWN_BACKEND}/` }, ['input.scope']],
  ['a scope without padding', { scope: 'c2NvcGU', callbackUrl: `${OWN_BACKEND}/` }, ['input.scope']],
  ['a scope that is too long', { scope: 'AAAA'.repeat(513), callbackUrl: `${OWN_BACKEND}/` }, ['input.scope']],
  ['scope and reference', { scope: 'c2NvcGU=', reference: 'a', callbackUrl: `${OWN_BACKEND}/` }, ['input.scope']],
])('%s is refused before anything is sent', async (_name, own, expected) => {
  await using kit = await startFondoKit({ gateway: { callbackOrigins: [OWN_BACKEND] } });
  const { fields } = await act(kit, 'createJourney', { ...journeyInput, ...own });
  expect(fields.map(({ path }: { path: string }) => path)).toEqual(expected);
  expect(kit.sandbox.fondo.callList()).toEqual([]);
});

test('without a list only the own origin of the gateway may be named', async () => {
  await using kit = await startFondoKit({ gateway: { publicUrl: 'https://gateway.example/base' } });
  const created = async (callbackUrl: string) =>
    (await act(kit, 'createJourney', { ...journeyInput, callbackUrl })).__typename;
  expect(await created('https://gateway.example/elsewhere')).toBe('Journey');
  expect(await created('https://other.example/')).toBe('InvalidInput');
});

test('one signature that fits is enough, in whatever order they come', async () => {
  await using journey = await withJourney();
  const { kit, change } = journey;
  const time = now();
  const sign = (secret: string, body: string): string => signWebhook(secret, body, time).split(',v1=')[1] ?? '';
  const headers: ((good: string, old: string) => string)[] = [
    (good, old) => `t=${time},v1=${good},v1=${old}`,
    (good, old) => `t=${time},v1=${old},v1=${good}`,
    (good, old) => `v1=${old}, v1=${good}, t=${time}`,
    (good, old) => `t=${time},v0=${old},v1=${good}`,
  ];
  for (const [at, header] of headers.entries()) {
    const body = change('pending', new Date(Date.now() + at).toISOString());
    const [good, old] = [sign(kit.sandbox.fondo.webhookSecret, body), sign('old', body)];
    expect(await deliver(kit, body, { 'x-fondo-signature': header(good, old) })).toBe(200);
    expect(await deliver(kit, body, { 'x-fondo-signature': `t=${time},v1=${old},v1=${old}` })).toBe(401);
  }
});

test.each([
  ['order', 'getOrderById'],
  ['account', 'getAccountById'],
  ['cashTransaction', 'getCashTransactionById'],
  ['fundTransaction', 'getFundTransactionById'],
] as const)('a webhook about a change of %s is a reason to read it again', async (object, operation) => {
  await using kit = await startFondoKit();
  const live = await untilLive(kit);
  const [row] = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables[object].rows;
  const body = JSON.stringify({ type: `${object}.update`, current: row, previous: row });
  const before = callsOf(kit, operation);
  expect(await deliver(kit, body, signed(kit, body))).toBe(200);
  await until(() => callsOf(kit, operation) > before, `the ${object} to be read`);
  await live.leave();
});

test('an event that nobody knows is acknowledged and counted, and reads nothing', async () => {
  await using kit = await startFondoKit();
  for (const event of [
    { type: 'holiday.declare', current: { id: DEMO_CLIENT } },
    { type: 'heartbeat', timestamp: new Date().toISOString() },
    { type: 'order.update', current: { id: 'no id of Fondo' } },
    { type: 'order.update' },
  ]) {
    const body = JSON.stringify(event);
    expect(await deliver(kit, body, signed(kit, body))).toBe(200);
  }
  expect(kit.sandbox.fondo.calls).toEqual([]);
  const metrics = await (await fetch(`${kit.gateway.url}/metrics`)).text();
  expect(metrics).toContain('gateway_webhooks_total{provider="FONDO",receipt="unknown"} 4');
});
