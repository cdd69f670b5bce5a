import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import type { Watching } from '../../kit/gateway.ts';
import { startMangledKit, type MangledKit } from '../../kit/mangling-proxy.ts';
import { CLIENT } from '../../schema/fondo/kit.ts';

const EVENTS = `subscription { clientEvents(client: "${CLIENT}", includeStatus: true) {
  __typename ... on StreamStatus { state } ... on OrderChange { order { id statusRaw } } ... on ClientChange { client { name } } } }`;
const READ = new RegExp(`^GET /v2/partner/client/${DEMO_CLIENT}$`);

const order = (kit: MangledKit): object => {
  const [row] = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order.rows;
  return { ...row, modifiedDate: new Date().toISOString() };
};

const start = (): Promise<MangledKit> =>
  startMangledKit({ gateway: { streams: { relay: { backoffMs: [1, 5] }, delayedAfterMs: 60_000 } } });

test.each([400, 403, 404])('a client of whom a read says %i as well is not there', async (status) => {
  await using kit = await start();
  kit.edges.fondo.mangle({ at: '/subscribe', times: Infinity, status });
  const read = kit.edges.fondo.mangle({ at: READ, times: Infinity, status });
  const { errors } = (await kit.watchSse(EVENTS).rest()).at(-1) ?? {};
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND', provider: 'FONDO' } }]);
  expect(read.count).toBeGreaterThan(0);
});

test('a live stream is not ended by the first answer that its client is not there, and goes on when that was odd', async () => {
  await using kit = await start();
  const stream = kit.watch(EVENTS);
  expect((await stream.take(1))[0]?.data.clientEvents.state).toBe('LIVE');
  const upgrades = kit.edges.fondo.mangle({ at: '/subscribe', times: 2, status: 404 });
  const reads = kit.edges.fondo.mangle({ at: READ, times: 2, status: 403 });
  kit.sandbox.fondo.cut(DEMO_CLIENT);
  await expect.poll(() => upgrades.count + reads.count).toBe(4);
  await expect.poll(() => kit.sandbox.fondo.sockets(DEMO_CLIENT)).toBe(1);
  kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'order.update', current: order(kit), previous: null });
  expect((await stream.take(1))[0]?.data.clientEvents.__typename).toBe('OrderChange');
  await stream.leave();
});

test('a live stream ends when its client stays away', async () => {
  await using kit = await start();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  kit.edges.fondo.mangle({ at: '/subscribe', times: Infinity, status: 404 });
  const reads = kit.edges.fondo.mangle({ at: READ, times: Infinity, status: 404 });
  kit.sandbox.fondo.cut(DEMO_CLIENT);
  await expect(stream.rest()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(reads.count).toBeGreaterThan(1);
});

test.each([400, 403, 404, 408, 421, 425, 426, 431, 451, 499])(
  'a catching up that is answered %i once is begun again, and what was missed is told',
  async (status) => {
    await using kit = await start();
    const stream = kit.watch(EVENTS);
    await stream.take(1);
    const odd = kit.edges.fondo.mangle({ at: /order\?modifiedFrom/, status });
    const books = kit.sandbox.fondo.state.books(DEMO_CLIENT);
    kit.sandbox.fondo.cut(DEMO_CLIENT);
    const { id } = order(kit) as { id: string };
    books.tables.order.put({ ...books.tables.order.get(id), ...order(kit) } as never);
    expect((await stream.take(1))[0]).toMatchObject({
      data: { clientEvents: { order: { id: `Order:${DEMO_CLIENT}:${id}` } } },
    });
    expect(odd.count).toBe(1);
    await stream.leave();
  },
);

test('events are read whatever the kind of the frame, with or without a byte order mark', async () => {
  await using kit = await start();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const kinds = [
    (text: string) => text,
    (text: string) => Buffer.from(text),
    (text: string) => Buffer.from(`\ufeff${text}`),
    (text: string) => `\ufeff${text}`,
  ];
  for (const [at, kind] of kinds.entries()) {
    kit.edges.fondo.frame = kind;
    const current = { ...order(kit), clientRef: 'åäö', modifiedDate: new Date(Date.now() + at).toISOString() };
    kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'order.update', current, previous: null });
    expect((await stream.take(1))[0]?.data.clientEvents.__typename).toBe('OrderChange');
  }
  kit.edges.fondo.frame = () => Buffer.from([0xff, 0x00, 0x7b]);
  kit.sandbox.fondo.emit(DEMO_CLIENT, {});
  kit.edges.fondo.frame = undefined;
  const current = { ...order(kit), modifiedDate: new Date(Date.now() + 60_000).toISOString() };
  kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'order.update', current, previous: null });
  expect((await stream.take(1))[0]?.data.clientEvents.__typename).toBe('OrderChange');
  await stream.leave();
});

const statuses = async (stream: Watching, count: number): Promise<unknown[]> =>
  (await stream.take(count)).map(({ data }) => data.clientEvents.order?.statusRaw);

test('changes of one object that carry the same moment are each told once, whatever is repeated', async () => {
  await using kit = await start();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const base = { ...order(kit), status: 'created' };
  const states = ['sent', 'confirmed', 'settled'].map((status) => ({ ...base, status }));
  const send = (current: object, previous: object | null): void =>
    kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'order.update', current, previous });
  const [sent = {}, confirmed = {}, settled = {}] = states;
  send(sent, null);
  send(confirmed, null);
  send(sent, null); // a repetition, late
  send(confirmed, sent);
  send(settled, confirmed);
  send(settled, confirmed);
  send({ ...base, status: 'over', modifiedDate: new Date(Date.now() + 1_000).toISOString() }, settled);
  expect(await statuses(stream, 4)).toEqual(['sent', 'confirmed', 'settled', 'over']);
  await stream.leave();
});

test('a date that lies ahead does not silence an object: what follows the last state is told', async () => {
  await using kit = await start();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const now = { ...order(kit), status: 'sent' };
  const ahead = { ...now, status: 'confirmed', modifiedDate: '9999-12-31T00:00:00Z' };
  const next = { ...now, status: 'settled', modifiedDate: new Date().toISOString() };
  const send = (current: object, previous: object | null): void =>
    kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'order.update', current, previous });
  send(ahead, null);
  send(now, null); // older than what was told
  send(next, ahead);
  send({ ...next, status: 'over', modifiedDate: new Date(Date.now() + 1_000).toISOString() }, next);
  expect(await statuses(stream, 3)).toEqual(['confirmed', 'settled', 'over']);
  await stream.leave();
});

test('what belongs to another client, or has no id that is a text, is not told to those who follow this one', async () => {
  await using kit = await start();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const { fondo } = kit.sandbox;
  const other = [...fondo.state.clients.rows].find(({ id }) => id !== DEMO_CLIENT);
  fondo.emit(DEMO_CLIENT, { type: 'client.update', current: other, previous: null });
  fondo.emit(DEMO_CLIENT, { type: 'order.update', current: { ...order(kit), clientId: other?.id }, previous: null });
  fondo.emit(DEMO_CLIENT, { type: 'order.update', current: { ...order(kit), id: 5 }, previous: null });
  fondo.emit(DEMO_CLIENT, { type: 'order.update', current: { ...order(kit), status: 'own' }, previous: null });
  expect(await statuses(stream, 1)).toEqual(['own']);
  await stream.leave();
});
