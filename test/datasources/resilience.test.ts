import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { createFondoClient } from '../../src/datasources/fondo/client.ts';
import { DEFAULT_CAPACITY } from '../../src/datasources/kit/capacity.ts';
import { Upstream } from '../../src/datasources/kit/http/resilience.ts';
import { atPriority, RequestScheduler } from '../../src/datasources/kit/turns/scheduler.ts';
import { Fault } from '../../src/faults.ts';
import { EVERYTHING, startAuthKit } from '../auth/kit.ts';
import { post, startKit, until, type Answered, type Kit } from '../kit/gateway.ts';

const READ = `{ client(id: "${DEMO_CLIENT}") { name } }`;
const OFFERS = '{ offers { title } }';
const PLACE =
  'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id } ... on Problem { code } } }';
const order = {
  account: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`,
  instrument: `Instrument:${DEMO_INSTRUMENT}`,
  trade: { buyAmount: '150.50' },
  executor: '197001010003',
};

const driven = (env: Record<string, string>, deadlineMs?: number): Promise<Kit> =>
  startKit({
    gateway: { capacity: loadSettings(env).capacity },
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
/** One call at a time. */
const BOUNDS = { provider: 'FONDO', concurrency: 1, requestsPerSecond: 0, queueMs: 5_000 } as const;
const placed = (kit: Kit): number =>
  kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'createOrder').length;
const breakerOf = async (kit: Kit): Promise<string> =>
  (await kit.query('{ providers { breaker } }')).data.providers[0].breaker as string;

test('a read that fails is repeated, a write never', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getClientById', answer: { status: 503 }, times: 2 });
  expect((await kit.query(READ)).data.client.name).toEqual(expect.any(String));
  kit.sandbox.fondo.fault({ operation: 'createOrder', answer: { status: 503 } });
  expect((await kit.query(PLACE, { input: order })).data.placeOrder).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(placed(kit)).toBe(1);
});

test('what Retry-After asks for is waited for when it is short, and told when it is long', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({
    operation: 'getClientById',
    answer: { status: 429, headers: { 'retry-after': '1' } },
    times: 1,
  });
  const began = performance.now();
  expect((await kit.query(READ)).data.client.name).toEqual(expect.any(String));
  expect(performance.now() - began).toBeGreaterThanOrEqual(990);
  kit.sandbox.fondo.fault({ operation: 'getClientById', answer: { status: 503, headers: { 'retry-after': '30' } } });
  expect((await kit.query(READ)).errors?.[0]?.extensions).toMatchObject({ retryAfterMs: 30_000 });
});

test('a caller who leaves while its read tries whether a provider is back does not close the breaker', async () => {
  await using kit = await driven({ BREAKER_CALLS: '5', BREAKER_OPEN_MS: '50', UPSTREAM_RETRIES: '0' }, 600);
  const { fondo } = kit.sandbox;
  const mend = fondo.fault({ operation: 'getClientById', answer: { status: 503 } });
  for (let at = 0; at < 8; at += 1) await kit.query(READ);
  expect(await breakerOf(kit)).toBe('OPEN');
  mend();
  fondo.fault({ operation: 'getClientById', socket: 'hang', times: 1 });
  const leaving = new AbortController();
  while ((await breakerOf(kit)) !== 'HALF_OPEN') {
    const body = JSON.stringify({ query: READ });
    const headers = { 'content-type': 'application/json' };
    void fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal }).catch(
      () => null,
    );
  }
  leaving.abort();
  const seen = new Set<string>();
  while (!seen.has('OPEN')) seen.add(await breakerOf(kit)); // until the deadline of the trial
  expect([...seen]).toEqual(['HALF_OPEN', 'OPEN']);
  await expect.poll(async () => (await kit.query(READ)).data.client?.name).toEqual(expect.any(String));
});

/** Two calls at a time, of which reads get one; nothing waits. */
const TIGHT = { ...DEFAULT_CAPACITY, concurrency: 2, queue: 0, retries: 0, breakerCalls: 4, breakerOpenMs: 20 };
/** An upstream whose call to `/held` goes on until it is released, while all others are answered with a status. */
function heldUpstream(status: number) {
  const upstream = new Upstream('FONDO', TIGHT);
  const gate = Promise.withResolvers<undefined>();
  const exchange = upstream.wrap(async ({ path }) => {
    if (path === '/held') await gate.promise;
    return { status: path === '/held' ? 200 : status, headers: {}, body: undefined };
  });
  const write = (path = '/'): Promise<unknown> => exchange({ method: 'POST', path }).catch((error: unknown) => error);
  const read = (): Promise<unknown> => exchange({ path: '/' }).catch((error: unknown) => error);
  return { upstream, write, read, release: () => gate.resolve(undefined) };
}

test('a trial that our own queue refuses leaves the breaker open: only an answer of the provider counts', async () => {
  const { upstream, write, read, release } = heldUpstream(503);
  const held = write('/held');
  for (let at = 0; at < 6; at += 1) await write();
  expect(upstream.state.breaker).toBe('OPEN');
  const ends = performance.now() + 3 * TIGHT.breakerOpenMs;
  while (performance.now() < ends) {
    expect(await read()).toMatchObject({ notSent: true });
    expect(upstream.state.breaker).toBe('OPEN');
    await new Promise((resolve) => setImmediate(resolve));
  }
  release();
  await held;
  expect(await read()).toMatchObject({ status: 503 });
  expect(upstream.state.breaker).toBe('OPEN');
});

test('calls that our own queue refuses do not make up for those that fail', async () => {
  const { upstream, write, read, release } = heldUpstream(503);
  const held = write('/held');
  for (let at = 0; at < 6; at += 1) {
    for (let refused = 0; refused < 5; refused += 1) expect(await read()).toMatchObject({ notSent: true });
    await write();
  }
  expect(upstream.state.breaker).toBe('OPEN');
  release();
  await held;
});

test('a call from before the breaker opened does not end the trial of another when it fails', async () => {
  const upstream = new Upstream('FONDO', { ...TIGHT, concurrency: 8 });
  const gates = { '/old': Promise.withResolvers<number>(), '/trial': Promise.withResolvers<number>() };
  const exchange = upstream.wrap(async ({ path }) => {
    const status = path in gates ? await gates[path as keyof typeof gates].promise : 503;
    return { status, headers: {}, body: undefined };
  });
  const read = (path: string): Promise<unknown> => exchange({ path }).catch((error: unknown) => error);
  const old = read('/old');
  for (let at = 0; at < 6; at += 1) await read('/');
  expect(upstream.state.breaker).toBe('OPEN');
  let trial: Promise<unknown> | undefined;
  await expect.poll(() => ((trial = read('/trial')), upstream.state.breaker), { interval: 5 }).toBe('HALF_OPEN');
  gates['/old'].resolve(503);
  expect(await old).toMatchObject({ status: 503 });
  expect(upstream.state.breaker).toBe('HALF_OPEN');
  gates['/trial'].resolve(200);
  expect(await trial).toMatchObject({ status: 200 });
  expect(upstream.state.breaker).toBe('CLOSED');
});

test('calls from before the breaker opened do not open it once more when the provider is back', async () => {
  const upstream = new Upstream('FONDO', { ...TIGHT, concurrency: 16 });
  const old = Promise.withResolvers<undefined>();
  let status = 503;
  const exchange = upstream.wrap(async ({ path }) => {
    if (path !== '/old') return { status, headers: {}, body: undefined };
    await old.promise;
    throw new Fault('PROVIDER_TIMEOUT', { provider: 'FONDO' });
  });
  const read = (path: string): Promise<unknown> => exchange({ path }).catch((error: unknown) => error);
  const hanging = Array.from({ length: 10 }, () => read('/old'));
  for (let at = 0; at < 6; at += 1) await read('/');
  expect(upstream.state.breaker).toBe('OPEN');
  status = 200;
  await expect.poll(async () => (await read('/'), upstream.state.breaker), { interval: 5 }).toBe('CLOSED');
  old.resolve(undefined);
  for (const late of hanging) expect(await late).toMatchObject({ code: 'PROVIDER_TIMEOUT' });
  expect(upstream.state.breaker).toBe('CLOSED');
  status = 503;
  for (let at = 0; at < 6; at += 1) await read('/');
  expect(upstream.state.breaker).toBe('OPEN');
});

test('a token that a poll wants first does not keep reads waiting that want it too', async () => {
  await using sandbox = await startSandbox({ speed: 0 });
  const upstream = new Upstream('FONDO');
  const fondo = createFondoClient({ ...sandbox.settings.fondo, upstream });
  const client = (): Promise<unknown> => fondo.call({ path: `/v2/partner/client/${DEMO_CLIENT}` });
  const answer = { status: 429, headers: { 'retry-after': '60' } };
  sandbox.fondo.fault({ operation: 'getClientById', answer, times: 1 });
  await expect(client()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  fondo.rejectToken(await fondo.token());
  const polled = atPriority('poll', client);
  const read = client();
  await expect(polled).rejects.toMatchObject({ code: 'RATE_LIMITED', notSent: true });
  expect(await read).toMatchObject({ name: expect.any(String) });
  await fondo.close();
});

test('a read that was repeated leaves nothing behind at what could have stopped it', async () => {
  const upstream = new Upstream('FONDO', { ...TIGHT, retries: 2 });
  const exchange = upstream.wrap(() => Promise.resolve({ status: 503, headers: {}, body: undefined }));
  const listening = new Set<() => void>();
  const signal = {
    aborted: false,
    reason: new Error('Nobody waits any more.'),
    throwIfAborted: () => undefined,
    addEventListener: (_type: 'abort', act: () => void) => void listening.add(act),
    removeEventListener: (_type: 'abort', act: () => void) => void listening.delete(act),
  };
  expect(await exchange({ path: '/', signal })).toMatchObject({ status: 503 });
  expect(listening.size).toBe(0);
});

test('a provider that keeps failing is left alone, the others answer, and it is back without a restart', async () => {
  await using kit = await driven({ BREAKER_CALLS: '5', BREAKER_OPEN_MS: '100', UPSTREAM_RETRIES: '0' });
  await kit.query(READ);
  await kit.sandbox.fondo.down();
  for (let at = 0; at < 8; at += 1) await kit.query(READ);
  expect(await breakerOf(kit)).toBe('OPEN');
  const { errors } = await kit.query(PLACE, { input: order });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'FONDO', retryable: true });
  expect((await kit.query(OFFERS)).errors).toBeUndefined();
  const ready = await fetch(`${kit.gateway.url}/health/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([200, { providers: { fondo: 'OPEN', payex: 'CLOSED' } }]);
  await kit.sandbox.fondo.up();
  await expect
    .poll(async () => (await kit.query(READ)).data.client?.name, { timeout: 5_000 })
    .toEqual(expect.any(String));
  expect(await breakerOf(kit)).toBe('CLOSED');
});

