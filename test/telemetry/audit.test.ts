import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  experimentalExecuteIncrementally,
  getNamedType,
  isInputObjectType,
  parse,
  type GraphQLNamedInputType,
} from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_BANK_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import type { ActIntent, ActOutcome } from '../../src/audit-record.ts';
import { Fault } from '../../src/faults.ts';
import { Forbidden, InvalidInput, NotFound, OutcomeUnknown, Refused } from '../../src/problem.ts';
import { AMOUNTS, TARGETS } from '../../src/schema/acts.ts';
import { schema } from '../../src/schema/index.ts';
import { AuditLog } from '../../src/telemetry/audit-log.ts';
import { SAMPLES } from '../auth/samples.ts';
import { visitsOf } from '../auth/walk.ts';
import { post, startKit, until, type Kit } from '../kit/gateway.ts';
import { applicationInput } from '../schema/payex/kit.ts';
import { TEST_PERSONS } from '../../sandbox/payex/test-data.ts';
import { ACCOUNT, INSTRUMENT, ORDER, orderInput, withdrawInput } from '../schema/fondo/kit.ts';
import { startAuditKit } from './audit-kit.ts';

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }';
const WITHDRAW = 'mutation ($input: WithdrawInput!) { withdraw(input: $input) { __typename } }';
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

test('an act leaves its intent before it is sent and its outcome after, tied by an id of our own', async () => {
  await using kit = await startAuditKit();
  kit.sandbox.fondo.fault({ operation: 'createOrder', delayMs: 200 });
  const input = { ...orderInput, clientRef: 'my-order-1' };
  const placed = post(kit.gateway.url, PLACE, { input }, { 'x-correlation-id': 'page-17' });
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'createOrder'), 'the order');
  const intent = {
    audit: 'INTENT',
    time: expect.stringMatching(/Z$/),
    act: expect.stringMatching(UUID),
    who: 'open',
    what: 'placeOrder',
    requestId: 'page-17',
    targets: [ACCOUNT, INSTRUMENT],
    references: ['my-order-1'],
    amount: '100',
    currency: 'SEK',
  };
  expect(kit.records()).toEqual([intent]);
  await placed;
  const [begun, ended] = kit.records();
  expect(ended).toEqual({
    audit: 'OUTCOME',
    time: expect.any(String),
    act: begun?.act,
    who: 'open',
    what: 'placeOrder',
    requestId: 'page-17',
    outcome: 'DONE',
    id: expect.stringMatching(/^Order:/),
  });
});

test('a reference that the caller left out is recorded before it is sent', async () => {
  await using kit = await startAuditKit();
  for (let round = 0; round < 2; round += 1)
    await kit.query(
      `mutation { placeOrder(input: { account: "${ACCOUNT}", instrument: "${INSTRUMENT}", trade: { buyAmount: "150" }, executor: "${orderInput.executor}" }) { __typename } }`,
    );
  const sent = kit.sandbox.fondo.calls.flatMap(({ operationId, body }) =>
    operationId === 'createOrder' ? [(body as { clientRef: string }).clientRef] : [],
  );
  const recorded = kit.records().flatMap((one) => (one.audit === 'INTENT' ? (one.references ?? []) : []));
  expect(recorded).toEqual(sent);
  expect(new Set(sent).size).toBe(2);
});

