import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_ACCOUNT } from '../../sandbox/fondo/index.ts';
import { post, startKit } from '../kit/gateway.ts';

const CLIENT = `{ client(id: "${DEMO_CLIENT}") { name } }`;

test('an id of the wrong shape is a clear error that names the form and does not repeat the value', async () => {
  await using kit = await startKit();
  const { data, errors } = await kit.query('{ client(id: "Account:secret-value") { name } }');
  expect(data.client).toBeNull();
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('"Client:<client>" (or the bare id), where <client> is a UUID'),
    extensions: { code: 'BAD_USER_INPUT' },
  });
  expect(JSON.stringify(errors)).not.toContain('secret-value');
  expect(kit.sandbox.fondo.callList()).toEqual([]);
});

test('what does not exist is null, by whatever way it is asked for', async () => {
  await using kit = await startKit();
  const nobody = '00000000-0000-4000-8000-000000000000';
  const { data, errors } = await kit.query(`{
    client(id: "${nobody}") { name }
    node(id: "Account:${DEMO_CLIENT}:${nobody}") { id }
    known: client(id: "${DEMO_CLIENT}") { account(id: "Account:${DEMO_CLIENT}:${nobody}") { name } order(id: "Order:${nobody}:${nobody}") { id } }
    nodes(ids: ["Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}", "Account:${DEMO_CLIENT}:${nobody}"]) { id __typename }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    client: null,
    node: null,
    known: { account: null, order: null },
    nodes: [{ id: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`, __typename: 'Account' }, null],
  });
});

test.each([
  ['refuses connections', { socket: 'refuse' }, 'PROVIDER_UNAVAILABLE', true],
  ['answers 503', { answer: { status: 503, body: { error: 'service_unavailable' } } }, 'PROVIDER_UNAVAILABLE', true],
  [
    'answers 500 with a page',
    { answer: { status: 500, body: '<html>stack at 10.0.0.1</html>', type: 'text/html' } },
    'PROVIDER_UNAVAILABLE',
    true,
  ],
  ['answers 429', { answer: { status: 429, headers: { 'retry-after': '7' }, body: {} } }, 'RATE_LIMITED', true],
  [
    'answers a page instead of JSON',
    { answer: { status: 200, body: '<html>welcome</html>', type: 'text/html' } },
    'PROVIDER_BAD_ANSWER',
    false,
  ],
  [
    'answers broken JSON',
    { answer: { status: 200, body: '{"id":', type: 'application/json' } },
    'PROVIDER_BAD_ANSWER',
    false,
  ],
  ['answers a list where an object belongs', { answer: { status: 200, body: [] } }, 'PROVIDER_BAD_ANSWER', false],
  ['stops in the middle of its answer', { socket: 'truncate' }, 'PROVIDER_UNAVAILABLE', true],
  ['does not answer in time', { socket: 'hang' }, 'PROVIDER_TIMEOUT', true],
] as const)(
  'when Fondo %s, the error says what to do and shows nothing of the provider',
  async (_name, fault, code, retryable) => {
    await using kit = await startKit({ deadlineMs: 300 });
    kit.sandbox.fondo.fault({ operation: 'getClientById', ...fault });
    const { data, errors } = await kit.query(CLIENT);
    expect(data).toEqual({ client: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code,
      provider: 'FONDO',
      retryable,
      correlationId: expect.any(String),
    });
    if (code === 'RATE_LIMITED') expect(errors?.[0]?.extensions).toMatchObject({ retryAfterMs: 7000 });
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|10\.0\.0\.1|html|\/v2\/|stack|at .*\.ts/);
  },
);

test('a provider that is down does not blank the others', async () => {
  await using kit = await startKit();
  await kit.sandbox.payex.down();
  const { data } = await kit.query(`{ client(id: "${DEMO_CLIENT}") { name } providers { provider isReachable } }`);
  expect(data.client.name).toEqual(expect.any(String));
  expect(data.providers).toEqual([
    { provider: 'FONDO', isReachable: true },
    { provider: 'PAYEX', isReachable: false },
    { provider: 'AARTHIK', isReachable: true },
  ]);
});

test('credentials that the provider refuses are our fault, not the caller’s', async () => {
  await using kit = await startKit({
    settings: (settings) => ({ ...settings, fondo: { ...settings.fondo, clientSecret: 'wrong' } }),
  });
  const { errors } = await kit.query(CLIENT);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_REJECTED_GATEWAY', retryable: false });
});