test('calls take turns by urgency, and the queue is bounded in length and time', async () => {
  const turns = new RequestScheduler({
    provider: 'FONDO',
    concurrency: 1,
    requestsPerSecond: 0,
    queue: 3,
    queueMs: 200,
  });
  const order: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = turns.run({ priority: 'interactive' }, () => gate.promise);
  const run = (name: string, priority: 'write' | 'interactive' | 'backfill' | 'poll') =>
    turns.run({ priority }, () => Promise.resolve(void order.push(name)));
  const backfill = run('back-fill', 'backfill').catch((error: unknown) => error);
  const waiting = [run('poll', 'poll'), run('read', 'interactive'), run('write', 'write')];
  expect(await backfill).toMatchObject({ code: 'RATE_LIMITED', notSent: true });
  gate.resolve(undefined);
  await Promise.all([first, ...waiting]);
  expect(order).toEqual(['write', 'read', 'poll']);
  const stuck = Promise.withResolvers<undefined>();
  const blocking = turns.run({ priority: 'write' }, () => stuck.promise);
  await expect(run('late', 'write')).rejects.toMatchObject({ code: 'RATE_LIMITED', notSent: true });
  const leaving = new AbortController();
  const left = turns.run({ priority: 'write', signal: leaving.signal }, () => Promise.resolve());
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(turns.queued).toBe(0);
  stuck.resolve(undefined);
  await blocking;
});

