import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { openApi } from '../../../sandbox/control/openapi.ts';
import { OPERATIONS, type Operation } from '../../../sandbox/control/operations.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../../sandbox/fondo/index.ts';
import { DEMO_APPLICATION } from '../../../sandbox/payex/index.ts';
import { at, follow, startControl, type ControlKit } from './kit.ts';

const stateOf = async (kit: ControlKit) => (await kit.ask('GET', '')).body;

test('the state shows what is there, newest first and in bounds', async () => {
  await using kit = await startControl();
  const { data } = await kit.query(`mutation { placeOrder(input: {
    account: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}", instrument: "${DEMO_INSTRUMENT}",
    trade: { buyAmount: "500" }, executor: "197001010003", clientRef: "newest"
  }) { ... on Order { id } } }`);
  const state = await stateOf(kit);
  expect(state.orders[0]).toMatchObject({
    id: data.placeOrder.id,
    status: 'RECEIVED',
    amount: 500,
    clientRef: 'newest',
  });
  expect(state.orders).toHaveLength(50);
  expect(state.total).toMatchObject({ clients: 3, accounts: 28, orders: 69, applications: 2, loanJourneys: 1 });
  expect(state.providers).toMatchObject({ FONDO: { up: true }, PAYEX: { up: true }, AARTHIK: { up: true } });
  expect(state.clock).toMatchObject({ frozen: true, scheduled: expect.any(Number), next: expect.any(String) });
});

test('the time advances by a duration, freezes, runs, and never goes back', async () => {
  await using kit = await startControl();
  const first = Date.parse((await kit.ask('GET', '/clock')).body.now);
  expect(Date.parse((await kit.put('/clock', { advance: 'P1DT2H' })).now) - first).toBe(26 * 3_600_000);
  const running = await kit.put('/clock', { frozen: false, speed: 1_000 });
  expect(running).toMatchObject({ frozen: false, speed: 1_000 });
  const stopped = await kit.put('/clock', { frozen: true });
  expect(stopped).toMatchObject({ frozen: true, speed: 1_000 });
  expect(Date.parse(stopped.now)).toBeGreaterThanOrEqual(Date.parse(running.now));
  expect((await kit.ask('GET', '/clock')).body.now).toBe(stopped.now);
});

test('a year goes by at once, and the subscriber of a client is not flooded', async () => {
  await using kit = await startControl({ backgroundActivity: true });
  const watching = kit.watch(`subscription { clientEvents(client: "${DEMO_CLIENT}", types: [], includeStatus: true) {
    ... on StreamStatus { state } } }`);
  await watching.take(1);
  const begun = performance.now();
  await kit.put('/clock', { advance: 'P1Y' });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect((await stateOf(kit)).clients[2]).toMatchObject({ id: `Client:${DEMO_CLIENT}`, sockets: 1 });
});

test('a reset brings everything back but the time: objects, faults, calls', async () => {
  await using kit = await startControl();
  const application = `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`;
  const before = await stateOf(kit);
  await kit.put('/seed', { accounts: [{ name: 'Gone' }], borrowers: [{ id: 'GONE' }] });
  await kit.put(at('applications', application), { status: 'LAPSED' });
  await kit.put('/faults', { provider: 'FONDO', kind: 'DOWN' });
  await kit.put('/faults', { provider: 'PAYEX', kind: 'SLOW', delayMs: 5 });
  const { now } = await kit.put('/clock', { advance: 'P1D', frozen: false, speed: 5 });
  const after = await kit.put('/reset', undefined);
  expect(after.total).toEqual(before.total);
  expect(after).toMatchObject({ faults: [], providers: before.providers, clock: { frozen: true, speed: 1 } });
  expect(after.orders).toEqual(before.orders);
  expect(Date.parse(after.clock.now)).toBeGreaterThanOrEqual(Date.parse(now));
  const { data, errors } = await kit.query(
    `{ client(id: "${DEMO_CLIENT}") { name } application(id: "${application}") { status } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    client: { name: 'Habibi Sparande AB' },
    application: { status: 'AWAITING_COMPLEMENTARY_INFO' },
  });
});

test('a reset takes a seed of its own, alone where nothing else is wanted', async () => {
  await using kit = await startControl();
  const state = await kit.put('/reset', {
    empty: true,
    frozen: false,
    speed: 2,
    seed: { clients: [{ name: 'Ensam AB' }] },
  });
  expect(state.clients.map(({ name }: { name: string }) => name)).toEqual(['Ensam AB']);
  expect(state.total).toMatchObject({ clients: 1, accounts: 0, orders: 0, applications: 0, loanJourneys: 0 });
  expect(state.clock).toMatchObject({ frozen: false, speed: 2 });
  expect((await kit.query('{ clients { nodes { name } } }')).data.clients.nodes).toEqual([{ name: 'Ensam AB' }]);
});

test('a subscription goes on over a reset', async () => {
  await using kit = await startControl();
  const watching =
    kit.watch(`subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) {
    ... on StreamStatus { state } ... on AccountChange { account { name } } } }`);
  await watching.take(1);
  await kit.put('/reset', {});
  await kit.put('/seed', { accounts: [{ name: 'After' }] });
  const told = follow(watching, (data) => data.clientEvents.account?.name ?? data.clientEvents.state);
  await told.until('After');
});

test('the test data are those that the simulators go by', async () => {
  await using kit = await startControl();
  const { body } = await kit.ask('GET', '/test-data');
  expect(body.swishAmounts).toContainEqual({ value: '13', description: 'declined, with RF07' });
  expect(body.persons).toHaveLength(18);
  const { data } = await kit.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }`, {
    ids: [...body.clients, ...body.accounts, ...body.instruments, ...body.applications].map((one) => one.value),
  });
  expect(data.nodes.every((node: unknown) => node !== null)).toBe(true);
});

test('of a provider that is off there is nothing to control', async () => {
  await using kit = await startControl({ off: ['payex', 'aarthik'] });
  expect((await stateOf(kit)).providers).toMatchObject({ FONDO: { up: true }, PAYEX: null, AARTHIK: null });
  const { status, body } = await kit.ask('POST', at('signings', 'Application:a:b'), { act: 'SIGN' });
  expect([status, body.errors[0].message]).toEqual([409, 'PAYEX is off here.']);
  expect((await kit.put('/reset', {})).total.clients).toBe(3);
});

test('openapi.yaml is what the operations say: run `npm run sandbox-api`', async () => {
  const file = readFileSync(new URL('../../../sandbox/control/openapi.yaml', import.meta.url), 'utf8');
  expect(file).toBe(openApi());
});

test('the description names every operation, and every schema that it refers to', async () => {
  await using kit = await startControl();
  const { body } = await kit.ask('GET', '/openapi.yaml');
  const document = parse(body);
  expect(document.openapi).toMatch(/^3\.1\./);
  for (const { method, path } of Object.values<Operation>(OPERATIONS)) {
    expect(document.paths[`/sandbox${path}`]).toHaveProperty(method.toLowerCase());
  }
  for (const [, name = ''] of body.matchAll(/#\/components\/schemas\/(\w+)/g)) {
    expect(document.components.schemas).toHaveProperty(name);
  }
});