test.each([
  ['placeOrder', 'NOT_FOUND', { ...orderInput, account: `Account:${DEMO_CLIENT}:${DEMO_CLIENT}` }],
  ['cancelOrder', 'REFUSED', { order: ORDER }],
  ['withdraw', 'INVALID_INPUT', { ...withdrawInput, amount: '-1' }],
])('%s that was answered with %s is recorded so, over HTTP and WebSocket', async (name, outcome, input) => {
  await using kit = await startAuditKit();
  kit.sandbox.fondo.variants.cancelLate = 'refuse';
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on Problem { code } } }`;
  const { data } = await kit.query(document, { input });
  expect(data[name].code).toBe(outcome);
  const [overSocket] = await kit.watch(document, { input }).take(1);
  expect(overSocket?.data[name].code).toBe(outcome);
  expect(kit.told()).toEqual([`${name} INTENT`, `${name} ${outcome}`, `${name} INTENT`, `${name} ${outcome}`]);
  const reasons = kit.records().flatMap((one) => (one.audit === 'OUTCOME' ? [one.reason] : []));
  expect(reasons.every((reason) => (reason !== undefined) === (outcome === 'REFUSED'))).toBe(true);
});

test('an act whose answer was lost is recorded as found again, or as unknown', async () => {
  await using kit = await startAuditKit({ deadlineMs: 300 });
  kit.sandbox.fondo.fault({ operation: 'createWithdrawal', socket: 'lose', times: 1 });
  await kit.query(WITHDRAW, { input: withdrawInput });
  kit.sandbox.fondo.fault({ operation: 'createWithdrawal', socket: 'refuse', times: 1 });
  await kit.query(WITHDRAW, { input: withdrawInput });
  expect(kit.told()).toEqual(['withdraw INTENT', 'withdraw DONE', 'withdraw INTENT', 'withdraw OUTCOME_UNKNOWN']);
});

/** Holds the only connection to Fondo by a write, which the deadline of its operation does not end. */
async function busy(kit: Kit): Promise<() => Promise<unknown>> {
  kit.sandbox.fondo.fault({ operation: 'createWithdrawal', socket: 'hang', times: 1 });
  const asked = kit.query(WITHDRAW, { input: withdrawInput });
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'createWithdrawal'), 'the write');
  return () => asked;
}

async function broken(kit: Kit): Promise<() => Promise<unknown>> {
  kit.sandbox.fondo.fault({ operation: 'getClientById', answer: { status: 503, body: {} } });
  for (let at = 0; at < 5; at += 1) await kit.query(`{ client(id: "${DEMO_CLIENT}") { name } }`);
  const { data } = await kit.query('{ providers { provider breaker } }');
  expect(data.providers).toContainEqual({ provider: 'FONDO', breaker: 'OPEN' });
  return () => Promise.resolve();
}

test.each([
  ['the breaker is open', broken, { BREAKER_CALLS: '3', BREAKER_OPEN_MS: '600000' }, 'PROVIDER_UNAVAILABLE'],
  ['the queue is full', busy, { FONDO_CONCURRENCY: '1', UPSTREAM_QUEUE: '0' }, 'RATE_LIMITED'],
  ['it waits in the queue too long', busy, { FONDO_CONCURRENCY: '1', UPSTREAM_QUEUE_MS: '50' }, 'RATE_LIMITED'],
  ['the deadline passes before', busy, { FONDO_CONCURRENCY: '1', OPERATION_DEADLINE_MS: '200' }, undefined],
])('a write that never leaves since %s is recorded as not sent', async (_why, occupy, env, reason) => {
  const { capacity, limits } = loadSettings({ UPSTREAM_RETRIES: '0', ...env });
  await using kit = await startAuditKit({ deadlineMs: 2_000, gateway: { capacity, limits } });
  const placed = () => kit.records().filter(({ what }) => what === 'placeOrder');
  await kit.query('{ clients(first: 1) { nodes { id } } }'); // the token
  const over = await occupy(kit);
  await kit.query(PLACE, { input: orderInput });
  await until(() => placed().length === 2, 'the outcome');
  await over();
  expect(placed()[1]).toMatchObject({ outcome: 'NOT_SENT', ...(reason !== undefined && { reason }) });
  expect(kit.sandbox.fondo.calls.map(({ operationId }) => operationId)).not.toContain('createOrder');
});

test('what is only checked is no act', async () => {
  await using kit = await startAuditKit();
  const { data } = await kit.query(PLACE, { input: { ...orderInput, validateOnly: true } });
  expect(data.placeOrder.__typename).toBe('OrderIsValid');
  expect(readFileSync(kit.file, 'utf8')).toBe('');
});

test('each alias of a mutation in one operation is an act of its own', async () => {
  await using kit = await startAuditKit();
  const both =
    'mutation ($a: WithdrawInput!, $b: WithdrawInput!) { a: withdraw(input: $a) { __typename } b: withdraw(input: $b) { __typename } }';
  await kit.query(both, { a: withdrawInput, b: { ...withdrawInput, amount: '0' } });
  expect(kit.told()).toEqual(['withdraw INTENT', 'withdraw DONE', 'withdraw INTENT', 'withdraw INVALID_INPUT']);
  const acts = kit.records().map(({ act }) => act);
  expect([acts[0] === acts[1], acts[2] === acts[3], new Set(acts).size]).toEqual([true, true, 2]);
});

test.each(['HTTP', 'WebSocket'])('the outcome is recorded for a caller who left, too (%s)', async (transport) => {
  await using kit = await startAuditKit();
  kit.sandbox.fondo.fault({ operation: 'createOrder', delayMs: 200 });
  const arrived = (): boolean => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'createOrder');
  if (transport === 'HTTP') {
    const leaving = new AbortController();
    const asked = fetch(`${kit.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: PLACE, variables: { input: orderInput } }),
      signal: leaving.signal,
    });
    await until(arrived, 'the order');
    leaving.abort();
    await expect(asked).rejects.toThrow();
  } else {
    const socket = kit.watch(PLACE, { input: orderInput });
    const answered = socket.next().catch(() => undefined);
    await until(arrived, 'the order');
    await socket.leave();
    await answered;
  }
  await until(() => kit.told().length === 2, 'the outcome');
  expect(kit.told()).toEqual(['placeOrder INTENT', 'placeOrder DONE']);
});

