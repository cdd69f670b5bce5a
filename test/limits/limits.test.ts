import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { post, startKit, type Kit } from '../kit/gateway.ts';

const limited = (env: Record<string, string>): Promise<Kit> =>
  startKit({ gateway: { limits: loadSettings(env).limits } });

const CLIENTS = 'query ($n: Int) { clients(first: $n) { nodes { name } } }';

test.each([
  ['TOO_COSTLY', { MAX_COST: '30' }, CLIENTS, { n: 30 }, 30, 61],
  ['TOO_DEEP', { MAX_DEPTH: '2' }, '{ clients { nodes { name } } }', {}, 2, 3],
  ['TOO_MANY_ALIASES', { MAX_ALIASES: '1' }, '{ a: __typename b: __typename }', {}, 1, 2],
  ['TOO_MANY_DIRECTIVES', { MAX_DIRECTIVES: '0' }, '{ __typename @skip(if: false) }', {}, 0, 1],
  ['TOO_MANY_TOKENS', { MAX_TOKENS: '10' }, `{ ${'__typename '.repeat(9)} }`, {}, 10, 11],
  ['TOO_MANY_FRAGMENTS', { MAX_SPREADS: '0' }, '{ ... on Query { __typename } }', {}, 0, 1],
  ['TOO_DEEP', {}, `{ node(id: ${'['.repeat(51)}) { id } }`, {}, 50, 51],
  ['TOO_MANY_REPEATS', {}, `{ ${'__typename '.repeat(31)} }`, {}, 30, 31],
  ['NAME_TOO_LONG', {}, `{ ${'a'.repeat(129)}: __typename }`, {}, 128, 129],
  ['DOCUMENT_TOO_LONG', { MAX_DOCUMENT_CHARS: '100' }, `{ __typename } #${'x'.repeat(100)}`, {}, 100, 116],
] as const)(
  '%s is refused with the limit and the figure, over HTTP and WebSocket',
  async (code, env, document, variables, limit, actual) => {
    await using kit = await limited(env);
    const extensions = { code, limit, actual };
    const response = await fetch(`${kit.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: document, variables }),
    });
    const answered = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(answered.errors[0]).toMatchObject({ message: expect.stringContaining(`${limit}`), extensions });
    expect(response.status).toBe(400);
    const watching = kit.watch(document, variables);
    const failure = await watching.next().then(
      ({ value }) => value?.errors,
      (errors: unknown) => errors,
    );
    expect(failure).toMatchObject([{ extensions }]);
    await watching.leave();
    expect(kit.sandbox.fondo.callList()).toEqual([]);
  },
);

test('the cost of an operation is told with its answer, lists counted with their size', async () => {
  await using kit = await startKit();
  for (const [n, requested] of [
    [1, 3],
    [10, 21],
    [undefined, 41],
  ]) {
    const { extensions } = await kit.query(CLIENTS, { n });
    expect(extensions).toMatchObject({ cost: { requested, limit: 50_000 } });
  }
});

test('variables that do not fit are no way around the cost', async () => {
  await using kit = await limited({ MAX_COST: '30' });
  const query = 'query ($id: ID!, $n: Int) { client(id: $id) { name } clients(first: $n) { nodes { name } } }';
  const ask = async (variables: object): Promise<unknown> => {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    return (await fetch(`${kit.gateway.url}/graphql?${search.toString()}`)).json();
  };
  await ask({ id: {}, n: 30 });
  expect(await ask({ id: 'x', n: 30 })).toMatchObject({ errors: [{ extensions: { code: 'TOO_COSTLY' } }] });
});

test('the schema is told unless that is switched off', async () => {
  await using kit = await limited({ INTROSPECTION: 'off' });
  const { errors } = await kit.query('{ __schema { queryType { name } } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INTROSPECTION_OFF' });
  expect((await kit.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
});

test('several operations in one body are not executed', async () => {
  await using kit = await startKit();
  const body = JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
  expect(response.status).toBe(400);
});

test('one caller that asks too often is told when to come back, and the others are served', async () => {
  await using kit = await limited({ RATE_PER_SECOND: '1', RATE_BURST: '2', TRUSTED_PROXIES: '1' });
  const ask = (address: string): Promise<Response> =>
    fetch(`${kit.gateway.url}/graphql?query={__typename}`, { headers: { 'x-forwarded-for': `6.6.6.6, ${address}` } });
  expect((await ask('10.0.0.1')).status).toBe(200);
  expect((await ask('10.0.0.1')).status).toBe(200);
  const refused = await ask('10.0.0.1');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  expect((await ask('10.0.0.2')).status).toBe(200);
});

test('media types know no upper case', async () => {
  await using kit = await startKit();
  const headers = { 'content-type': 'Application/JSON; Charset=UTF-8' };
  const response = await fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers,
    body: '{"query":"{ __typename }"}',
  });
  expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
});

test('when it cannot take more it says so at once, with when to come back, and finishes what it has', async () => {
  await using kit = await limited({ MAX_IN_FLIGHT: '1' });
  kit.sandbox.fondo.fault({ operation: 'getClients', delayMs: 300 });
  const first = kit.query(CLIENTS);
  await expect.poll(() => kit.sandbox.fondo.callList().length).toBeGreaterThan(0);
  const second = await fetch(`${kit.gateway.url}/graphql?query={__typename}`);
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await first).data.clients.nodes.length).toBeGreaterThan(0);
  expect((await fetch(`${kit.gateway.url}/graphql?query={__typename}`)).status).toBe(200);
});

test('an operation that takes too long ends with what it has, and its reads stop', async () => {
  await using kit = await limited({ OPERATION_DEADLINE_MS: '200' });
  kit.sandbox.fondo.fault({ operation: 'getClients', socket: 'hang' });
  const { data, errors } = await kit.query('{ clients { nodes { name } } }');
  expect(data).toEqual({ clients: null });
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('200 ms'),
    extensions: { code: 'DEADLINE_EXCEEDED' },
  });
});

test.each([
  ['a page of another origin', { origin: 'https://evil.example', 'content-type': 'application/json' }, 403],
  ['a page that does not say where it is from', { origin: 'null', 'content-type': 'application/json' }, 403],
  [
    'a form of another site',
    { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
    403,
  ],
  ['a form without an origin', { 'content-type': 'text/plain' }, 415],
  ['a page of an allowed origin', { origin: 'https://app.example', 'content-type': 'application/json' }, 200],
] as const)('%s may not act for its visitor unless it is allowed', async (_who, headers, status) => {
  await using kit = await limited({ CORS_ORIGINS: 'https://app.example' });
  const body = JSON.stringify({ query: '{ __typename }' });
  const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
  expect(response.status).toBe(status);
  expect(response.headers.get('access-control-allow-origin')).toBe(status === 200 ? 'https://app.example' : null);
});

const LIVE = { sandboxed: new Set<'fondo' | 'payex' | 'aarthik'>(['payex', 'aarthik']), auth: 'none' as const };
const preflight = (kit: Kit, origin: string): Promise<Response> =>
  fetch(`${kit.gateway.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'last-event-id' },
  });

test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://[::1]:8443'])(
  'pages of %s may call a gateway on loopback as long as every provider is sandboxed',
  async (origin) => {
    await using kit = await startKit();
    const allowed = await preflight(kit, origin);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect((await post(kit.gateway.url, '{ __typename }', {}, { origin })).data).toEqual({ __typename: 'Query' });
    const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin,
    });
    await once(socket, 'open');
    socket.close();

    await using live = await startKit({ gateway: LIVE });
    expect((await preflight(live, origin)).status).toBe(403);
  },
);

