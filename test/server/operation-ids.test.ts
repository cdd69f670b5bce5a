import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';
import { openRaw } from './raw-socket.ts';
import { apply, FAST, SIGN_STATUS, startPayexKit } from '../schema/payex/kit.ts';

/** A raw client that has been acknowledged. */
async function connect(kit: Kit) {
  const client = await openRaw(kit);
  client.send({ type: 'connection_init' });
  await until(() => client.came.length > 0, 'the acknowledgement');
  return client;
}
const follow = (id: string, types = ''): object => ({
  id,
  type: 'subscribe',
  payload: {
    query: `subscription { clientEvents(client: "${DEMO_CLIENT}", includeStatus: true${types}) { __typename } }`,
  },
});
const complete = (id: string): object => ({ id, type: 'complete' });

async function streamsOf(kit: Kit): Promise<unknown> {
  const { data } = await kit.query('{ providers { provider streams { sockets pollers } } }');
  const metrics = await (await fetch(`${kit.gateway.url}/metrics`)).text();
  const gauges = metrics.match(/^gateway_subscribers\{.*\} (?!0$).*$/gm) ?? [];
  return { streams: data.providers, gauges };
}

test('an id may be used again at once: the second subscription goes on, and nothing of either is left behind', async () => {
  await using kit = await startKit();
  const before = await streamsOf(kit);
  const { socket, came, send } = await connect(kit);
  send(follow('1'));
  await until(() => came.some(({ type }) => type === 'next'), 'the first event');
  for (let at = 0; at < 20; at += 1) {
    send(complete('1'));
    send(follow('1', ', types: [ORDER]'));
  }
  const events = came.length;
  await until(() => came.length > events, 'an event of the last subscription');
  expect(came.filter(({ type }) => type === 'complete' || type === 'error')).toEqual([]);
  send(complete('1'));
  send({ id: '2', type: 'subscribe', payload: { query: '{ __typename }' } });
  await until(() => came.some(({ id, type }) => id === '2' && type === 'complete'), 'the query');
  socket.close();
  await expect.poll(() => streamsOf(kit), { timeout: 10_000 }).toEqual(before);
});

test.each(['closes', 'is cut'])(
  'nothing is polled for a client whose socket %s while it subscribes again under the same id',
  async (how) => {
    await using kit = await startPayexKit({ gateway: { streams: { signing: { ...FAST, idleMs: 100 } } } });
    const application = await apply(kit);
    const before = await streamsOf(kit);
    const subscribe = { id: '1', type: 'subscribe', payload: { query: SIGN_STATUS, variables: { application } } };
    for (let at = 0; at < 8; at += 1) {
      const { socket, came, send, closed } = await connect(kit);
      send(subscribe);
      if (at % 2) await until(() => came.some(({ type }) => type === 'next'), 'the first state');
      send(complete('1'));
      send(subscribe);
      if (how === 'closes') socket.close();
      else socket.terminate();
      await closed;
    }
    await expect.poll(() => streamsOf(kit), { timeout: 5_000 }).toEqual(before);
    kit.sandbox.payex.forget();
    await streamsOf(kit);
    expect(kit.sandbox.payex.callList().filter((call) => call.startsWith('GET'))).toEqual([]);
  },
);

test('a query may be sent again under its id as soon as it was answered', async () => {
  await using kit = await startKit();
  const { socket, came, send } = await connect(kit);
  for (let at = 1; at <= 20; at += 1) {
    send({ id: 'q', type: 'subscribe', payload: { query: at % 2 ? '{ __typename }' : '{ nothing }' } });
    await until(() => came.filter(({ type }) => type === 'complete' || type === 'error').length === at, 'the end');
  }
  expect(socket.readyState).toBe(socket.OPEN);
  socket.close();
});

test('an id that is in use is refused', async () => {
  await using kit = await startKit();
  const { send, closed } = await connect(kit);
  send(follow('1'));
  send(follow('1'));
  expect((await closed)[0]).toBe(4409);
});
