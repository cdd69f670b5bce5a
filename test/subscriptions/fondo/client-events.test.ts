import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, SECOND_CLIENT } from '../../../sandbox/fondo/index.ts';
import { loadSettings } from '../../../src/config/index.ts';
import { startKit, until, type Answered, type Kit } from '../../kit/gateway.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!, $after: String, $status: Boolean) {
    clientEvents(client: $client, after: $after, includeStatus: $status) {
      __typename
      action
      cursor
      source
      ... on AccountChange {
        account {
          name
        }
        previous {
          name
        }
      }
      ... on StreamStatus {
        state
      }
    }
  }
`;

const FAST = { relay: { backoffMs: [1, 10] }, fondoLingerMs: 10 } as const;

const rename = ({ sandbox: { fondo } }: Kit, name: string): void =>
  void fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
const events = (answers: readonly Answered[]) => answers.map(({ data }) => data.clientEvents);
const names = (answers: readonly Answered[]) => events(answers).map(({ account }) => account?.name);

/** Subscribes and waits until the stream is up to date. */
async function listen(kit: Kit, after?: string) {
  const watching = kit.watch(EVENTS, { client: DEMO_CLIENT, after, status: true });
  for (let state = ''; state !== 'LIVE';) {
    const [status] = events(await watching.take(1));
    expect(status.__typename).toBe('StreamStatus');
    ({ state } = status);
  }
  return watching;
}

const start = (streams: object = {}) => startKit({ gateway: { streams: { ...FAST, ...streams } } });

test('what changed while the socket was lost is told when it is back, once, and then everything new', async () => {
  await using kit = await start({ delayedAfterMs: 200 });
  const watching = await listen(kit);
  await kit.sandbox.fondo.down();
  expect(events(await watching.take(1))).toMatchObject([{ __typename: 'StreamStatus', state: 'DELAYED' }]);
  rename(kit, 'while away');
  await kit.sandbox.fondo.up();
  const [missed, live] = events(await watching.take(2));
  expect(missed).toMatchObject({ action: 'UPDATED', source: 'BACKFILL', account: { name: 'while away' } });
  expect(live).toMatchObject({ __typename: 'StreamStatus', state: 'LIVE' });
  rename(kit, 'back again');
  expect(events(await watching.take(1))).toMatchObject([
    { source: 'LIVE', account: { name: 'back again' }, previous: { name: 'while away' } },
  ]);
});

test('a silent socket is given up, opened anew, and what it kept to itself is told', async () => {
  await using kit = await start({ relay: { ...FAST.relay, silenceMs: 60 } });
  const watching = await listen(kit);
  const release = kit.sandbox.fondo.mute(DEMO_CLIENT);
  rename(kit, 'unheard');
  release();
  expect(names(await watching.take(1))).toEqual(['unheard']);
});

test('a renewed token opens the socket anew without losing a change', async () => {
  await using kit = await start({ relay: { ...FAST.relay, silenceMs: 300 } });
  const watching = await listen(kit);
  const upgrades = () => kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getWebSocket').length;
  kit.sandbox.fondo.expireTokens();
  await kit.query('{ clients(first: 1) { nodes { id } } }');
  await until(() => upgrades() === 2, 'the second socket');
  rename(kit, 'after the renewal');
  expect(names(await watching.take(1))).toEqual(['after the renewal']);
});

test('repeated and late events are told once and in order', async () => {
  await using kit = await start();
  const watching = await listen(kit);
  const { fondo } = kit.sandbox;
  const v0 = fondo.state.find(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT);
  const at = (ms: number, name: string) => ({
    ...v0,
    name,
    modifiedDate: new Date(Date.parse(kit.sandbox.clock.iso()) + ms).toISOString(),
  });
  const [v1, v2, v3] = [at(1, 'one'), at(2, 'two'), at(3, 'three')];
  const update = (current: object, previous: object) => ({ type: 'account.update', current, previous });
  for (const event of [update(v2, v1), update(v1, v0), update(v2, v1), update(v3, v2), update(v1, v0)]) {
    fondo.emit(DEMO_CLIENT, event);
  }
  const told = await watching.take(3);
  expect(names(told)).toEqual(['one', 'two', 'three']);
  expect(events(told).map(({ source }) => source)).toEqual(['BACKFILL', 'LIVE', 'LIVE']);
  kit.sandbox.clock.advance(1_000);
  rename(kit, 'last');
  expect(names(await watching.take(1))).toEqual(['last']);
});

test('a subscriber that comes back with its cursor gets what it missed and then goes on, also after the socket was closed', async () => {
  await using kit = await start();
  const watching = await listen(kit);
  rename(kit, 'seen');
  const [seen] = events(await watching.take(1));
  await watching.leave();
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the socket to close');
  kit.sandbox.clock.advance(1_000);
  rename(kit, 'missed');
  const again = kit.watch(EVENTS, { client: DEMO_CLIENT, after: seen.cursor });
  expect(names(await again.take(1))).toEqual(['missed']);
  const fresh = await listen(kit);
  rename(kit, 'live');
  for (const one of [again, fresh]) expect(names(await one.take(1))).toEqual(['live']);
});

test('what the log holds is replayed before what is new, with no gap between', async () => {
  await using kit = await start();
  const watching = await listen(kit);
  for (const name of ['a', 'b', 'c']) rename(kit, name);
  const [first] = events(await watching.take(3));
  const again = kit.watch(EVENTS, { client: DEMO_CLIENT, after: first.cursor });
  expect(names(await again.take(2))).toEqual(['b', 'c']);
  rename(kit, 'd');
  expect(names(await again.take(1))).toEqual(['d']);
});

test('a subscriber that comes back with the cursor of a status is told nothing twice', async () => {
  await using kit = await start();
  const watching = await listen(kit);
  for (const name of ['a', 'b']) rename(kit, name);
  const [, seen] = events(await watching.take(2));
  for (const after of [seen.cursor, undefined]) {
    const again = kit.watch(EVENTS, { client: DEMO_CLIENT, after, status: true });
    const [status] = events(await again.take(1));
    expect(status).toMatchObject({ __typename: 'StreamStatus', state: 'LIVE' });
    const once = kit.watch(EVENTS, { client: DEMO_CLIENT, after: status.cursor });
    const name = after ? 'after a cursor' : 'after none';
    rename(kit, name);
    for (const one of [again, once]) expect(names(await one.take(1))).toEqual([name]);
  }
});

test('the environment bounds the log of a client and how long its socket may be silent', async () => {
  const { streams } = loadSettings({ STREAM_LOG_EVENTS: '1', STREAM_SILENCE_MS: '1000' });
  await using kit = await startKit({ gateway: { streams } });
  const watching = await listen(kit);
  rename(kit, 'a');
  rename(kit, 'b');
  rename(kit, 'c');
  const [first] = events(await watching.take(3));
  await expect(kit.watch(EVENTS, { client: DEMO_CLIENT, after: first.cursor }).next()).rejects.toMatchObject([
    { extensions: { code: 'CURSOR_EXPIRED' } },
  ]);
  const release = kit.sandbox.fondo.mute(DEMO_CLIENT);
  rename(kit, 'unheard');
  release();
  expect(names(await watching.take(1))).toEqual(['unheard']);
});

test('a cursor that is too old, of another stream, or made up is refused with what to do', async () => {
  await using kit = await start({ log: { maxEvents: 2 } });
  const watching = await listen(kit);
  for (const name of ['a', 'b', 'c', 'd']) rename(kit, name);
  const [first] = events(await watching.take(4));
  for (const variables of [
    { client: DEMO_CLIENT, after: first.cursor },
    { client: SECOND_CLIENT, after: first.cursor },
    { client: DEMO_CLIENT, after: 'made up' },
  ]) {
    await expect(kit.watch(EVENTS, variables).next()).rejects.toMatchObject([
      { message: expect.stringContaining('Subscribe without `after`'), extensions: { code: 'CURSOR_EXPIRED' } },
    ]);
  }
});

test('a failing list delays the stream and loses nothing', async () => {
  await using kit = await start({ delayedAfterMs: 200 });
  const watching = await listen(kit);
  const remove = kit.sandbox.fondo.fault({ operation: 'getAccounts', answer: { status: 503 } });
  kit.sandbox.fondo.dropConnections();
  rename(kit, 'in between');
  expect(events(await watching.take(1))).toMatchObject([{ state: 'DELAYED' }]);
  remove();
  const [change, status] = events(await watching.take(2));
  expect([change.account.name, status.state]).toEqual(['in between', 'LIVE']);
});

test('the providers show how their subscriptions are served', async () => {
  await using kit = await start();
  const served = async () => {
    const { data } = await kit.query('{ providers { provider streams { sockets liveSockets pollers } } }');
    return data.providers.find(({ provider }: { provider: string }) => provider === 'FONDO').streams;
  };
  expect(await served()).toEqual({ sockets: 0, liveSockets: 0, pollers: 0 });
  const watching = await listen(kit);
  expect(await served()).toEqual({ sockets: 1, liveSockets: 1, pollers: 0 });
  await watching.leave();
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the socket to close');
  expect(await served()).toMatchObject({ sockets: 0 });
});
