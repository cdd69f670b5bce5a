import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { hashOf } from '../../src/limits/trusted.ts';
import { loadSettings } from '../../src/config/index.ts';
import { OpenConnections } from '../../src/server/connections.ts';
import { createHttpServer, listen } from '../../src/server/http.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';

const SERVED = { MAX_IN_FLIGHT: '20', MAX_EVENT_LOOP_DELAY_MS: '60000', TRUSTED_PROXIES: '1' };
const limited = (env: Record<string, string>, more: Parameters<typeof startKit>[0] = {}): Promise<Kit> =>
  startKit({ ...more, gateway: { limits: loadSettings({ ...SERVED, ...env }).limits, ...more.gateway } });

/** A request whose body never comes to its end, and what was answered so far. */
interface Half extends Disposable {
  readonly socket: Socket;
  answer(): string;
}
async function halfSent(kit: Kit, path: string, headers: Record<string, string> = {}): Promise<Half> {
  const { hostname, port } = new URL(kit.gateway.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(socket, 'connect');
  const lines = Object.entries({ 'content-type': 'application/json', 'content-length': '100', ...headers });
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n{`,
  );
  return { socket, answer: () => answer, [Symbol.dispose]: () => socket.destroy() };
}
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const statusOf = async (kit: Kit, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(`${kit.gateway.url}/graphql?query={__typename}`, { headers })).status;
const readiness = async (kit: Kit): Promise<number> => (await fetch(`${kit.gateway.url}/health/ready`)).status;

/** The callbacks of Fondo are signed with a key that nobody here knows. */
const signed = ({ fondo, ...others }: Kit['sandbox']['settings']) => ({
  ...others,
  fondo: { ...fondo, callbacks: { secret: 's', header: 'x', format: 'hex' as const } },
});

test.each(['/graphql', '/webhooks/aarthik/snapshot', '/webhooks/fondo/journey/x', '/files/agreement/x', '/nothing'])(
  'requests to %s that are never completed are no load: everybody is served, and the gateway is ready',
  async (path) => {
    await using kit = await limited({ MAX_UNFINISHED_REQUESTS: '1000' }, { settings: signed });
    using halves = new DisposableStack();
    for (let at = 0; at < 60; at += 1) halves.use(await halfSent(kit, path, from('10.0.0.1')));
    expect(await statusOf(kit, from('10.0.0.1'))).toBe(200);
    expect(await statusOf(kit, from('10.0.0.2'))).toBe(200);
    expect(await readiness(kit)).toBe(200);
  },
);

test('one address has only so many unfinished requests; the others do not notice', async () => {
  await using kit = await limited({ MAX_UNFINISHED_REQUESTS: '2' });
  using halves = new DisposableStack();
  for (let at = 0; at < 2; at += 1) halves.use(await halfSent(kit, '/graphql', from('10.0.0.1')));
  const third = halves.use(await halfSent(kit, '/graphql', from('10.0.0.1')));
  await until(() => /^HTTP\/1\.1 429 [^]*TOO_MANY_REQUESTS/.test(third.answer()), 'the refusal');
  const other = halves.use(await halfSent(kit, '/graphql', from('10.0.0.2')));
  other.socket.write('"query":"{ __typename }"'.padEnd(98) + '}');
  await until(() => other.answer().includes('{"__typename":"Query"}'), 'the answer');
});

test('one caller has only so many unfinished requests, from however many addresses', async () => {
  const apiKeys = parseApiKeys(`one:${hashOf('one')}:investing:read,two:${hashOf('two')}:investing:read`) ?? [];
  await using kit = await limited({ MAX_UNFINISHED_REQUESTS: '2' }, { gateway: { auth: { apiKeys } } });
  using halves = new DisposableStack();
  const send = async (key: string, address: string): Promise<Half> =>
    halves.use(await halfSent(kit, '/graphql', { authorization: `ApiKey ${key}`, ...from(address) }));
  for (let at = 0; at < 2; at += 1) await send('one', `10.0.0.${at}`);
  const third = await send('one', '10.0.0.3');
  await until(() => third.answer().startsWith('HTTP/1.1 429'), 'the refusal');
  expect(await statusOf(kit, { authorization: 'ApiKey two' })).toBe(200);
});

test.each(['/graphql', '/webhooks/fondo/journey/x'])('the body of a POST to %s has to arrive in time', async (path) => {
  await using kit = await limited({ BODY_DEADLINE_MS: '100' }, { settings: signed });
  using half = await halfSent(kit, path);
  await until(() => /^HTTP\/1\.1 408 [^]*connection: close[^]*REQUEST_TIMEOUT/.test(half.answer()), 'the refusal');
});

test.each(['/webhooks/aarthik/snapshot', '/webhooks/fondo/journey/x'])(
  'without a key %s answers before any body has arrived',
  async (path) => {
    const unsigned = ({ fondo, payex, aarthik }: Kit['sandbox']['settings']) => ({
      fondo: { ...fondo, callbacks: undefined },
      payex,
      aarthik: { ...aarthik, webhook: undefined },
    });
    await using kit = await limited({}, { settings: unsigned });
    using half = await halfSent(kit, path);
    await until(() => half.answer().startsWith('HTTP/1.1 404'), 'the answer');
  },
);

test('one source holds at most half of what may be answered at the same time, and never changes readiness', async () => {
  await using kit = await limited({ MAX_IN_FLIGHT: '4' });
  kit.sandbox.fondo.fault({ operation: 'getClients', delayMs: 500 });
  const ask = (address: string): Promise<Response> =>
    fetch(`${kit.gateway.url}/graphql?query={clients{nodes{name}}}`, { headers: from(address) });
  const slow = [ask('10.0.0.1'), ask('10.0.0.1')];
  await until(() => kit.sandbox.fondo.callList().some((call) => call.includes('/client')), 'the load');
  expect(await statusOf(kit, from('10.0.0.1'))).toBe(429);
  expect(await statusOf(kit, from('10.0.0.2'))).toBe(200);
  expect(await readiness(kit)).toBe(200);
  for (const answered of slow) expect((await answered).status).toBe(200);
});

test('a body that is too large is refused each time with an answer that arrives', async () => {
  await using kit = await limited({ MAX_BODY_BYTES: '1000' });
  const body = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(4 << 20) } });
  for (let at = 0; at < 20; at += 1) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toMatchObject([
      413,
      { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
    ]);
  }
});

test('one address has only so many connections', async () => {
  const server = createHttpServer((_request, response) => response.end('here'));
  new OpenConnections(server, { max: 10, maxPerAddress: 2 });
  const url = await listen(server, '127.0.0.1', 0);
  const open = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const held = [await open(), await open()];
  const third = await open();
  await once(third, 'close');
  held[0]?.destroy();
  await expect.poll(async () => (await fetch(url).catch(() => undefined))?.status).toBe(200);
  held[1]?.destroy();
  server.closeAllConnections();
  server.close();
});
