import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { expect, test, vi } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';
import { startGateway } from '../../src/gateway.ts';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { post, startKit, until } from '../kit/gateway.ts';
import { EVERYTHING, openSocket, startAuthKit } from './kit.ts';

const CLIENT = `{ client(id: "${DEMO_CLIENT}") { name } }`;
const EVENTS = `subscription { clientEvents(client: "${DEMO_CLIENT}") { action } }`;

const ask = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: CLIENT }),
  });

test('a request without credentials is challenged before any of it is looked at', async () => {
  await using auth = await startAuthKit();
  const response = await ask(auth.kit.gateway.url);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="graphql", ApiKey realm="graphql"');
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(auth.kit.sandbox.fondo.callList()).toEqual([]);
});

test('a token that does not count is refused with the reason, and repeated nowhere', async () => {
  await using auth = await startAuthKit();
  const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const token = await auth.token(EVERYTHING, { expiresIn: -5 });
  const response = await ask(auth.kit.gateway.url, { authorization: `Bearer ${token}` });
  const shown = `${response.headers.get('www-authenticate')} ${await response.text()} ${JSON.stringify(written.mock.calls)}`;
  written.mockRestore();
  expect(response.status).toBe(401);
  expect(shown).toContain('error="invalid_token", error_description="The token has expired."');
  expect(shown).not.toContain(token.slice(0, 20));
});

test('an issuer that cannot be asked gives 503 and when to try again', async () => {
  await using auth = await startAuthKit();
  auth.issuer.fail();
  const response = await ask(auth.kit.gateway.url, { authorization: `Bearer ${await auth.token()}` });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
});

test('a token opens what it names, over HTTP and over a socket', async () => {
  await using auth = await startAuthKit();
  expect((await auth.as(EVERYTHING, CLIENT)).data.client.name).toEqual(expect.any(String));
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await auth.token()}` } });
  expect(await socket.next()).toEqual({ type: 'connection_ack' });
  socket.send({ type: 'subscribe', id: '1', payload: { query: CLIENT } });
  expect(await socket.next()).toMatchObject({
    type: 'next',
    payload: { data: { client: { name: expect.any(String) } } },
  });
});

test.each([
  ['without credentials', undefined],
  ['with a token that is none', 'Bearer nonsense'],
])('a socket %s is closed with 4401 and the reason', async (_name, authorization) => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: authorization ? { authorization } : {} });
  const { code, reason } = await socket.closed();
  expect(code).toBe(4401);
  expect(reason).not.toBe('');
  expect(reason).not.toContain('nonsense');
});

test('a socket that comes with an expired token is closed with 4403, after which clients try again with another', async () => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  const token = await auth.token(EVERYTHING, { expiresIn: -5 });
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect(await socket.closed()).toEqual({ code: 4403, reason: 'The token has expired.' });
});

test.each(['Authorization', 'AUTHORIZATION'])('the credentials of a socket may be called %s', async (name) => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: { [name]: `Bearer ${await auth.token()}` } });
  expect(await socket.next()).toEqual({ type: 'connection_ack' });
  socket.send({ type: 'ping', payload: { [name]: `Bearer ${await auth.token()}` } });
  expect(await socket.next()).toEqual({ type: 'pong', payload: { renewed: true, expiresAt: expect.any(String) } });
});

test('a client of graphql-ws goes on with fresh credentials when its token has expired', async () => {
  await using auth = await startAuthKit();
  let connections = 0;
  const client = createClient({
    url: `${auth.kit.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryWait: () => Promise.resolve(),
    connectionParams: async () => {
      connections += 1;
      const token = await auth.token(EVERYTHING, { expiresIn: connections === 1 ? 2 : 300 });
      return { Authorization: `Bearer ${token}` };
    },
  });
  const events = client.iterate<{ clientEvents: { action: string } }>({ query: EVENTS });
  const first = events.next();
  await until(() => connections === 2, 'the second connection');
  const { state } = auth.kit.sandbox.fondo;
  await until(() => auth.kit.sandbox.fondo.sockets(DEMO_CLIENT) > 0, 'the upstream socket');
  const change = setInterval(
    () => state.change(state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name: `${Math.random()}` }),
    50,
  );
  expect((await first).value?.data?.clientEvents.action).toBe('UPDATED');
  clearInterval(change);
  await client.dispose();
});

test('an operation that comes before the credentials were judged is not executed', async () => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: {} });
  socket.send({ type: 'subscribe', id: '1', payload: { query: CLIENT } });
  expect((await socket.closed()).code).toBe(4401);
  expect(auth.kit.sandbox.fondo.callList()).toEqual([]);
});

