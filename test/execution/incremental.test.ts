import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, until, type Answered, type Kit, type Watching } from '../kit/gateway.ts';

const DEFERRED = `query ($id: ID!, $later: Boolean = true) { client(id: $id) { name
  ... @defer(if: $later, label: "orders") { orders(first: 2) { nodes { status account { name } } } } } }`;
const STREAMED = `query ($id: ID!) { client(id: $id) { accounts(first: 3) { nodes @stream(initialCount: 1) { name } } } }`;

const FORMS = ['incrementalSpec=v0.2', 'deferSpec=20220824'] as const;
type Form = (typeof FORMS)[number];
type Ask = (kit: Kit, query: string, variables?: object) => Watching;

/** Every way on which an answer may come in parts, in each form. */
const WAYS = FORMS.flatMap((form): readonly (readonly [string, Form, Ask])[] => [
  [
    `server-sent events, ${form}`,
    form,
    (kit, query, variables) => kit.watchSse(query, { ...variables }, `text/event-stream;${form}`),
  ],
  [
    `WebSocket, ${form}`,
    form,
    (kit, query, variables) => kit.watch(query, { ...variables }, `multipart/mixed;${form}`),
  ],
]);

/** A later part of an answer, as a caller sees it. */
interface Later {
  readonly id?: string;
  readonly data?: any; // the shape is the test's own query
  readonly items?: readonly any[];
  readonly path: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: Answered['errors'];
}
interface Part extends Answered {
  readonly hasNext?: boolean;
  readonly incremental?: readonly Later[];
  readonly pending?: readonly { readonly id: string; readonly path: Later['path']; readonly label?: string }[];
  readonly completed?: readonly { readonly id: string; readonly errors?: Answered['errors'] }[];
}
const metricsOf = async ({ gateway }: Kit): Promise<string> => (await fetch(`${gateway.url}/metrics`)).text();

/** The later parts, each with its path and label whichever form it came in. */
function laterOf(answers: readonly Answered[], form: Form): readonly Later[] {
  const parts = answers as readonly Part[];
  const incremental = parts.flatMap((part) => part.incremental ?? []);
  if (form === 'deferSpec=20220824') return incremental;
  const pending = parts.flatMap((part) => part.pending ?? []);
  const completed = parts.flatMap((part) => part.completed ?? []);
  expect(completed.map(({ id }) => id).sort()).toEqual(pending.map(({ id }) => id).sort());
  return [...incremental, ...completed.filter(({ errors }) => errors)].map((later) => {
    const { path = [], label } = pending.find(({ id }) => id === later.id) ?? {};
    return { ...later, path, ...(label !== undefined && { label }) };
  });
}

test.for(WAYS)('what is deferred does not hold up the rest (%s)', async ([, , ask]) => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
  const answer = ask(kit, DEFERRED, { id: DEMO_CLIENT });
  const [first] = await answer.take(1);
  expect(first).toMatchObject({ data: { client: { name: 'Habibi Sparande AB' } }, hasNext: true });
  expect(first?.data.client).not.toHaveProperty('orders');
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'getOrders'));
  await answer.leave();
});

test.for(WAYS)('what is read for the items of a streamed list does not hold up the rest (%s)', async ([, , ask]) => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getInstruments', socket: 'hang' });
  const answer = ask(
    kit,
    `query ($id: ID!) { client(id: $id) { name
      orders(first: 10) { nodes @stream(initialCount: 0) { status instrument { name } } } } }`,
    { id: DEMO_CLIENT },
  );
  expect(await answer.take(1)).toMatchObject([{ data: { client: { orders: { nodes: [] } } }, hasNext: true }]);
  await answer.leave();
});

test.for([true, false])('who asks for neither form is given all of it at once (compiled: %s)', async (compiled) => {
  await using kit = await startKit({ gateway: { compiled } });
  const whole = await kit.query(DEFERRED, { id: DEMO_CLIENT, later: false });
  const urql =
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*', urql]) {
    const headers = { 'content-type': 'application/json', accept };
    const body = JSON.stringify({ query: DEFERRED, variables: { id: DEMO_CLIENT } });
    const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toEqual(whole);
    const address = `${kit.gateway.url}/graphql?${new URLSearchParams({ query: DEFERRED, variables: `{"id":"${DEMO_CLIENT}"}` })}`;
    expect(await (await fetch(address, { headers: { accept } })).json()).toEqual(whole);
  }
  for (const watching of [kit.watch(DEFERRED, { id: DEMO_CLIENT }), kit.watchSse(DEFERRED, { id: DEMO_CLIENT })])
    expect(await watching.rest()).toEqual([whole]);
});

