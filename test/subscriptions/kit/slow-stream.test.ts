import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { startKit, until } from '../../kit/gateway.ts';

const EVENTS = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { cursor ... on AccountChange { account { name } } } }`;

test('an event stream that nobody reads is let go with a reason, and the others are told everything', async () => {
  await using kit = await startKit({ gateway: { streams: { maxQueue: 20 } } });
  const { fondo } = kit.sandbox;
  const rename = (name: string): void =>
    void fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
  const { hostname, port } = new URL(kit.gateway.url);
  const stuck = connect(Number(port), hostname);
  stuck.write(
    `GET /graphql?query=${encodeURIComponent(EVENTS)} HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\n\r\n`,
  );
  await once(stuck, 'readable');
  const reader = kit.watch(EVENTS);
  const first = reader.take(1);
  await until(() => fondo.calls.some(({ operationId }) => operationId === 'getFundTransactions'), 'the stream');
  await kit.query('{ __typename }');
  rename('0');
  await first;
  const filler = 'x'.repeat(100_000);
  for (let at = 1; at <= 400; at += 1) {
    rename(`${at}${filler}`);
    const [event] = await reader.take(1);
    expect(event?.data.clientEvents.account.name.startsWith(String(at))).toBe(true);
  }
  let [bytes, tail] = [0, ''];
  stuck.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    tail = (tail + chunk.toString('latin1')).slice(-2_000);
  });
  await until(() => tail.includes(': SUBSCRIBER_TOO_SLOW'), 'the end of the stream');
  expect(tail).not.toContain('event: complete');
  expect(bytes).toBeLessThan(20_000_000);
  stuck.destroy();
  await reader.leave();
}, 30_000);
