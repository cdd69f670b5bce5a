import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, type Answered, type Kit } from '../kit/gateway.ts';

const send = (kit: Kit, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
const QUERY = '{"query":"{ __typename }"}';

test.each([
  [406, { accept: 'monkey/pants' }, 'NOT_ACCEPTABLE', 'application/graphql-response+json'],
  [406, { accept: 'application/json;q=0' }, 'NOT_ACCEPTABLE', 'application/json'],
  [406, { accept: 'application/*; Q=0.000, text/html' }, 'NOT_ACCEPTABLE', 'application/json'],
  [406, { accept: 'text/html' }, 'NOT_ACCEPTABLE', 'application/json'],
  [415, { 'content-type': 'application/graphql-response+json' }, 'UNSUPPORTED_MEDIA_TYPE', 'application/json'],
  [415, { 'content-type': 'text/plain' }, 'UNSUPPORTED_MEDIA_TYPE', 'application/json'],
])('%i says what is accepted instead of %o', async (status, headers, code, accepted) => {
  await using kit = await startKit();
  const response = await send(kit, QUERY, headers);
  expect(response.status).toBe(status);
  const { errors } = (await response.json()) as Answered;
  expect(errors).toMatchObject([{ message: expect.stringContaining(accepted), extensions: { code } }]);
});

test.each([
  ['application/json; q=0, */*', 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0, application/*', 'application/json'],
  ['application/json;q=0.9, text/event-stream;q=0', 'application/json'],
  ['text/html;q=0, */*;q=0.1', 'application/json'],
  ['*/*;q=0, application/json', 'application/json'],
  ['application/*;q=0, */*', 'text/event-stream'],
])('what is accepted with a quality of zero is not sent: %s', async (accept, type) => {
  await using kit = await startKit();
  const response = await send(kit, QUERY, { accept });
  expect(response.headers.get('content-type')?.split(';')[0]).toBe(type);
  expect(await response.text()).toContain('{"data":{"__typename":"Query"}}');
});

test.each([
  ['application/json;q=0.1, application/graphql-response+json;q=0.9', 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
  ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
  ['application/json, application/graphql-response+json', 'application/json'],
  [
    'application/json ; Q = 0.2, */*;q=0.1, application/graphql-response+json;q=0.3',
    'application/graphql-response+json',
  ],
  ['*/*, application/json;q=0.1', 'application/graphql-response+json'],
  ['application/*;q=0.9, application/json;q=0.1', 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0.1, */*;q=0.5', 'application/json'],
  ['application/json;q=1.5, application/graphql-response+json;q=0.9', 'application/json'],
])('of what is accepted the best is sent, whichever stands first: %s', async (accept, type) => {
  await using kit = await startKit();
  for (const origin of [undefined, kit.gateway.url]) {
    const response = await send(kit, QUERY, { accept, ...(origin !== undefined && { origin }) });
    expect(response.headers.get('content-type')?.split(';')[0]).toBe(type);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
});

test.each(['Application/JSON', 'Application/GraphQL-Response+JSON', 'Multipart/Mixed', 'Text/Event-Stream'])(
  'media types know no upper case: %s',
  async (accept) => {
    await using kit = await startKit();
    const response = await send(kit, QUERY, { accept, origin: kit.gateway.url });
    expect(response.headers.get('content-type')?.split(';')[0]).toBe(accept.toLowerCase());
  },
);

test.each(['text/html;q=0, application/json', 'text/html;q=0.5, application/json', 'application/json, text/html'])(
  'a client that would rather have JSON than a page is answered with JSON: %s',
  async (accept) => {
    await using kit = await startKit();
    const address = `${kit.gateway.url}/graphql?query=${encodeURIComponent('{ __typename }')}`;
    const response = await fetch(address, { headers: { accept } });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  },
);

test('a byte order mark before the body is ignored', async () => {
  await using kit = await startKit();
  expect(await (await send(kit, `\uFEFF${QUERY}`)).json()).toEqual({ data: { __typename: 'Query' } });
});

test.each(['{"query":"{ __typename }","variables":{"pin":"s3cret"', 's3cret', '{"query": s3cret}'])(
  'a body that is no JSON comes back in no part: %s',
  async (body) => {
    await using kit = await startKit();
    for (const accept of ['application/json', 'application/graphql-response+json', 'text/event-stream']) {
      const response = await send(kit, body, { accept });
      expect(await response.text()).not.toContain('s3c');
      if (accept !== 'text/event-stream') expect(response.status).toBe(400);
    }
  },
);

const MISSPELLED = [
  ['a field', '{ client(id: "x") { nam } }', {}],
  ['an argument', '{ clients(frst: 1) { nodes { id } } }', {}],
  ['a type', '{ ... on Cliant { id } }', {}],
  ['an enum in the document', '{ client(id: "x") { orders(status: [PENDNG]) { nodes { id } } } }', {}],
  [
    'an enum in a variable',
    'query ($s: [OrderStatus!]) { client(id: "x") { orders(status: $s) { nodes { id } } } }',
    { s: ['PENDNG'] },
  ],
] as const;

test.each(MISSPELLED)('where the schema is not told no error names it: %s', async (_what, query, variables) => {
  for (const [introspection, told] of [
    ['on', true],
    ['off', false],
  ] as const) {
    const { limits } = loadSettings({ INTROSPECTION: introspection });
    await using kit = await startKit({ gateway: { limits } });
    const answers = [
      await kit.query(query, variables),
      await (await send(kit, JSON.stringify({ query, variables }), { accept: 'text/event-stream' })).text(),
      await kit
        .watch(query, variables)
        .next()
        .then(
          ({ value }) => value,
          (errors: unknown) => errors,
        ),
    ];
    for (const answered of answers) expect(JSON.stringify(answered).includes('Did you mean')).toBe(told);
  }
});

test('a subscription that is refused over HTTP is counted out again', async () => {
  await using kit = await startKit();
  const query = 'subscription { clientEvents(client: "49ad7378-121c-4a53-9894-dfd14a7b4877") { __typename } }';
  for (const accept of ['application/json', 'multipart/mixed', 'multipart/mixed; subscriptionSpec=1.0']) {
    expect((await send(kit, JSON.stringify({ query }), { accept })).status).toBe(406);
  }
  const gauges = async (): Promise<string[]> =>
    (await (await fetch(`${kit.gateway.url}/metrics`)).text()).match(/^gateway_subscribers\{.*\} (?!0$).*$/gm) ?? [];
  await expect.poll(gauges).toEqual([]);
});

test.each([
  ['another charset', { 'content-type': 'application/json; charset=utf-16' }, QUERY, 415, /send it so/],
  ['a compression', { 'content-encoding': 'gzip' }, QUERY, 415, /uncompressed/],
  ['no UTF-8', {}, Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, /UTF-8/],
  ['too many values', {}, `[${'1,'.repeat(60_000)}1]`, 413, /values/],
] as const)('after a refusal of a body for %s the connection goes on', async (_why, headers, body, status, words) => {
  await using kit = await startKit();
  const { port, host } = new URL(kit.gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  let answers = '';
  socket.on('data', (data) => (answers += data.toString()));
  const ask = (text: string | Uint8Array, more: Readonly<Record<string, string>> = {}): void => {
    const all = { host, 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(text)}`, ...more };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write(
      Buffer.concat([Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), Buffer.from(text)]),
    );
  };
  ask(body, headers);
  await expect.poll(() => answers).toMatch(words);
  expect(answers).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  ask(QUERY);
  await expect.poll(() => answers).toContain('{"data":{"__typename":"Query"}}');
  socket.destroy();
});