test.for(FORMS)('a multipart answer names its form, %s, and the parts together are the whole answer', async (form) => {
  await using kit = await startKit();
  const whole = await kit.query(DEFERRED, { id: DEMO_CLIENT, later: false });
  const response = await fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: `multipart/mixed;${form}, application/json` },
    body: JSON.stringify({ query: DEFERRED, variables: { id: DEMO_CLIENT } }),
  });
  expect(response.headers.get('content-type')).toBe(`multipart/mixed; boundary="-"; ${form}`);
  const parts = (await response.text())
    .split('\r\n---')
    .flatMap((part) => /\{.*\}/s.exec(part) ?? [])
    .map((json) => JSON.parse(json) as Part);
  expect({ ...parts[0]?.data.client, ...laterOf(parts, form)[0]?.data }).toEqual(whole.data.client);
  expect(parts.at(-1)?.hasNext).toBe(false);
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

test.for(WAYS)('the parts together are the whole answer (%s)', async ([, form, ask]) => {
  await using kit = await startKit();
  const whole = await kit.query(DEFERRED, { id: DEMO_CLIENT, later: false });
  const parts = await ask(kit, DEFERRED, { id: DEMO_CLIENT }).rest();
  const [later] = laterOf(parts, form);
  expect(later).toMatchObject({ path: ['client'], label: 'orders' });
  expect({ ...parts[0]?.data.client, ...later?.data }).toEqual(whole.data.client);

  const streamed = await ask(kit, STREAMED, { id: DEMO_CLIENT }).rest();
  const items = laterOf(streamed, form).flatMap((part) => part.items ?? []);
  const names = [...streamed[0]?.data.client.accounts.nodes, ...items];
  const plain = await kit.query(STREAMED.replace(/@stream\(.*?\)/, ''), { id: DEMO_CLIENT });
  expect(names).toEqual(plain.data.client.accounts.nodes);
});

test.for(WAYS)(
  'an error of a later part is told like any other, and nothing of the gateway with it (%s)',
  async ([, form, ask]) => {
    await using kit = await startKit({ deadlineMs: 5_000 });
    kit.sandbox.fondo.fault({ operation: 'getOrders', answer: { status: 500 } });
    const [later] = laterOf(await ask(kit, DEFERRED, { id: DEMO_CLIENT }).rest(), form);
    expect(later?.data).toEqual({ orders: null });
    expect(later?.errors).toMatchObject([
      { path: ['client', 'orders'], extensions: { code: 'PROVIDER_UNAVAILABLE', provider: 'FONDO' } },
    ]);
    expect(JSON.stringify(later)).not.toMatch(/stack|node_modules/);
  },
);

test.for(FORMS)(
  'an answer in parts is one operation in the metrics, with the errors of all its parts (%s)',
  async (form) => {
    await using kit = await startKit();
    kit.sandbox.fondo.fault({ operation: 'getOrders', answer: { status: 500 } });
    await kit
      .watchSse(DEFERRED.replace('query', 'query InParts'), { id: DEMO_CLIENT }, `text/event-stream;${form}`)
      .rest();
    const metrics = await metricsOf(kit);
    expect(metrics).toMatch(/gateway_operation_duration_seconds_count\{operation="InParts",type="query"\} 1\n/);
    expect(metrics).toMatch(/gateway_operation_errors_total\{operation="InParts",[^}]*PROVIDER_UNAVAILABLE[^}]*\} 1\n/);
  },
);

test.for(WAYS)(
  'a caller who leaves between the parts stops what is read for the later ones (%s)',
  async ([, , ask]) => {
    await using kit = await startKit();
    kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
    const answer = ask(kit, DEFERRED, { id: DEMO_CLIENT });
    await answer.take(1);
    await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'getOrders'));
    expect(await metricsOf(kit)).toContain('gateway_upstream_running{provider="FONDO"} 1');
    await answer.leave();
    await expect.poll(() => metricsOf(kit)).toContain('gateway_upstream_running{provider="FONDO"} 0');
  },
);

test.for(WAYS)('later parts are held to the deadline of the operation (%s)', async ([, form, ask]) => {
  // The first part is answered before, however busy the machine is.
  const { limits } = loadSettings({ OPERATION_DEADLINE_MS: '1500' });
  await using kit = await startKit({ gateway: { limits } });
  kit.sandbox.fondo.fault({ operation: 'getOrders', socket: 'hang' });
  const parts = await ask(kit, DEFERRED, { id: DEMO_CLIENT }).rest();
  expect(laterOf(parts, form)[0]?.errors?.[0]?.extensions?.['code']).toBe('DEADLINE_EXCEEDED');
});
