import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, until, type Answered, type Kit } from '../kit/gateway.ts';

const DEFERRED = `query ($id: ID!, $later: Boolean = true) { client(id: $id) { name
  ... @defer(if: $later, label: "orders") { orders(first: 2) { nodes { status account { name } } } } } }`;
const STREAMED = `query ($id: ID!) { client(id: $id) { accounts(first: 3) { nodes @stream(initialCount: 1) { name } } } }`;

const WAYS = [
  ['server-sent events', (kit: Kit) => kit.watchSse],
  ['WebSocket', (kit: Kit) => kit.watch],
] as const;

/** A later part of an answer, as a caller sees it. */
interface Later {
  readonly data?: any; // the shape is the test's own query
  readonly items?: readonly any[];
  readonly path: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: Answered['errors'];
}
const metricsOf = async ({ gateway }: Kit): Promise<string> => (await fetch(`${gateway.url}/metrics`)).text();
const laterOf = (parts: readonly Answered[]): readonly Later[] =>
  parts.flatMap((part) => (part as { incremental?: readonly Later[] }).incremental ?? []);

test.for(WAYS)('what is deferred does not hold up the rest (%s)', async ([, way]) => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
  const answer = way(kit)(DEFERRED, { id: DEMO_CLIENT });
  const [first] = await answer.take(1);
  expect(first).toMatchObject({ data: { client: { name: 'Habibi Sparande AB' } }, hasNext: true });
  expect(first?.data.client).not.toHaveProperty('orders');
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'getOrders'));
  await answer.leave();
});

test('what is read for the items of a streamed list does not hold up the rest', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getInstruments', socket: 'hang' });
  const answer = kit.watchSse(
    `query ($id: ID!) { client(id: $id) { name
      orders(first: 10) { nodes @stream(initialCount: 0) { status instrument { name } } } } }`,
    { id: DEMO_CLIENT },
  );
  expect(await answer.take(1)).toMatchObject([{ data: { client: { orders: { nodes: [] } } }, hasNext: true }]);
  await answer.leave();
});

test.for([true, false])('who takes no parts is given all of it at once (compiled: %s)', async (compiled) => {
  await using kit = await startKit({ gateway: { compiled } });
  const whole = await kit.query(DEFERRED, { id: DEMO_CLIENT, later: false });
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
    const headers = { 'content-type': 'application/json', accept };
    const body = JSON.stringify({ query: DEFERRED, variables: { id: DEMO_CLIENT } });
    const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toEqual(whole);
    const address = `${kit.gateway.url}/graphql?${new URLSearchParams({ query: DEFERRED, variables: `{"id":"${DEMO_CLIENT}"}` })}`;
    expect(await (await fetch(address, { headers: { accept } })).json()).toEqual(whole);
  }
});

test.for([
  ['a negative count', `{ client(id: "${DEMO_CLIENT}") { orders { nodes @stream(initialCount: -1) { id } } } }`, {}],
  [
    'a subscription that a variable would deliver in parts',
    'subscription ($later: Boolean!) { loanJourneyChanged(id: "9876543210") { id ... @defer(if: $later) { status } } }',
    { later: true },
  ],
] as const)('%s is refused with what was expected', async ([, query, variables]) => {
  await using kit = await startKit();
  const [answer] = await kit.watchSse(query, variables).rest();
  expect(answer?.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});

test.for(WAYS)('the parts together are the whole answer (%s)', async ([, way]) => {
  await using kit = await startKit();
  const whole = await kit.query(DEFERRED, { id: DEMO_CLIENT, later: false });
  const parts = await way(kit)(DEFERRED, { id: DEMO_CLIENT }).rest();
  const [later] = laterOf(parts);
  expect(later).toMatchObject({ path: ['client'], label: 'orders' });
  expect({ ...parts[0]?.data.client, ...later?.data }).toEqual(whole.data.client);

  const streamed = await way(kit)(STREAMED, { id: DEMO_CLIENT }).rest();
  const names = [...streamed[0]?.data.client.accounts.nodes, ...laterOf(streamed).flatMap(({ items }) => items ?? [])];
  const plain = await kit.query(STREAMED.replace(/@stream\(.*?\)/, ''), { id: DEMO_CLIENT });
  expect(names).toEqual(plain.data.client.accounts.nodes);
});

test.for(WAYS)(
  'an error of a later part is told like any other, and nothing of the gateway with it (%s)',
  async ([, way]) => {
    await using kit = await startKit({ deadlineMs: 5_000 });
    kit.sandbox.fondo.fault({ operation: 'getOrders', answer: { status: 500 } });
    const [later] = laterOf(await way(kit)(DEFERRED, { id: DEMO_CLIENT }).rest());
    expect(later?.data).toEqual({ orders: null });
    expect(later?.errors).toMatchObject([
      { path: ['client', 'orders'], extensions: { code: 'PROVIDER_UNAVAILABLE', provider: 'FONDO' } },
    ]);
    expect(JSON.stringify(later)).not.toMatch(/stack|node_modules/);
  },
);

test('an answer in parts is one operation in the metrics, with the errors of all its parts', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getOrders', answer: { status: 500 } });
  await kit.watchSse(DEFERRED.replace('query', 'query InParts'), { id: DEMO_CLIENT }).rest();
  const metrics = await metricsOf(kit);
  expect(metrics).toMatch(/gateway_operation_duration_seconds_count\{operation="InParts",type="query"\} 1\n/);
  expect(metrics).toMatch(/gateway_operation_errors_total\{operation="InParts",[^}]*PROVIDER_UNAVAILABLE[^}]*\} 1\n/);
});

test.for(WAYS)('a caller who leaves between the parts stops what is read for the later ones (%s)', async ([, way]) => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
  const answer = way(kit)(DEFERRED, { id: DEMO_CLIENT });
  await answer.take(1);
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'getOrders'));
  expect(await metricsOf(kit)).toContain('gateway_upstream_running{provider="FONDO"} 1');
  await answer.leave();
  await expect.poll(() => metricsOf(kit)).toContain('gateway_upstream_running{provider="FONDO"} 0');
});

test('later parts are held to the deadline of the operation', async () => {
  const { limits } = loadSettings({ OPERATION_DEADLINE_MS: '200' });
  await using kit = await startKit({ gateway: { limits } });
  kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
  const [later] = laterOf(await kit.watchSse(DEFERRED, { id: DEMO_CLIENT }).rest());
  expect(later?.errors?.[0]?.extensions?.['code']).toBe('DEADLINE_EXCEEDED');
});