test('a socket ends when its token expires, with all that runs on it', async () => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  const token = await auth.token(EVERYTHING, { expiresIn: 2 });
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await socket.next();
  socket.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
  await until(() => auth.kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
  expect(await socket.closed()).toEqual({ code: 4403, reason: 'The credentials have expired.' });
  await until(() => auth.kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});

test('a ping with another token renews a socket beyond the end of the first, and does not echo the token', async () => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  const first = await auth.token(EVERYTHING, { expiresIn: 1 });
  const end = Date.now() + 1_050;
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${first}` } });
  await socket.next();
  const second = await auth.token(EVERYTHING, { expiresIn: 300 });
  socket.send({ type: 'ping', payload: { authorization: `Bearer ${second}` } });
  const pong = await socket.next();
  expect(pong).toEqual({ type: 'pong', payload: { renewed: true, expiresAt: expect.any(String) } });
  await until(() => Date.now() > end, 'the end of the first token');
  socket.send({ type: 'subscribe', id: '1', payload: { query: CLIENT } });
  expect(await socket.next()).toMatchObject({
    type: 'next',
    payload: { data: { client: { name: expect.any(String) } } },
  });
});

test('a renewal that does not count changes nothing, one with other rights ends the socket with 4403', async () => {
  await using auth = await startAuthKit();
  const socket = await auth.socket();
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await auth.token()}` } });
  await socket.next();
  socket.send({ type: 'ping', payload: { authorization: 'Bearer nonsense' } });
  expect(await socket.next()).toEqual({ type: 'pong', payload: { renewed: false, message: expect.any(String) } });
  socket.send({ type: 'ping', payload: { authorization: `Bearer ${await auth.token({ permissions: [] })}` } });
  expect((await socket.closed()).code).toBe(4403);
});

test('a stream of server-sent events ends without being complete when its token expires: its reader is to come back', async () => {
  await using auth = await startAuthKit();
  const token = await auth.token(EVERYTHING, { expiresIn: 2 });
  const response = await fetch(`${auth.kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: EVENTS }),
  });
  const text = await response.text();
  expect(text).toContain(': CREDENTIALS_EXPIRED');
  expect(text).not.toContain('event: complete');
  await until(() => auth.kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});

test('a page of a foreign origin cannot open a socket; our own, a listed one and a server can', async () => {
  await using kit = await startKit({ gateway: { limits: limits(['https://app.example']) } });
  const { url } = kit.gateway;
  const refused = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { origin: 'https://evil.example' },
  });
  const [, response] = (await once(refused, 'unexpected-response')) as [unknown, { statusCode: number }];
  refused.on('error', () => undefined).terminate();
  expect(response.statusCode).toBe(403);
  for (const headers of [{ origin: url }, { origin: 'https://app.example' }, {}] as Record<string, string>[]) {
    const socket = await openSocket(url, headers);
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
  }
});

const limits = (origins: readonly string[]) => ({ ...loadSettings({}).limits, origins });

test('an API key opens what its entry names, and nothing else does', async () => {
  const key = 'a-long-random-key';
  const hash = createHash('sha256').update(key).digest('hex');
  const apiKeys = parseApiKeys(`crm:${hash}:investing:read fondo_clients=${DEMO_CLIENT}|other`) ?? [];
  await using auth = await startAuthKit({ apiKeys });
  const { url } = auth.kit.gateway;
  const found = await post(url, CLIENT, {}, { authorization: `ApiKey ${key}` });
  expect(found.data.client.name).toEqual(expect.any(String));
  for (const authorization of [`ApiKey ${hash}`, `Bearer ${key}`, `ApiKey ${key}x`, key])
    expect((await ask(url, { authorization })).status).toBe(401);
});

test.each([
  'crm',
  'crm:abc:investing:read',
  `crm:${'a'.repeat(64)}:investing:all`,
  `crm:${'a'.repeat(64)}:investing:read fondo=*`,
  `crm:${'a'.repeat(64)}:investing:read,crm:${'b'.repeat(64)}:investing:read`,
])('the API keys %j are refused as a setting', (text) => {
  expect(parseApiKeys(text)).toBeUndefined();
});

test.each([
  ['on a public address', { host: '0.0.0.0' }, /HOST=0\.0\.0\.0 is not a loopback address.*AUTH_ISSUERS.*AUTH=none/],
  ['with a live provider', { sandboxed: new Set(['fondo', 'payex'] as const) }, /a provider is live.*AUTH_ISSUERS/],
])('without a word on authentication the gateway does not start %s', async (_name, gateway, why) => {
  const url = 'http://127.0.0.1:9';
  const starting = startGateway({
    fondo: { url, clientId: '', clientSecret: '' },
    payex: { url, ownerNo: '', token: '', apiVersion: 'v1' },
    aarthik: { url, apiKey: '' },
    port: 0,
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
    ...gateway,
  });
  await expect(starting).rejects.toThrow(why);
});

test('it starts on a public address when that is said explicitly', async () => {
  await using kit = await startKit({ gateway: { host: '0.0.0.0', auth: 'none' } });
  expect((await kit.query(CLIENT)).data.client.name).toEqual(expect.any(String));
});
