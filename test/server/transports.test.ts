import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';

const EVENTS = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { cursor ... on AccountChange { account { name client { name } } } } }`;

const rename = ({ sandbox: { fondo } }: Kit, name: string): void =>
  void fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
const live = (kit: Kit) =>
  until(
    () => kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getFundTransactions').length > 0,
    'the stream to catch up',
  ).then(() => kit.query('{ __typename }'));

/** A client that speaks the protocol by hand. */
async function speak(kit: Kit, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, protocol);
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => messages.push(data.toString()));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
  await once(socket, 'open');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const start = async (): Promise<void> => {
    send({ type: 'connection_init' });
    await until(() => messages.length > 0, 'the acknowledgement');
  };
  return { socket, messages, closed, send, start };
}
const subscribe = (id: string) => ({ id, type: 'subscribe', payload: { query: EVENTS } });

/** Reads blocks of an event stream. */
async function readBlocks(kit: Kit, headers: Record<string, string>, count: number, onOpen: () => void) {
  const controller = new AbortController();
  const response = await fetch(`${kit.gateway.url}/graphql?query=${encodeURIComponent(EVENTS)}`, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: controller.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  onOpen();
  let text = '';
  const blocks = () => text.split('\n\n').filter((block) => block.startsWith('event:'));
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (blocks().length >= count) break;
  }
  controller.abort();
  return blocks();
}

test('an identical operation is executed once per event, and every event reads afresh', async () => {
  await using kit = await startKit();
  const watchers = Array.from({ length: 5 }, () => kit.watch(EVENTS));
  const first = watchers.map((watcher) => watcher.take(1));
  await live(kit);
  kit.sandbox.fondo.forget();
  rename(kit, 'one');
  await Promise.all(first);
  const reads = () => kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getClientById').length;
  expect(reads()).toBe(1);
  kit.sandbox.fondo.state.changeClient(kit.sandbox.fondo.state.books(DEMO_CLIENT), { name: 'Renamed AB' });
  rename(kit, 'two');
  for (const watcher of watchers) {
    const [event] = await watcher.take(1);
    expect(event?.data.clientEvents.account).toEqual({ name: 'two', client: { name: 'Renamed AB' } });
  }
  expect(reads()).toBe(2);
});

test('server-sent events carry the cursor as their id, and Last-Event-ID goes on behind it', async () => {
  await using kit = await startKit();
  const watcher = kit.watch(EVENTS);
  const [block] = await readBlocks(kit, {}, 1, () => void live(kit).then(() => rename(kit, 'seen')));
  const id = /^id: (.+)$/m.exec(block ?? '')?.[1] ?? '';
  expect(JSON.parse(/^data: (.+)$/m.exec(block ?? '')?.[1] ?? '')).toMatchObject({
    data: { clientEvents: { cursor: id, account: { name: 'seen' } } },
  });
  rename(kit, 'missed');
  await watcher.take(2);
  const next = await readBlocks(kit, { 'last-event-id': id }, 2, () => rename(kit, 'new'));
  expect(next.map((one) => /"name":"(\w+)"/.exec(one)?.[1])).toEqual(['missed', 'new']);
});

test('an empty Last-Event-ID is none', async () => {
  await using kit = await startKit();
  const [block] = await readBlocks(
    kit,
    { 'last-event-id': '' },
    1,
    () => void live(kit).then(() => rename(kit, 'seen')),
  );
  expect(block).toContain('"name":"seen"');
});

test.each([
  ['has failed', 'NOT_FOUND', '9a9a9a9a-121c-4a53-9894-dfd14a7b4877', {}],
  ['cannot be resumed', 'CURSOR_EXPIRED', DEMO_CLIENT, { 'last-event-id': 'unknown' }],
])(
  'an event source that comes back to a stream that %s is told to stay away',
  async (_what, code, client, resuming) => {
    await using kit = await startKit();
    const query = `subscription { clientEvents(client: "${client}") { __typename } }`;
    const follow = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${kit.gateway.url}/graphql?${new URLSearchParams({ query })}`, {
        headers: { accept: 'text/event-stream', ...headers },
      });
    const response = await follow(resuming);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain(`"code":"${code}"`);
    const id = /^event: complete\nid: (.+)$/m.exec(text)?.[1] ?? '';
    const again = await follow({ 'last-event-id': id });
    expect([again.status, await again.text()]).toEqual([204, '']);
  },
);

