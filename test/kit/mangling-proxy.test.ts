import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startMangledKit } from './mangling-proxy.ts';

const READ = `{ client(id: "${DEMO_CLIENT}") { name } }`;

test('what no rule is about passes unchanged, for all three providers, the event socket too', async () => {
  await using kit = await startMangledKit();
  const { data, errors } = await kit.query(
    `{ client(id: "${DEMO_CLIENT}") { name } offers { title } loanProducts { name } }`,
  );
  expect(errors).toBeUndefined();
  expect(data.client.name).toEqual(expect.any(String));
  const live = kit.watch(
    `subscription { clientEvents(client: "Client:${DEMO_CLIENT}", includeStatus: true) { ... on StreamStatus { state } } }`,
  );
  expect((await live.take(1))[0]?.data.clientEvents.state).toBe('LIVE');
  await live.leave();
});

test('a rule changes status, headers, body and encoding, as often as it says', async () => {
  await using kit = await startMangledKit();
  const { edges } = kit;
  const twice = edges.fondo.mangle({
    at: /^GET \/ping/,
    times: 2,
    status: 418,
    headers: { 'x-edge': 'yes' },
    body: 'no',
  });
  const changed = edges.fondo.mangle({
    at: (request) => request.headers['x-case'] === 'json',
    json: (pong: object) => ({ ...pong, more: 1 }),
    encoding: 'br',
  });
  const replies = [];
  for (let time = 0; time < 3; time += 1) replies.push(await fetch(`${edges.fondo.url}/ping`));
  expect(replies.map(({ status }) => status)).toEqual([418, 418, 200]);
  expect([replies[0]?.headers.get('x-edge'), await replies[0]?.text()]).toEqual(['yes', 'no']);
  const reply = await fetch(`${edges.fondo.url}/ping`, { headers: { 'x-case': 'json' } });
  expect(reply.headers.get('content-encoding')).toBe('br');
  expect(await reply.json()).toEqual({ pong: expect.any(String) as unknown, more: 1 });
  expect([twice.count, changed.count]).toEqual([2, 1]);
});

test('a rule drops connections before and after the provider did its work', async () => {
  await using kit = await startMangledKit();
  const { edges, sandbox } = kit;
  await kit.query(READ);
  sandbox.fondo.forget();
  for (const drop of ['before', 'after', 'middle'] as const) {
    edges.fondo.mangle({ at: '/ping', drop });
    await expect(fetch(`${edges.fondo.url}/ping`).then((reply) => reply.text())).rejects.toThrow();
  }
  expect(sandbox.fondo.callList()).toEqual(['GET /ping', 'GET /ping']);
});

test('an upgrade is answered with any status, and messages are changed one by one', async () => {
  await using kit = await startMangledKit();
  const { fondo } = kit.edges;
  fondo.mangle({ at: '/subscribe', status: 302, headers: { location: 'https://login.example/' } });
  const address = `${fondo.url.replace('http', 'ws')}/v2/partner/client/${DEMO_CLIENT}/subscribe`;
  const refused = new WebSocket(address);
  refused.on('error', () => undefined);
  const [, response] = await once(refused, 'unexpected-response');
  expect(response).toMatchObject({ statusCode: 302, headers: { location: 'https://login.example/' } });
  await kit.query(READ);
  const authorization = String(kit.sandbox.fondo.calls.at(-1)?.headers['authorization']);
  const socket = new WebSocket(address, { headers: { authorization } });
  await once(socket, 'open');
  fondo.frame = (text) => Buffer.from(text.toUpperCase());
  kit.sandbox.fondo.emit(DEMO_CLIENT, 'hello');
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
  expect([data.toString(), isBinary]).toEqual(['HELLO', true]);
  socket.terminate();
});
