import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { loadSettings } from '../../src/config/index.ts';
import { createHostCheck } from '../../src/limits/host.ts';
import { hashOf } from '../../src/limits/trusted.ts';
import { startKit, type Kit } from '../kit/gateway.ts';

async function statusOf(kit: Kit, host: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  const sent = send(kit.gateway.url + path, { headers: { host, ...headers } }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}
const QUERY = '/graphql?query={__typename}';

test('an open loopback listener serves no name but its own: a page of another name may be a rebound one', async () => {
  await using kit = await startKit({ gateway: { publicUrl: 'https://api.example/gateway' } });
  const { port } = new URL(kit.gateway.url);
  for (const host of [
    '127.0.0.1',
    `127.0.0.1:${port}`,
    `LocalHost:${port}`,
    '[::1]:4000',
    'api.example',
    'API.example.',
  ])
    expect(await statusOf(kit, host, QUERY), host).toBe(200);
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', 'api.example.evil.example']) {
    expect(await statusOf(kit, host, QUERY), host).toBe(421);
    expect(await statusOf(kit, host, '/graphql', { accept: 'text/html' }), host).toBe(421);
    expect(await statusOf(kit, host, '/files/agreement/x'), host).toBe(421);
    for (const path of ['/health/live', '/health/ready', '/metrics']) expect(await statusOf(kit, host, path)).toBe(200);
    expect(await statusOf(kit, host, '/webhooks/payex/sign/x')).toBe(204);
  }
});

test('neither is a WebSocket opened under another name', async () => {
  await using kit = await startKit();
  const headers = { host: 'evil.example', origin: 'http://evil.example' };
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  const [, refused] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(refused.statusCode).toBe(421);
  socket.terminate();
});

test('a request with two Host headers is refused', async () => {
  await using kit = await startKit();
  const { hostname, port } = new URL(kit.gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${QUERY} HTTP/1.1\r\nhost: 127.0.0.1\r\nHost: evil.example\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
});

test('where callers are authenticated any name is served until a list is set', async () => {
  const apiKeys = parseApiKeys(`one:${hashOf('one')}:investing:read`) ?? [];
  const headers = { authorization: 'ApiKey one' };
  await using any = await startKit({ gateway: { auth: { apiKeys } } });
  expect(await statusOf(any, 'whatever.example', QUERY, headers)).toBe(200);
  const { limits } = loadSettings({ ALLOWED_HOSTS: 'Api.example, other.example' });
  await using listed = await startKit({ gateway: { auth: { apiKeys }, limits } });
  expect(await statusOf(listed, 'api.example', QUERY, headers)).toBe(200);
  expect(await statusOf(listed, 'whatever.example', QUERY, headers)).toBe(421);
});

test.each([
  ['192.0.2.7', undefined],
  ['[2001:db8::1]:4000', undefined],
  ['localhost', undefined],
  ['evil.example', 421],
])('a listener on all addresses serves %s: %s', (host, status) => {
  const check = createHostCheck({ host: '0.0.0.0', publicUrl: undefined, allowedHosts: [], authenticates: false });
  expect(check({ headers: { host }, rawHeaders: ['Host', host] } as IncomingMessage)?.status).toBe(status);
});
