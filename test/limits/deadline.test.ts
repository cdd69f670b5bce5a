import { buildSchema, execute, getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { OPEN } from '../../src/auth/caller.ts';
import { loadSettings } from '../../src/config/index.ts';
import type { Context } from '../../src/context.ts';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { deadline, timeMutations } from '../../src/limits/deadline.ts';
import { schema } from '../../src/schema/index.ts';
import { startKit, type Answered, type Kit } from '../kit/gateway.ts';
import { callsOf, orderInput, startFondoKit } from '../schema/fondo/kit.ts';

/** A resolver that ignores the abort signal, as only a bug does. */
const providers = schema.getQueryType()?.getFields()['providers'];
const resolve = providers?.resolve;
const rejections: unknown[] = [];
const note = (error: unknown): void => void rejections.push(error);
beforeAll(() => {
  Object.assign(providers ?? {}, { resolve: () => new Promise(() => undefined) });
  process.on('unhandledRejection', note);
});
afterAll(() => {
  Object.assign(providers ?? {}, { resolve });
  process.off('unhandledRejection', note);
});

const hurried = loadSettings({ OPERATION_DEADLINE_MS: '200' }).limits;
/** Long enough for what is read in time, however busy the machine is. */
const unhurried = loadSettings({ OPERATION_DEADLINE_MS: '1500' }).limits;
const HANGING = '{ __typename providers { provider } }';
const EXCEEDED = [{ message: expect.stringContaining('200 ms'), extensions: { code: 'DEADLINE_EXCEEDED' } }];

const json = async (kit: Kit, path: string, init?: RequestInit): Promise<Answered> =>
  (await (await fetch(`${kit.gateway.url}/graphql${path}`, init)).json()) as Answered;
const WAYS: readonly (readonly [string, (kit: Kit) => Promise<Answered | undefined>])[] = [
  ['a compiled plan', (kit) => kit.query(HANGING)],
  ['Yoga', (kit) => json(kit, `?query=${encodeURIComponent(HANGING)}`)],
  ['server-sent events', async (kit) => (await kit.watchSse(HANGING).take(1))[0]],
  ['WebSocket', async (kit) => (await kit.watch(HANGING).take(1))[0]],
];

test.for(WAYS)('an operation that ignores the abort of its reads is answered, by way of %s', async ([, ask]) => {
  await using kit = await startKit({ gateway: { limits: hurried } });
  expect(await ask(kit)).toMatchObject({ data: null, errors: EXCEEDED });
  await kit.gateway.stop(); // waits for operations that count as load
  expect(rejections).toEqual([]);
});

test.each([
  ['incrementalSpec=v0.2', { completed: [{ errors: EXCEEDED }], hasNext: false }],
  ['deferSpec=20220824', { incremental: [{ errors: EXCEEDED }], hasNext: false }],
])('a deferred part that never comes ends the answer (%s)', async (form, end) => {
  await using kit = await startKit({ gateway: { limits: hurried } });
  const query = '{ __typename ... @defer { providers { provider } } }';
  const parts = await kit.watchSse(query, {}, `text/event-stream;${form}`).rest();
  expect(parts[0]).toMatchObject({ data: { __typename: 'Query' }, hasNext: true });
  expect(parts.at(-1)).toMatchObject(end);
});

test('what was read in time is answered, and what was not is null', async () => {
  await using kit = await startFondoKit({ gateway: { limits: unhurried } });
  kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
  const { data, errors } = await kit.query(`{ client(id: "${DEMO_CLIENT}") { name orders { nodes { id } } } }`);
  expect(data.client).toEqual({ name: expect.any(String), orders: null });
  expect(errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED' } }]);
});

const placing = (...fields: readonly string[]): string => {
  const acts = fields.map(
    (name) => `${name}: placeOrder(input: $input) { __typename ... on Order { id } ... on Problem { code } }`,
  );
  return `mutation ($input: PlaceOrderInput!) { ${acts.join(' ')} }`;
};

test.for([
  ['a compiled plan', true],
  ['Yoga', false],
] as const)('a write that was sent is answered with its outcome, by way of %s', async ([, compiled]) => {
  await using kit = await startFondoKit({ gateway: { limits: unhurried, compiled } });
  kit.sandbox.fondo.fault({ operation: 'createOrder', delayMs: 2_500 });
  const { data, errors } = await kit.query(placing('order'), { input: orderInput });
  expect(data).toEqual({ order: { __typename: 'Order', id: expect.stringContaining('Order:') } });
  expect(errors).toBeUndefined();
});

test.for([true, false])(
  'no write is sent after the deadline, and the one before it is told (compiled: %s)',
  async (compiled) => {
    await using kit = await startFondoKit({ gateway: { limits: unhurried, compiled } });
    kit.sandbox.fondo.fault({ operation: 'createOrder', delayMs: 2_500 });
    const { data, errors } = await kit.query(placing('first', 'second'), { input: orderInput });
    expect(data).toEqual({ first: { __typename: 'Order', id: expect.stringContaining('Order:') }, second: null });
    expect(errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED' }, path: ['second'] }]);
    expect(callsOf(kit, 'createOrder')).toBe(1);
  },
);

test('a write whose answer is lost is settled by the deadline of its provider and the look-up', async () => {
  const { capacity } = loadSettings({ FONDO_DEADLINE_MS: '2000' });
  await using kit = await startFondoKit({ gateway: { limits: unhurried, capacity } });
  kit.sandbox.fondo.fault({ operation: 'createOrder', socket: 'hang' });
  const { data } = await kit.query(placing('order'), { input: orderInput });
  expect(data).toEqual({ order: { __typename: 'OutcomeUnknown', code: 'OUTCOME_UNKNOWN' } });
});

test('an act that never comes to its end is answered as unknown, never as not done, and those before it are told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const acts = buildSchema('type Query { a: Int } type Mutation { done: Int hangs: Int later: Int }');
    const { done, hangs, later } = acts.getMutationType()?.getFields() ?? {};
    Object.assign(done ?? {}, { resolve: () => 1 });
    Object.assign(hangs ?? {}, { resolve: () => new Promise(() => undefined) });
    Object.assign(later ?? {}, { resolve: () => 1 });
    timeMutations(acts);
    const document = parse('mutation { done hangs later }');
    const context = { caller: OPEN, lifetime: { signal: new AbortController().signal } } as unknown as Context;
    const operation: RunningOperation = {
      document,
      operationName: undefined,
      operation: getOperationAST(document) ?? undefined,
      variables: {},
      context,
      extensions: {},
      states: [],
    };
    const hook = deadline(200);
    void hook.before?.(operation);
    const settled = vi.fn();
    hook.settle?.(operation, settled);
    const answer = Promise.resolve(execute({ schema: acts, document, contextValue: context }));
    await vi.advanceTimersByTimeAsync(200 + 5 * 60_000);
    const { data, errors = [] } = await answer;
    expect(data).toEqual({ done: 1, hangs: null, later: null });
    expect(errors.map(({ path, originalError }) => [path, (originalError as { code?: string }).code])).toEqual([
      [['hangs'], 'OUTCOME_UNKNOWN'],
      [['later'], 'DEADLINE_EXCEEDED'],
    ]);
    expect(settled).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});
