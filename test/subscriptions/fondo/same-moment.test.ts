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