test.each([
  ['a cursor that has expired', `subscription { clientEvents(client: "${DEMO_CLIENT}", after: "x") { __typename } }`],
  ['a variable that is missing', 'query ($id: ID!) { client(id: $id) { id } }'],
  ['an operation that is not there', 'query A { __typename } query B { __typename }'],
])('over WebSocket %s is an error and not an event', async (_what, query) => {
  await using kit = await startKit();
  const one = await speak(kit);
  await one.start();
  one.send({ id: 'a', type: 'subscribe', payload: { query } });
  await until(() => one.messages.length > 1, 'the answer');
  expect(JSON.parse(one.messages[1] ?? '')).toMatchObject({
    id: 'a',
    type: 'error',
    payload: [{ extensions: { code: expect.any(String) } }],
  });
  one.send({ id: 'a', type: 'subscribe', payload: { query: '{ __typename }' } });
  await until(() => one.messages.some((message) => message.includes('"complete"')), 'the next operation');
  expect(one.messages).toHaveLength(4);
});

test('a stop closes every connection with the code that says: come back with your cursor', async () => {
  await using kit = await startKit();
  const one = await speak(kit);
  await one.start();
  one.send(subscribe('a'));
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
  await kit.gateway.close();
  expect(await one.closed).toEqual([1012, 'Restarting: reconnect with the last cursor']);
  expect(one.messages.some((message) => message.includes('complete'))).toBe(false);
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});

test('a connection runs so many operations at most, and an address has so many connections', async () => {
  const limits = { ...loadSettings({}).limits, maxSocketOperations: 2, maxSocketsPerAddress: 1 };
  await using kit = await startKit({ gateway: { limits } });
  const one = await speak(kit);
  await one.start();
  for (const id of ['a', 'b', 'c']) one.send(subscribe(id));
  await until(() => one.messages.some((message) => message.includes('"error"')), 'the refusal');
  expect(JSON.parse(one.messages.find((message) => message.includes('"error"')) ?? '')).toMatchObject({
    id: 'c',
    payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
  });
  const second = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const [error] = (await once(second, 'error')) as [Error];
  expect(error.message).toContain('429');
});

test.each([
  ['an unknown message', [{ type: 'nonsense' }], 4400],
  ['an id that is in use', [subscribe('a'), subscribe('a')], 4409],
  ['a second start', [{ type: 'connection_init' }], 4429],
])('%s closes the connection with the code of the protocol', async (_name, messages, code) => {
  await using kit = await startKit();
  const one = await speak(kit);
  await one.start();
  for (const message of messages) one.send(message);
  expect((await one.closed)[0]).toBe(code);
});

test('a subscription before the start closes the connection with the code of the protocol', async () => {
  await using kit = await startKit();
  const one = await speak(kit);
  one.send(subscribe('a'));
  expect((await one.closed)[0]).toBe(4401);
});

test('another protocol is refused with the code of the protocol', async () => {
  await using kit = await startKit();
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`);
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(4406);
});

test('a reader who does not read is let go with a reason, and the others are told everything', async () => {
  await using kit = await startKit({ gateway: { streams: { maxQueue: 20 } } });
  const stuck = await speak(kit);
  await stuck.start();
  stuck.send(subscribe('a'));
  const reader = kit.watch(EVENTS);
  const first = reader.take(1);
  await live(kit);
  stuck.socket.pause();
  const filler = 'x'.repeat(100_000);
  rename(kit, '0');
  await first;
  for (let at = 1; at <= 400; at += 1) {
    rename(kit, `${at}${filler}`);
    const [event] = await reader.take(1);
    expect(event?.data.clientEvents.account.name.startsWith(String(at))).toBe(true);
  }
  stuck.socket.resume();
  expect(await stuck.closed).toEqual([4008, 'Reads too slowly: reconnect with the last cursor']);
}, 60_000);

test('every reader is sent every event under an id of its own, also one that reads late', async () => {
  await using kit = await startKit();
  const ids = ['a', 'b', 'c', 'd'];
  const readers = await Promise.all(ids.map(() => speak(kit)));
  for (const [at, reader] of readers.entries()) {
    await reader.start();
    reader.send(subscribe(ids[at] ?? ''));
  }
  await live(kit);
  const [, late] = readers;
  late?.socket.pause();
  const names = Array.from({ length: 30 }, (_, at) => `${at}-${String.fromCodePoint(97 + (at % 26)).repeat(200_000)}`);
  for (const name of names) {
    const before = readers[0]?.messages.length ?? 0;
    rename(kit, name);
    await until(() => (readers[0]?.messages.length ?? 0) > before, 'the event at a reader who reads');
  }
  late?.socket.resume();
  for (const [at, reader] of readers.entries()) {
    await until(() => reader.messages.length > names.length, 'all events');
    const told = reader.messages.slice(1).map((text) => JSON.parse(text));
    expect(told.map(({ id, payload }) => [id, payload.data.clientEvents.account.name])).toEqual(
      names.map((name) => [ids[at], name]),
    );
  }
}, 60_000);