test('callers take turns, however many calls one of them has waiting', async () => {
  const scheduler = new RequestScheduler({ ...BOUNDS, queue: 100 });
  const order: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = scheduler.run({ priority: 'interactive' }, () => gate.promise);
  const ask = (caller: string, calls: number): Promise<unknown>[] =>
    Array.from({ length: calls }, (_, at) =>
      scheduler.run({ priority: 'interactive', caller }, () => Promise.resolve(void order.push(`${caller}${at}`))),
    );
  const all = [...ask('flood', 6), ...ask('b', 3), ...ask('c', 1)];
  gate.resolve(undefined);
  await Promise.all([first, ...all]);
  expect(order.join(' ')).toBe('flood0 b0 c0 flood1 b1 flood2 b2 flood3 flood4 flood5');
});

test('a full queue refuses the latest call of the caller with most calls in it', async () => {
  const scheduler = new RequestScheduler({ ...BOUNDS, queue: 4 });
  const gate = Promise.withResolvers<undefined>();
  const running = scheduler.run({ priority: 'interactive' }, () => gate.promise);
  const outcomes: Record<string, string> = {};
  const ask = (caller: string, name: string): Promise<void> =>
    scheduler
      .run({ priority: 'interactive', caller }, () => Promise.resolve(void (outcomes[name] = 'done')))
      .catch((error: { code: string }) => void (outcomes[name] = error.code));
  const all = [...[0, 1, 2, 3].map((at) => ask('flood', `flood${at}`)), ask('b', 'b0'), ask('b', 'b1'), ask('b', 'b2')];
  gate.resolve(undefined);
  await Promise.all([running, ...all]);
  const refused = Object.keys(outcomes).filter((name) => outcomes[name] === 'RATE_LIMITED');
  expect(refused.sort()).toEqual(['b2', 'flood2', 'flood3']);
});