test.each(['https://evil.example', 'http://localhost.evil.example', 'null'])(
  'a page of %s is refused, and body and log name the setting',
  async (origin) => {
    await using kit = await startKit();
    const warn = vi.spyOn(kit.gateway.log, 'warn');
    const refused = await preflight(kit, origin);
    const body = await refused.json();
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(body).toMatchObject({
      errors: [{ message: expect.stringContaining('CORS_ORIGINS'), extensions: { code: 'FORBIDDEN_ORIGIN' } }],
    });
    expect(warn.mock.calls.map(([message]) => message)).toEqual([expect.stringContaining('CORS_ORIGINS')]);
  },
);

test('a page of an allowed origin may send what clients and tracing add', async () => {
  await using kit = await limited({ CORS_ORIGINS: 'https://app.example' });
  const allowed = (await preflight(kit, 'https://app.example')).headers
    .get('access-control-allow-headers')
    ?.split(', ');
  expect(allowed).toEqual(
    expect.arrayContaining([
      'last-event-id',
      'traceparent',
      'tracestate',
      'baggage',
      'apollographql-client-name',
      'apollographql-client-version',
      'x-graphql-client-name',
      'x-graphql-client-version',
    ]),
  );
});

test('a foreign page cannot ask by GET, nor open a WebSocket', async () => {
  await using kit = await startKit();
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  expect((await fetch(`${kit.gateway.url}/graphql?query={__typename}`, { headers })).status).toBe(403);
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    origin: 'https://evil.example',
  });
  const status = await new Promise((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.once('open', () => resolve('open'));
  });
  expect(status).toBe(403);
  socket.on('error', () => undefined).terminate();
});