test('closing waits for the outcome of an act whose caller has left', async () => {
  await using kit = await startAuditKit();
  kit.sandbox.fondo.fault({ operation: 'createOrder', socket: 'hang' });
  const leaving = new AbortController();
  const asked = fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: PLACE, variables: { input: orderInput } }),
    signal: leaving.signal,
  });
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'createOrder'), 'the order');
  leaving.abort();
  await expect(asked).rejects.toThrow();
  await kit.gateway.close();
  expect(kit.told()).toEqual(['placeOrder INTENT', 'placeOrder OUTCOME_UNKNOWN']);
});

const OUTCOMES = [
  ['NOT_FOUND', () => new NotFound('No.')],
  ['INVALID_INPUT', () => new InvalidInput([{ path: 'input', message: 'no' }])],
  ['REFUSED', () => new Refused('NOT_PERMITTED', 'No.')],
  ['OUTCOME_UNKNOWN', () => new OutcomeUnknown('Lost.')],
  ['FORBIDDEN', () => new Forbidden('No.')],
  ['PROVIDER_TIMEOUT', () => new Fault('PROVIDER_TIMEOUT', { provider: 'FONDO' })],
  ['INTERNAL_SERVER_ERROR', () => new TypeError('A bug.')],
] as const;

test.each(OUTCOMES)('every mutation that ends with %s is recorded so', async (code, failure) => {
  const samples = {
    ...SAMPLES,
    ID: 'x',
    'OpenProcessUrlInput.process': SAMPLES['application'],
    'OpenLoanOfferInput.offer': 'o',
  };
  const mutations = visitsOf(schema, samples).filter(
    ({ operation, fields }) => operation === 'mutation' && fields[0]?.startsWith('Mutation.'),
  );
  expect(mutations.length).toBe(Object.keys(schema.getMutationType()?.getFields() ?? {}).length);
  for (const { document, root } of mutations) {
    const records: (ActIntent | ActOutcome)[] = [];
    const failing = (): never => {
      throw failure();
    };
    const provider = { get: failing };
    const contextValue = Object.defineProperties(
      {
        caller: { access: undefined },
        correlationId: 'c',
        lifetime: { signal: new AbortController().signal },
        backOffice: true,
        audit: {
          intent: (one: ActIntent) => void records.push(one),
          outcome: (one: ActOutcome) => void records.push(one),
        },
      },
      {
        fondo: provider,
        payex: provider,
        aarthik: provider,
        streams: provider,
        links: provider,
        connections: provider,
      },
    );
    await experimentalExecuteIncrementally({ schema, document: parse(document), contextValue });
    const [intent, outcome, ...more] = records;
    expect([intent?.audit, outcome, more], document).toMatchObject(['INTENT', { what: root, outcome: code }, []]);
  }
});

