import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { flood, startBalancer } from '../../bench/balancer.ts';
import { startKit, until, type Kit } from '../kit/gateway.ts';

vi.setConfig({ testTimeout: 60_000 });

const SUBSCRIPTION = `subscription { clientEvents(client: "${DEMO_CLIENT}") { __typename } }`;
/** A grace beyond the patience of a test: whoever waits for all of it fails. */
const stopping = (drainMs: number): Promise<Kit> => startKit({ gateway: { stop: { drainMs, graceMs: 600_000 } } });

/** A POST on a kept-alive connection: answers once the head of the answer is there. */
async function post(kit: Kit, agent: Agent, query: string, accept = 'application/json'): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json', accept };
  const sent = send(`${kit.gateway.url}/graphql`, { method: 'POST', headers, agent });
  sent.end(JSON.stringify({ query }));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}
const keptAlive = (): Agent & Disposable => {
  const agent = new Agent({ keepAlive: true });
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
};

test('an event stream on a kept-alive connection does not hold up the stop', async () => {
  await using kit = await stopping(0);
  using agent = keptAlive();
  const stream = await post(kit, agent, SUBSCRIPTION, 'text/event-stream');
  stream.resume();
  await kit.gateway.stop();
});

test.each([
  'POST /graphql HTTP/1.1\r\nHo',
  'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
])('a request that is not completed does not hold up the stop', async (text) => {
  await using kit = await stopping(0);
  const { hostname, port } = new URL(kit.gateway.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  await kit.query('{ __typename }');
  await kit.gateway.stop();
  socket.destroy();
});

test.each(['', 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n'])(
  'a connection on which nothing more is sent after "%s" does not hold up the stop',
  async (text) => {
    await using kit = await stopping(0);
    const { hostname, port } = new URL(kit.gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    if (text) {
      socket.write(text);
      await once(socket, 'data');
    }
    socket.resume();
    const closed = once(socket, 'close');
    await kit.gateway.stop();
    await closed;
  },
);

test('from the first moment of a stop every answer ends its connection, and no stream is opened', async () => {
  await using kit = await stopping(4_000);
  using agent = keptAlive();
  kit.sandbox.fondo.fault({ operation: 'getClients', delayMs: 300 });
  expect((await post(kit, agent, '{ __typename }')).resume().headers.connection).toBe('keep-alive');
  const begun = post(kit, agent, '{ clients { nodes { id } } }');
  await until(() => kit.sandbox.fondo.callList().some((call) => call.includes('/client')), 'the read');
  const stopped = kit.gateway.stop();
  expect((await post(kit, agent, '{ __typename }')).resume().headers.connection).toBe('close');
  for (const accept of ['text/event-stream', 'application/json, text/event-stream']) {
    const stream = (await post(kit, agent, SUBSCRIPTION, accept)).resume();
    expect([stream.statusCode, stream.headers.connection, stream.headers['retry-after']]).toEqual([503, 'close', '1']);
    const query = (await post(kit, agent, '{ __typename }', accept)).resume();
    expect([query.statusCode, query.headers.connection]).toEqual([200, 'close']);
  }
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  const [, refused] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(refused.statusCode).toBe(503);
  socket.terminate();
  const answered = (await begun).resume();
  expect([answered.statusCode, answered.headers.connection]).toEqual([200, 'close']);
  await stopped;
});

test(
  'restarting two instances one after the other behind a balancer loses no request',
  { timeout: 90_000 },
  async () => {
    const start = (): Promise<Kit> => startKit({ gateway: { stop: { drainMs: 500, graceMs: 10_000 } } });
    await using balancer = await startBalancer();
    const kits = [await start(), await start()];
    for (const { gateway } of kits) await balancer.add(gateway.url);
    let over = false;
    const restart = async (): Promise<void> => {
      for (const old of kits.splice(0)) {
        const fresh = await start();
        await balancer.add(fresh.gateway.url);
        kits.push(fresh);
        await old.gateway.stop();
        balancer.remove(old.gateway.url);
        await old[Symbol.asyncDispose]();
      }
      over = true;
    };
    const restarted = restart();
    while (!over) expect(await flood(balancer.url, 50, 10)).toEqual([]);
    await restarted;
    expect(balancer.lost).toBe(0);
    for (const kit of kits) await kit[Symbol.asyncDispose]();
  },
);
