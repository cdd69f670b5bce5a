import { expect, test, vi } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { Heartbeat } from '../../src/server/ws-heartbeat.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';
import { openRaw } from './raw-socket.ts';

async function acknowledged(kit: Kit) {
  const client = await openRaw(kit);
  client.send({ type: 'connection_init' });
  await until(() => client.came.length > 0, 'the acknowledgement');
  expect(client.came.splice(0)).toEqual([{ type: 'connection_ack' }]);
  return client;
}
const FOLLOW = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) {
  cursor ... on StreamStatus { state } ... on AccountChange { account { name } } } }`;
const follow = (id: string): object => ({ id, type: 'subscribe', payload: { query: FOLLOW } });
const ask = (id: string, query: string): object => ({ id, type: 'subscribe', payload: { query } });

test.each([
  ['a second connection_init', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429],
  ['what is no JSON object', ['text'], 4400],
  ['a type that is not there', [{ type: 'start' }], 4400],
  ['a message that only servers send', [{ type: 'next', id: '1', payload: {} }], 4400],
  ['a subscribe without a query', [{ type: 'connection_init' }, { type: 'subscribe', id: '1', payload: {} }], 4400],
  ['an operation before the acknowledgement', [ask('1', '{ __typename }')], 4401],
])('%s closes the connection with the code of the protocol', async (_what, messages, code) => {
  await using kit = await startKit();
  const { send, closed } = await openRaw(kit);
  messages.forEach(send);
  expect((await closed)[0]).toBe(code);
});

test('a ping is answered with its payload, before the acknowledgement too, and a pong is not answered', async () => {
  await using kit = await startKit();
  const { socket, came, send } = await openRaw(kit);
  send({ type: 'pong' });
  send({ type: 'ping', payload: { at: 1 } });
  send({ type: 'ping' });
  await until(() => came.length === 2, 'the answers');
  expect(came).toEqual([{ type: 'pong', payload: { at: 1 } }, { type: 'pong' }]);
  socket.close();
});

test('whoever has the same subscription is sent the same result under an id of its own, whatever that is', async () => {
  await using kit = await startKit();
  const ids = ['1', 'one', 'two', 'zwölf', 'a"b', '\u{1F600}', 'x'.repeat(120)];
  const clients = await Promise.all([...ids, '1', 'two'].map(async (id) => ({ id, ...(await acknowledged(kit)) })));
  for (const { id, send } of clients) send(follow(id));
  for (const { came } of clients)
    await until(() => came.some(({ payload }) => payload.data.clientEvents.state === 'LIVE'), 'the stream');
  const { fondo } = kit.sandbox;
  for (const name of ['First', 'Ändrad \u{1F600}', 'y'.repeat(70_000), 'Last'])
    fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
  for (const { id, came, socket } of clients) {
    const events = () => came.map(({ payload }) => payload.data.clientEvents).filter(({ account }) => account);
    await until(() => events().length === 4, 'all events');
    expect(new Set(came.map((message) => `${message.type} ${message.id}`))).toEqual(new Set([`next ${id}`]));
    expect(events().map(({ account }) => account.name as string)).toEqual([
      'First',
      'Ändrad \u{1F600}',
      'y'.repeat(70_000),
      'Last',
    ]);
    socket.close();
  }
});

test('nothing is sent for a query that its client has completed, and its id may be used at once', async () => {
  await using kit = await startKit();
  const { socket, came, send } = await acknowledged(kit);
  send(ask('1', '{ clients { nodes { name accounts { nodes { name } } } } }'));
  send({ id: '1', type: 'complete' });
  send(ask('1', '{ __typename }'));
  await until(() => came.some(({ type }) => type === 'complete'), 'the second');
  await kit.query('{ clients { nodes { name accounts { nodes { name } } } } }');
  expect(came).toEqual([
    { id: '1', type: 'next', payload: { data: { __typename: 'Query' } } },
    { id: '1', type: 'complete' },
  ]);
  socket.close();
});

test('a connection that gives no sign of life in fifteen seconds is cut, and the others are asked again', () => {
  vi.useFakeTimers();
  try {
    const heartbeat = new Heartbeat();
    const connection = (answers: boolean) => ({
      isAlive: true,
      pings: 0,
      isCut: false,
      ping() {
        this.pings += 1;
        this.isAlive = answers;
      },
      cut() {
        this.isCut = true;
      },
    });
    const [living, dead, left] = [connection(true), connection(false), connection(true)];
    heartbeat.add(living);
    vi.advanceTimersByTime(5_000);
    heartbeat.add(dead);
    heartbeat.add(left).delete(left);
    vi.advanceTimersByTime(14_000);
    expect([living.pings, dead.pings, dead.isCut]).toEqual([1, 0, false]);
    vi.advanceTimersByTime(14_000);
    expect([living.pings, dead.pings, dead.isCut]).toEqual([2, 1, false]);
    vi.advanceTimersByTime(2_000);
    expect([living.isCut, dead.isCut, left.pings]).toEqual([false, true, 0]);
    heartbeat.stop();
  } finally {
    vi.useRealTimers();
  }
});