test("one caller's flood lets another caller's reads through, in turns", async () => {
  await using auth = await startAuthKit({}, { capacity: loadSettings({ PAYEX_CONCURRENCY: '2' }).capacity });
  const { payex } = auth.kit.sandbox;
  payex.fault({ operation: 'getApplication', delayMs: 30 });
  const nodes = (name: string, count: number): string =>
    `{ nodes(ids: [${Array.from({ length: count }, (_, at) => `"Application:p:${name}-${at}"`).join()}]) { id } }`;
  const flood = auth.as(EVERYTHING, nodes('flood', 100), { subject: 'flood' });
  await until(() => payex.calls.length > 0, 'the flood');
  const other = auth.as(EVERYTHING, nodes('other', 10), { subject: 'other' });
  await Promise.all([flood, other]);
  const asked = payex.calls.map(({ path }) => (path.includes('other-') ? 'other' : 'flood'));
  const from = asked.indexOf('other');
  // Ten reads and what came between: one of the flood for each, and those that were under way.
  expect(asked.lastIndexOf('other') - from).toBeLessThanOrEqual(22);
  expect(asked).toHaveLength(110);
});

/** Two strangers behind a proxy, from an address each. */
const anonymously = (kit: Kit, address: string, document: string): Promise<Answered> =>
  post(kit.gateway.url, document, {}, { 'x-forwarded-for': address });

test.each([
  ['addresses', '192.0.2.1', '192.0.2.2'],
  ['IPv6 networks of 64 bits', '2001:db8:0:1::1', '2001:db8:0:2::1'],
])('callers without authentication take turns by their %s', async (_what, mine, theirs) => {
  const { capacity, limits } = loadSettings({ PAYEX_CONCURRENCY: '2', TRUSTED_PROXIES: '1' });
  await using kit = await startKit({ gateway: { capacity, limits, auth: 'none' } });
  const { payex } = kit.sandbox;
  payex.fault({ operation: 'getApplication', delayMs: 30 });
  const nodes = (name: string, count: number): string =>
    `{ nodes(ids: [${Array.from({ length: count }, (_, at) => `"Application:p:${name}-${at}"`).join()}]) { id } }`;
  const flood = anonymously(kit, mine, nodes('flood', 100));
  await until(() => payex.calls.length > 0, 'the flood');
  await Promise.all([flood, anonymously(kit, theirs, nodes('other', 10))]);
  const asked = payex.calls.map(({ path }) => (path.includes('other-') ? 'other' : 'flood'));
  expect(asked.lastIndexOf('other') - asked.indexOf('other')).toBeLessThanOrEqual(22);
});

test("one caller's writes let another caller's through, in turns", async () => {
  const { capacity, limits } = loadSettings({ FONDO_CONCURRENCY: '1', TRUSTED_PROXIES: '1' });
  await using kit = await startKit({ gateway: { capacity, limits, auth: 'none' } });
  const { fondo } = kit.sandbox;
  fondo.fault({ operation: 'updateClient', delayMs: 30 });
  const update = (name: string): string =>
    `mutation { updateClient(input: { client: "Client:${DEMO_CLIENT}", name: "${name}" }) { __typename } }`;
  const flood = Array.from({ length: 20 }, () => anonymously(kit, '192.0.2.1', update('flood')));
  const written = (): string[] =>
    fondo.calls.filter(({ operationId }) => operationId === 'updateClient').map(({ body }) => JSON.stringify(body));
  await until(() => written().length > 0, 'the first write');
  const other = [1, 2, 3].map(() => anonymously(kit, '192.0.2.2', update('other')));
  await Promise.all([...flood, ...other]);
  const names = written().map((body) => (body.includes('other') ? 'other' : 'flood'));
  expect(names).toHaveLength(23);
  expect(names.lastIndexOf('other')).toBeLessThan(15);
});

test('a budget of calls per second is kept, after one burst', async () => {
  const turns = new RequestScheduler({
    provider: 'FONDO',
    concurrency: 100,
    requestsPerSecond: 50,
    queue: 100,
    queueMs: 5_000,
  });
  const began = performance.now();
  await Promise.all(Array.from({ length: 75 }, () => turns.run({ priority: 'write' }, () => Promise.resolve())));
  expect(performance.now() - began).toBeGreaterThanOrEqual(450);
});

test('a secret that was rotated is used from then on, without a restart', async () => {
  await using kit = await startKit({
    settings: (settings) => ({ ...settings, aarthik: { ...settings.aarthik, apiKey: 'sk_test_old' } }),
  });
  const reachable = async (): Promise<boolean> =>
    (await kit.query('{ providers { isReachable } }')).data.providers[2].isReachable as boolean;
  expect(await reachable()).toBe(false);
  kit.gateway.reload({ aarthik: kit.sandbox.settings.aarthik });
  expect(await reachable()).toBe(true);
});
