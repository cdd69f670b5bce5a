import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';

const FOLLOW = `subscription { clientEvents(client: "${DEMO_CLIENT}") { __typename } }`;
const upgrade = (path: string, protocol: string): string =>
  `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
  `sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: ${protocol}\r\n\r\n`;
/** A frame whose reserved bits are set, which no frame may have (RFC 6455, 5.2). */
const RESERVED = Buffer.from([0xf1, 0x80, 0, 0, 0, 0]);
/** The head of a masked text frame of 1 MB less a little (RFC 6455, 5.2); its payload does not come. */
const UNFINISHED = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x0f, 0x40, 0x40, 0, 0, 0, 0]);

/** A connection to the gateway, half of which stays open where the gateway ends the other. */
async function dial(kit: Kit): Promise<Socket> {
  const socket = connect({ port: Number(new URL(kit.gateway.url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}
async function acknowledged(kit: Kit): Promise<WebSocket> {
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}
const connectionOf = (socket: WebSocket): Socket => (socket as unknown as { _socket: Socket })._socket;

/** What would end the process. */
function uncaught(): unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));
  return errors;
}

test.each([
  ['asked for another path, and reset the connection', '/other', 'graphql-transport-ws', ''],
  ['asked for another protocol, and sent what is no frame', '/graphql', 'graphql-ws', RESERVED],
  ['asked for no protocol that there is, and reset the connection', '/graphql', 'x', ''],
  ['sent what is no frame', '/graphql', 'graphql-transport-ws', RESERVED],
])('the gateway goes on where a client %s', async (_what, path, protocol, data) => {
  await using kit = await startKit();
  const errors = uncaught();
  for (let at = 0; at < 20; at += 1) {
    const socket = await dial(kit);
    socket.write(Buffer.concat([Buffer.from(upgrade(path, protocol)), Buffer.from(data)]));
    if (at % 2 === 0) await once(socket, 'data');
    if (data === '') socket.resetAndDestroy();
    else socket.end();
  }
  expect((await kit.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  expect(errors).toEqual([]);
});

test.each([
  ['another path', '/other', 'graphql-transport-ws', 5_000],
  ['another protocol', '/graphql', 'graphql-ws', 10_000],
])(
  'a client that asked for %s and does not go is cut',
  async (_what, path, protocol, withinMs) => {
    await using kit = await startKit();
    const socket = await dial(kit);
    const ended = Promise.withResolvers<string>();
    socket.once('close', () => ended.resolve('cut'));
    socket.write(upgrade(path, protocol));
    await once(socket, 'end');
    // Writing shows it: a connection that is no more answers with a reset.
    const write = setInterval(() => socket.write(RESERVED), 50);
    const late = setTimeout(() => ended.resolve('still open'), withinMs);
    expect(await ended.promise).toBe('cut');
    clearInterval(write);
    clearTimeout(late);
    socket.destroy();
  },
  20_000,
);

test('pings and pongs below the messages are none of them, however many come', async () => {
  await using kit = await startKit({ gateway: { limits: loadSettings({ BODY_DEADLINE_MS: '100' }).limits } });
  const [lively, broken] = [await acknowledged(kit), await acknowledged(kit)];
  for (let at = 0; at < 50; at += 1) {
    for (let more = 0; more < 20; more += 1) lively.pong();
    lively.ping('x'.repeat(100));
    await once(lively, 'pong');
  }
  lively.send('{"type":', { fin: false });
  lively.ping('amid a message');
  lively.send('"ping"}', { fin: true });
  await once(lively, 'message');
  for (let at = 0; at < 1_000; at += 1) lively.pong();
  connectionOf(broken).write(Buffer.concat([UNFINISHED, Buffer.alloc(10_000)]));
  await once(broken, 'close'); // whose time began later
  expect(lively.readyState).toBe(WebSocket.OPEN);
  lively.terminate();
});

test.each(['"{\\"type\\":\\"ping\\"}"', '"ping"', '[{"type":"ping"}]', '5', 'null', '', '{"type":"ping"'])(
  'the message %s is no object',
  async (text) => {
    await using kit = await startKit();
    const socket = await acknowledged(kit);
    socket.send(text);
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4400, 'Invalid message received']);
  },
);

test.each([
  ['1', 'Subscriber for 1 already exists'],
  ['x'.repeat(128), 'Subscriber already exists'],
  ['ö'.repeat(60), 'Subscriber already exists'],
])('an id that is in use, %s, closes the connection with the code of the protocol', async (id, expected) => {
  await using kit = await startKit();
  const socket = await acknowledged(kit);
  const message = JSON.stringify({ id, type: 'subscribe', payload: { query: FOLLOW } });
  socket.send(message);
  socket.send(message);
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([4409, expected]);
});

test('what a client says of its own credentials is no guess', async () => {
  await using kit = await startKit({
    gateway: { limits: loadSettings({ RATE_PER_SECOND: '1', RATE_BURST: '20' }).limits },
  });
  const socket = await acknowledged(kit);
  let pongs = 0;
  socket.on('message', () => (pongs += 1));
  for (let at = 0; at < 50; at += 1) socket.send('{"type":"ping","payload":{"renewed":false}}');
  await until(() => pongs === 50, 'the answers');
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.terminate();
});
