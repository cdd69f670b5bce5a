import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { startKit, type Kit } from '../../kit/gateway.ts';

const SELECTION = '... on AccountChange { account { name positions { value { amount } } } }';
const WATCH = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) { ${SELECTION} } }`;
const LIVE = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [], includeStatus: true) { ... on StreamStatus { state } } }`;

async function untilLive(kit: Kit) {
  const live = kit.watch(LIVE);
  for (let state = ''; state !== 'LIVE';) state = (await live.take(1))[0]?.data.clientEvents.state;
  return live;
}

function rename(kit: Kit, from: number, to: number): void {
  const { state } = kit.sandbox.fondo;
  const books = state.books(DEMO_CLIENT);
  const { rows } = books.tables.account;
  for (let at = from; at < to; at += 1)
    state.change(books, 'account', rows[at % rows.length]?.id ?? '', { name: `n${at}` });
}

test('the reads of a burst of events are shared, and every event arrives in order', async () => {
  await using kit = await startKit({ gateway: { streams: { maxQueue: 100 } } });
  const live = await untilLive(kit);
  const watching = kit.watch(WATCH);
  await watching.take(1); // its status: it has joined
  kit.sandbox.fondo.forget();
  kit.sandbox.fondo.fault({ operation: 'getInstruments', delayMs: 300 });
  rename(kit, 1, 61);
  const names = (await watching.take(60)).map(({ data }) => data.clientEvents.account.name);
  expect(names).toEqual(Array.from({ length: 60 }, (_, at) => `n${at + 1}`));
  expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getInstruments').length).toBeLessThan(10);
  await Promise.all([watching.leave(), live.leave()]);
});

test('a fast reader stays while far more events arrive during a slow read than may wait for it', async () => {
  await using kit = await startKit({ gateway: { streams: { maxQueue: 100 } } });
  const live = await untilLive(kit);
  const watching = kit.watch(WATCH);
  await watching.take(1); // its status: it has joined
  kit.sandbox.fondo.fault({ operation: 'getInstruments', delayMs: 400 });
  const received = watching.take(400);
  for (let at = 0; at < 400; at += 20) {
    rename(kit, at, at + 20);
    await kit.query('{ __typename }'); // the events before it have arrived
  }
  const names = (await received).map(({ data }) => data.clientEvents.account.name);
  expect(names).toEqual(Array.from({ length: 400 }, (_, at) => `n${at}`));
  await Promise.all([watching.leave(), live.leave()]);
});

test('an event never shows reads that were made before it came', async () => {
  await using kit = await startKit();
  const live = await untilLive(kit);
  const watching = kit.watch(
    `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) { client { name } } }`,
  );
  await watching.take(1); // its status: it has joined
  const { state } = kit.sandbox.fondo;
  for (const name of ['A', 'B', 'C']) {
    const books = state.books(DEMO_CLIENT);
    Object.assign(books, { client: { ...books.client, name } });
    rename(kit, 0, 1);
    const [event] = await watching.take(1);
    expect(event?.data.clientEvents.client.name).toBe(name);
  }
  await Promise.all([watching.leave(), live.leave()]);
});

test('each of several subscribers finds its own correlation id in the errors of a shared event', async () => {
  await using kit = await startKit();
  const live = await untilLive(kit);
  const document = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { client { name } } }`;
  const ids = ['subscriber-one', 'subscriber-two'];
  const open = await Promise.all(
    ids.map(async (id) => {
      const response = await fetch(`${kit.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-correlation-id': id },
        body: JSON.stringify({ query: document }),
      });
      return (response.body as ReadableStream<Uint8Array>).getReader();
    }),
  );
  await Promise.all(open.map((reader) => reader.read())); // the first bytes: it has joined
  kit.sandbox.fondo.fault({ operation: 'getClientById', answer: { status: 500, body: {} } });
  rename(kit, 0, 1);
  for (const [at, reader] of open.entries()) {
    let text = '';
    while (!text.includes('correlationId')) text += Buffer.from((await reader.read()).value ?? []).toString();
    expect(text).toContain(`"correlationId":"${ids[at]}"`);
    expect(text).not.toContain(ids[1 - at]);
    await reader.cancel();
  }
  await live.leave();
});