test('every input field that names a target, a reference or an amount is recorded or left out on purpose', () => {
  const inputs = new Set<GraphQLNamedInputType>();
  const walk = (type: GraphQLNamedInputType): void => {
    if (inputs.has(type)) return;
    inputs.add(type);
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) walk(getNamedType(field.type));
  };
  for (const { args } of Object.values(schema.getMutationType()?.getFields() ?? {}))
    for (const { type } of args) walk(getNamedType(type));
  const LEFT_OUT = ['percent', 'preAuthorizationAmount', 'weightGrams', 'income'];
  const missing = [...inputs].filter(isInputObjectType).flatMap((type) =>
    Object.values(type.getFields()).flatMap(({ name, type: of }) => {
      const kind = getNamedType(of).name;
      const named = kind === 'ID' && !(name in TARGETS || `${type.name}.${name}` in TARGETS);
      const counted = kind === 'Decimal' && !(name in AMOUNTS || LEFT_OUT.includes(name));
      return named || counted ? [`${type.name}.${name}`] : [];
    }),
  );
  expect(missing).toEqual([]);
});

test('a batch is recorded by its sum, its accounts and its references; one that is too long is refused unread', async () => {
  await using kit = await startAuditKit();
  const document =
    'mutation ($input: CreatePaymentInstructionInput!) { createPaymentInstruction(input: $input) { __typename } }';
  const pay = (payments: object[]) => kit.query(document, { input: { client: `Client:${DEMO_CLIENT}`, payments } });
  await pay([
    { account: ACCOUNT, amount: '600', clientRef: 'first' },
    { account: ACCOUNT, amount: '600', clientRef: 'second' },
  ]);
  await pay(Array.from({ length: 1_001 }, () => ({ account: ACCOUNT, amount: '1' })));
  const [first, , second, refused] = kit.records() as [ActIntent, ActOutcome, ActIntent, ActOutcome];
  const targets = [`Client:${DEMO_CLIENT}`, ACCOUNT];
  expect(first).toMatchObject({ targets, references: ['first', 'second'], amount: '1000', currency: 'SEK' });
  expect(second.references).toBeUndefined();
  expect(refused.outcome).toBe('INVALID_INPUT');
});

test('a record tells targets and size, and nothing personal', async () => {
  await using kit = await startAuditKit();
  await kit.query('mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { __typename } }', {
    input: applicationInput(TEST_PERSONS.signer, 'kontotyp-2'),
  });
  await kit.query(WITHDRAW, { input: { ...withdrawInput, amount: '98765.43' } });
  await kit.query(WITHDRAW, { input: { ...withdrawInput, amount: '0.99', account: 'anna@example.com' } });
  const intents = kit.records().filter(({ audit }) => audit === 'INTENT') as ActIntent[];
  expect(intents.map(({ targets, amount, currency }) => ({ targets, amount, currency }))).toEqual([
    { targets: ['Offer:kontotyp-2'], amount: expect.stringMatching(/^10+$/), currency: undefined },
    { targets: [ACCOUNT, `BankAccount:${DEMO_BANK_ACCOUNT}`], amount: '10000', currency: 'SEK' },
    { targets: [`BankAccount:${DEMO_BANK_ACCOUNT}`], amount: '0.1', currency: 'SEK' },
  ]);
  const text = readFileSync(kit.file, 'utf8');
  for (const word of ['anna', '98765', withdrawInput.executor, TEST_PERSONS.signer.nationalNumber])
    expect(text).not.toContain(word);
});

