import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import { CLIENT, startFondoKit } from '../../schema/fondo/kit.ts';

const EVENTS = `subscription { clientEvents(client: "${CLIENT}", includeStatus: true) {
  __typename ... on StreamStatus { state } ... on OrderChange { action order { id statusRaw } } } }`;

type Row = Readonly<Record<string, unknown>>;

/** What a subscriber receives of these events, up to the last one, which is always news. */
async function received(events: (order: Row) => readonly (readonly [string, Row])[]): Promise<unknown[]> {
  await using kit: Kit = await startFondoKit();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const [row] = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order.rows;
  const order: Row = { ...row, modifiedDate: new Date().toISOString() };
  const last = { ...order, status: 'over', modifiedDate: new Date(Date.now() + 60_000).toISOString() };
  for (const [type, current] of [...events(order), ['order.update', last] as const])
    kit.sandbox.fondo.emit(DEMO_CLIENT, { type, current, previous: null });
  const seen: unknown[] = [];
  while (seen.at(-1) !== 'over') seen.push((await stream.take(1))[0]?.data.clientEvents.order?.statusRaw);
  await stream.leave();
  return seen;
}

test('a creation that arrives after a change of the same moment does not bring the first state back', async () => {
  const seen = await received((order) => [
    ['order.update', { ...order, status: 'confirmed' }],
    ['order.create', { ...order, status: 'sent' }],
  ]);
  expect(seen).toEqual(['confirmed', 'over']);
});

test('a change is told once, however its date and what it lacks are written', async () => {
  const seen = await received((order) => {
    const sent = { ...order, status: 'sent' };
    const date = String(order['modifiedDate']);
    return [
      ['order.update', sent],
      ['order.update', { ...sent, modifiedDate: date.replace('Z', '+00:00') }],
      ['order.update', { ...sent, modifiedDate: date.replace('Z', '000Z') }],
      ['order.update', { ...sent, comment: null }],
    ];
  });
  expect(seen).toEqual(['sent', 'over']);
});

test('after a date that lies far ahead, changes without `previous` are told, each once', async () => {
  const seen = await received((order) => [
    ['order.update', { ...order, status: 'ahead', modifiedDate: '9999-12-31T00:00:00Z' }],
    ['order.update', { ...order, status: 'next', modifiedDate: new Date(Date.now() + 5_000).toISOString() }],
    ['order.update', { ...order, status: 'ahead', modifiedDate: '9999-12-31T00:00:00Z' }],
    ['order.update', { ...order, status: 'next', modifiedDate: new Date(Date.now() + 5_000).toISOString() }],
  ]);
  expect(seen).toEqual(['ahead', 'next', 'over']);
});

test.for(['yesterday', '', 5, {}])(
  'an event whose `modifiedDate` is %j is told, and what follows it',
  async (modifiedDate) => {
    const seen = await received((order) => [
      ['order.update', { ...order, status: 'sent' }],
      ['order.update', { ...order, status: 'odd', modifiedDate }],
      ['order.update', { ...order, status: 'odd', modifiedDate }],
      ['order.update', { ...order, status: 'sent' }],
      ['order.update', { ...order, status: 'settled', modifiedDate: new Date(Date.now() + 5_000).toISOString() }],
    ]);
    expect(seen).toEqual(['sent', 'odd', 'settled', 'over']);
  },
);

test('of two hundred states of one moment, none that comes again is told again', async () => {
  const states = Array.from({ length: 200 }, (_, at) => `state ${at}`);
  const seen = await received((order) =>
    [...states, ...states].map((status) => ['order.update', { ...order, status }] as const),
  );
  expect(seen).toEqual([...states, 'over']);
});

test('a change of the same moment that only a reading shows is told', async () => {
  await using kit: Kit = await startFondoKit();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const { fondo } = kit.sandbox;
  const { order: table } = fondo.state.books(DEMO_CLIENT).tables;
  const [row] = table.rows;
  const sent = { ...row, status: 'sent', modifiedDate: new Date().toISOString() };
  table.put(sent as never);
  fondo.emit(DEMO_CLIENT, { type: 'order.update', current: sent, previous: null });
  expect((await stream.take(1))[0]?.data.clientEvents.order.statusRaw).toBe('sent');
  table.put({ ...sent, status: 'confirmed' } as never);
  fondo.cut(DEMO_CLIENT);
  const seen: unknown[] = [];
  while (seen.at(-1) !== 'confirmed') seen.push((await stream.take(1))[0]?.data.clientEvents.order?.statusRaw);
  expect(seen.filter((one) => one !== undefined)).toEqual(['confirmed']);
  await stream.leave();
});

test('a change of the same moment as the first state of a narrow subscription is told', async () => {
  await using kit: Kit = await startFondoKit();
  const { fondo } = kit.sandbox;
  const { order: table } = fondo.state.books(DEMO_CLIENT).tables;
  const [row] = table.rows;
  const id = `Order:${DEMO_CLIENT}:${row?.id}`;
  const stream = kit.watch(`subscription { orderChanged(id: "${id}") { order { statusRaw } } }`);
  expect((await stream.take(1))[0]?.data.orderChanged.order.statusRaw).toBe(row?.status);
  fondo.emit(DEMO_CLIENT, { type: 'order.update', current: row, previous: null }); // what was shown already
  fondo.emit(DEMO_CLIENT, { type: 'order.update', current: { ...row, status: 'other' }, previous: null });
  expect((await stream.take(1))[0]?.data.orderChanged.order.statusRaw).toBe('other');
  await stream.leave();
});

test('an object that is created in the moment in which the stream begins is new, though only a reading shows it', async () => {
  await using kit: Kit = await startFondoKit();
  const stream = kit.watch(EVENTS);
  await stream.take(1);
  const { fondo, clock } = kit.sandbox;
  const { order: table } = fondo.state.books(DEMO_CLIENT).tables;
  const [row] = table.rows;
  const id = 'b7a0b0c6-3f0e-4b43-9a55-0f5f8a0d1c11';
  table.put({ ...row, id, createdDate: clock.iso(), modifiedDate: clock.iso() } as never);
  fondo.cut(DEMO_CLIENT);
  const orders: unknown[] = [];
  while (orders.length === 0)
    for (const { data } of await stream.take(1)) if (data.clientEvents.order) orders.push(data.clientEvents);
  expect(orders).toMatchObject([{ action: 'CREATED', order: { id: `Order:${DEMO_CLIENT}:${id}` } }]);
  await stream.leave();
});
