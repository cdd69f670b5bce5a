import { once } from 'node:events';
import type { Socket } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';

const FOLLOW = `subscription { clientEvents(client: "${DEMO_CLIENT}") { __typename } }`;

async function open({ gateway }: Kit): Promise<WebSocket> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}
async function acknowledged(kit: Kit): Promise<WebSocket> {
  const socket = await open(kit);
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}
/** The connection below a client's WebSocket. */
const connectionOf = (socket: WebSocket): Socket => (socket as unknown as { _socket: Socket })._socket;
/** The head of a masked text frame of 1 MB less a little (RFC 6455, 5.2); its payload does not come. */
const UNFINISHED = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x0f, 0x40, 0x40, 0, 0, 0, 0]);

test.each([
  ['connection_init with a long payload', open, { type: 'connection_init', payload: { x: 'x'.repeat(20_000) } }],
  ['ping with a long payload', acknowledged, { type: 'ping', payload: { x: 'x'.repeat(20_000) } }],
  ['complete with a long id', acknowledged, { type: 'complete', id: 'x'.repeat(129) }],
  ['subscribe with a long id', acknowledged, { type: 'subscribe', id: 'x'.repeat(129), payload: { query: FOLLOW } }],
])('%s ends the socket as a bad request', async (_what, start, message) => {
  await using kit = await startKit();
  const socket = await start(kit);
  socket.send(JSON.stringify(message));
  expect((await once(socket, 'close'))[0]).toBe(4400);
});

test('a message that does not come to its end ends its socket; one that does has its time again', async () => {
  await using kit = await startKit({ gateway: { limits: loadSettings({ BODY_DEADLINE_MS: '100' }).limits } });
  const socket = await acknowledged(kit);
  const types: string[] = [];
  socket.on('message', (data: Buffer) => types.push((JSON.parse(data.toString()) as { type: string }).type));
  for (const id of ['1', '2']) {
    types.length = 0;
    socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query: `{ __typename } #${'x'.repeat(20_000)}` } }));
    await until(() => types.length === 2, 'the answer');
    expect(types).toEqual(['next', 'complete']);
  }
  connectionOf(socket).write(Buffer.concat([UNFINISHED, Buffer.alloc(10_000)]));
  expect((await once(socket, 'close'))[0]).toBe(1006);
});

test('the unfinished messages of one address take so many bytes together, and no more', async () => {
  await using kit = await startKit();
  const sockets = await Promise.all(Array.from({ length: 30 }, () => open(kit)));
  for (const socket of sockets) connectionOf(socket).write(Buffer.concat([UNFINISHED, Buffer.alloc(990_000)]));
  await until(() => sockets.some(({ readyState }) => readyState === WebSocket.CLOSED), 'one to be ended');
  expect((await kit.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  expect(sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length).toBeGreaterThanOrEqual(20);
  for (const socket of sockets) socket.terminate();
});

test('queries of a client that does not read are not executed until it does, and then all are answered', async () => {
  await using kit = await startKit();
  /** Executed so far, under a name of their own. */
  const executed = async (): Promise<number> => {
    const text = await (await fetch(`${kit.gateway.url}/metrics`)).text();
    const [, count = 0] =
      /^gateway_operation_duration_seconds_count\{operation="IntrospectionQuery".*\} (\d+)$/m.exec(text) ?? [];
    return Number(count);
  };
  const socket = await acknowledged(kit);
  const answered = new Set<string>();
  socket.on('message', (data: Buffer) => {
    const { type, id } = JSON.parse(data.toString()) as { type: string; id: string };
    if (type === 'complete') answered.add(id);
  });
  connectionOf(socket).pause();
  const query = getIntrospectionQuery();
  for (let id = 0; id < 60; id += 1)
    socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload: { query } }));
  let stuck = 0;
  for (let before = -1; stuck !== before; stuck = await executed()) {
    before = stuck;
    for (let at = 0; at < 10; at += 1) await kit.query('{ clients { nodes { name } } }');
  }
  expect(stuck).toBeGreaterThan(0);
  expect(stuck).toBeLessThan(60);
  connectionOf(socket).resume();
  await until(() => answered.size === 60, 'all answers', 20_000);
}, 60_000);