test('a browser is told to keep, frame, sniff and leak nothing', async () => {
  await using kit = await startKit();
  const { headers } = await fetch(`${kit.gateway.url}/graphql?query={__typename}`);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
});

test('documents that were registered run by their hash, and nothing else where only they are trusted', async () => {
  const document = '{ __typename }';
  const hash = createHash('sha256').update(document).digest('hex');
  const file = join(mkdtempSync(join(tmpdir(), 'documents-')), 'documents.json');
  writeFileSync(file, JSON.stringify({ [hash]: document }));
  await using kit = await limited({ TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'on' });
  const send = async (body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${kit.gateway.url}/graphql`, init)).json();
  };
  const done = { data: { __typename: 'Query' } };
  expect(await send({ documentId: `sha256:${hash}` })).toMatchObject(done);
  expect(await send({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })).toMatchObject(done);
  expect(await send({ query: document })).toMatchObject(done);
  expect(await send({ query: '{ providers { provider } }' })).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
  });
  expect(await send({ documentId: '0'.repeat(64) })).toMatchObject({
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  });
  const other = '{ providers { provider } }';
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(other).digest('hex') };
  expect(await send({ query: other, extensions: { persistedQuery } })).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
  });
});

test('where documents are registered a hash that is not is answered so that the client sends the text', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'documents-')), 'documents.json');
  writeFileSync(file, JSON.stringify({ [`sha256:${'0'.repeat(64)}`]: '{ providers { provider } }' }));
  await using kit = await limited({ TRUSTED_DOCUMENTS: file });
  for (const sha256Hash of ['0'.repeat(64), `sha256:${'0'.repeat(64)}`]) {
    const answer = await persisted(kit, { extensions: { persistedQuery: { version: 1, sha256Hash } } });
    expect(answer).toMatchObject({ data: { providers: [{ provider: 'FONDO' }, {}, {}] } });
  }
  const document = '{ __typename }';
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(document).digest('hex') };
  expect(await persisted(kit, { extensions: { persistedQuery } })).toMatchObject({
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  });
  const done = { data: { __typename: 'Query' } };
  expect(await persisted(kit, { query: document, extensions: { persistedQuery } })).toMatchObject(done);
  const wrong = { version: 1, sha256Hash: '1'.repeat(64) };
  expect(await persisted(kit, { query: document, extensions: { persistedQuery: wrong } })).toMatchObject({
    errors: [{ extensions: { code: 'PERSISTED_QUERY_MISMATCH' } }],
  });
});

test('where no documents are registered the client is told to send no hashes', async () => {
  await using kit = await startKit();
  const persistedQuery = { version: 1, sha256Hash: '0'.repeat(64) };
  expect(await persisted(kit, { extensions: { persistedQuery } })).toMatchObject({
    errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
  });
});

async function persisted(kit: Kit, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

test('a document that is refused over WebSocket leaves the connection as it is', async () => {
  await using kit = await startKit();
  for (const document of ['{', '{ nothing }']) {
    const watching = kit.watch(document);
    const failure = await watching.next().then(
      ({ value }) => value?.errors,
      (errors: unknown) => errors,
    );
    expect(failure).toMatchObject([{ message: expect.any(String) }]);
    await watching.leave();
  }
  expect((await post(kit.gateway.url, '{ __typename }')).data).toEqual({ __typename: 'Query' });
});

test('an operation that makes the gateway read too many rows of lists is told so, and what it has read', async () => {
  await using kit = await startKit({
    sandbox: { seed: { orders: 1_200 } },
    gateway: { limits: loadSettings({ MAX_SCANNED_ROWS: '700' }).limits },
  });
  const query = (list: string): string => `{ client(id: "${DEMO_CLIENT}") { ${list} { nodes { id } } } }`;
  const { data, errors, extensions } = await kit.query(query('orders(clientRef: "none")'));
  expect(data).toEqual({ client: { orders: null } });
  expect(errors).toMatchObject([{ path: ['client', 'orders'], extensions: { code: 'SCAN_BUDGET_EXCEEDED' } }]);
  expect(extensions?.['cost']).toMatchObject({ scannedRows: 1_001 });
  const few = await kit.query(query('orders(first: 5)'));
  expect(few.errors).toBeUndefined();
  expect(few.extensions?.['cost']).toMatchObject({ scannedRows: 6 });
});