test('on a full disk an act is refused before anything of it is sent, reads go on, and it is seen', async () => {
  await using kit = await startAuditKit({}, '/dev/full');
  const { data, errors } = await kit.query(PLACE, { input: orderInput });
  expect(data).toEqual({ placeOrder: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'AUDIT_UNAVAILABLE', provider: 'GATEWAY', retryable: true });
  expect(
    kit.sandbox.fondo.calls.filter(({ method }) => method === 'POST').map(({ operationId }) => operationId),
  ).toEqual([]);
  expect((await kit.query(`{ client(id: "${DEMO_CLIENT}") { name } }`)).errors).toBeUndefined();
  const metrics = await (await fetch(`${kit.gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/^gateway_audit_failures_total\{record="INTENT"\} 1$/m);
});

test('outcomes that could not be written wait, no act begins before them, and their order is kept', async () => {
  const written: string[] = [];
  let full = false;
  const failures: string[] = [];
  const log = new AuditLog(
    (record) => {
      if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      const { what, audit } = JSON.parse(record) as ActOutcome;
      written.push(`${what} ${audit}`);
    },
    (_error, { what }) => failures.push(what),
  );
  const common = (what: string) => ({ time: '', act: '', who: '', requestId: '', what });
  log.intent({ audit: 'INTENT', ...common('a') });
  log.intent({ audit: 'INTENT', ...common('b') });
  full = true;
  log.outcome({ audit: 'OUTCOME', outcome: 'DONE', ...common('a') });
  log.outcome({ audit: 'OUTCOME', outcome: 'DONE', ...common('b') });
  expect(() => log.intent({ audit: 'INTENT', ...common('c') })).toThrow('could not be recorded');
  expect(log.waiting).toBe(2);
  full = false;
  log.intent({ audit: 'INTENT', ...common('d') });
  expect(written).toEqual(['a INTENT', 'b INTENT', 'a OUTCOME', 'b OUTCOME', 'd INTENT']);
  expect(failures).toEqual(['a', 'a', 'a']);
  await log.close(0);
});

test('once it is closed nothing is written: an act is refused, and an outcome that comes too late is reported', async () => {
  const written: string[] = [];
  const failures: string[] = [];
  const log = new AuditLog(
    (record) => written.push(record),
    (_error, { what }) => failures.push(what),
  );
  const common = (what: string) => ({ time: '', act: what, who: '', requestId: '', what });
  log.intent({ audit: 'INTENT', ...common('late') });
  log.intent({ audit: 'INTENT', ...common('in time') });
  const closed = log.close(0);
  log.outcome({ audit: 'OUTCOME', outcome: 'DONE', ...common('in time') });
  await closed;
  expect(written.length).toBe(3);
  log.outcome({ audit: 'OUTCOME', outcome: 'DONE', ...common('late') });
  expect(() => log.intent({ audit: 'INTENT', ...common('another') })).toThrow('could not be recorded');
  expect([written.length, failures]).toEqual([3, ['late']]);
});

test('a file that cannot be opened refuses the start, and names the setting', async () => {
  const auditLog = join(mkdtempSync(join(tmpdir(), 'audit-')), 'no-folder', 'audit.log');
  const telemetry = { ...loadSettings({}).telemetry, auditLog };
  await expect(startKit({ gateway: { telemetry } })).rejects.toThrow(/^AUDIT_LOG: expected .*\(ENOENT\)/);
});

test('in production with a live provider acts are recorded on stdout unless a file is named', () => {
  const aarthik = { AARTHIK_URL: 'https://aarthik.example', AARTHIK_API_KEY: 'sk_test_1' };
  const of = (env: Record<string, string>): string | undefined => loadSettings(env).telemetry.auditLog;
  const production = { NODE_ENV: 'production', SANDBOX: 'on' };
  expect(of({ ...production, ...aarthik })).toBe('stdout');
  expect(of({ ...production, ...aarthik, AUDIT_LOG: '/var/log/acts' })).toBe('/var/log/acts');
  expect(of(production)).toBeUndefined();
  expect(of(aarthik)).toBeUndefined();
});