test('one token serves any number of callers, and is renewed once when the provider refuses it', async () => {
  await using kit = await startKit();
  const tokens = (): number => kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'authToken').length;
  const ask = (): Promise<unknown> => kit.query(CLIENT);
  await Promise.all(Array.from({ length: 20 }, ask));
  expect(tokens()).toBe(1);
  kit.sandbox.fondo.expireTokens();
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  expect(tokens()).toBe(2);
  for (const answer of answers) expect(answer).toMatchObject({ data: { client: { name: expect.any(String) } } });
});

test('a body that is too large is refused before it is read', async () => {
  await using kit = await startKit();
  const { port } = new URL(kit.gateway.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n{',
      );
    });
    socket.once('data', (data) => (resolve(data.toString()), socket.destroy()));
    socket.once('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('PAYLOAD_TOO_LARGE');
});

test.each(['{', '[]', 'null', '"query"', '{"query":5}', '{"query":"{"}', ''])(
  'a request body of %j is refused as such',
  async (body) => {
    await using kit = await startKit();
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toEqual(expect.any(String));
  },
);

test('the correlation id of the caller travels to the provider and back', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'getClientById', answer: { status: 503 } });
  const { errors } = await post(kit.gateway.url, CLIENT, {}, { 'x-correlation-id': 'order-page-17' });
  expect(errors?.[0]?.extensions).toMatchObject({ correlationId: 'order-page-17' });
  const call = kit.sandbox.fondo.calls.find(({ operationId }) => operationId === 'getClientById');
  expect(call?.headers['x-correlation-id']).toBe('order-page-17');
});

const PERSON = 197001010003;
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }';
const order = { account: 'a', instrument: 'b', trade: { buyAmount: '1' }, executor: String(PERSON) };
const { account: _left, ...incomplete } = order;
const lists = (args: string): string => `{ client(id: "${DEMO_CLIENT}") { accounts(${args}) { nodes { id } } } }`;

test.each<[string, Record<string, unknown> | undefined, string]>([
  [
    PLACE,
    { input: incomplete },
    'Variable "$input": Expected value of type "PlaceOrderInput" to include required field "account".',
  ],
  [
    PLACE,
    { input: { ...order, executor: PERSON } },
    'Variable "$input" at "input.executor": String cannot represent a non string value.',
  ],
  [
    PLACE,
    { input: { ...order, ssn: PERSON } },
    'Variable "$input": Expected value of type "PlaceOrderInput" not to include unknown field "ssn".',
  ],
  [PLACE, { input: PERSON }, 'Variable "$input": Expected value of type "PlaceOrderInput" to be an object.'],
  [
    PLACE,
    { input: { ...order, trade: { buyAmount: `SE${PERSON}` } } },
    'Variable "$input" at "input.trade.buyAmount": Decimal expects a decimal number',
  ],
  [lists(`owner: ${PERSON}`), undefined, 'String cannot represent a non string value.'],
  [lists(`first: "${PERSON}"`), undefined, 'Int cannot represent non-integer value.'],
  [lists(`status: "${PERSON}"`), undefined, 'Enum "AccountStatus" cannot represent non-enum value.'],
  [lists(`status: P${PERSON}`), undefined, 'This value does not exist in "AccountStatus" enum.'],
])(
  'what does not fit is named by its place, and no value is repeated: %s with %j',
  async (document, variables, message) => {
    await using kit = await startKit();
    const over = [
      await kit.query(document, variables),
      (
        await kit
          .watch(document, variables)
          .take(1)
          .catch((errors) => [{ errors }])
      )[0],
    ];
    for (const answered of over) {
      expect(answered?.errors?.[0]?.message).toContain(message);
      expect(JSON.stringify(answered?.errors)).not.toContain(String(PERSON));
    }
  },
);

test.each([true, false])(
  'what a provider sends in the wrong form is repeated to nobody (compiled: %s)',
  async (compiled) => {
    await using kit = await startKit({ gateway: { compiled } });
    const { state } = kit.sandbox.fondo;
    const books = state.books(DEMO_CLIENT);
    const account = state.find(books, 'account', DEMO_ACCOUNT);
    books.tables.account.put({ ...account, name: { ssn: String(PERSON) } as never, createdDate: String(PERSON) });
    const { errors } = await kit.query(
      `{ node(id: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}") { ... on Account { name createdAt } } }`,
    );
    expect(errors).toHaveLength(2);
    expect(errors?.[1]).toMatchObject({ path: ['node', 'createdAt'], extensions: { code: 'PROVIDER_BAD_ANSWER' } });
    expect(JSON.stringify(errors)).not.toContain(String(PERSON));
  },
);
