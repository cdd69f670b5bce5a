import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../../sandbox/fondo/index.ts';
import { startKit, until } from '../../kit/gateway.ts';

const EVENTS = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ORDER]) { action } }`;

test('a hundred subscribers to one client share one upstream socket, released soon after the last has left', async () => {
  await using kit = await startKit();
  const watching = Array.from({ length: 100 }, (_, n) => (n % 2 ? kit.watch(EVENTS) : kit.watchSse(EVENTS)));
  const first = watching.map((one) => one.take(1));
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
  const order = `account: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}", instrument: "${DEMO_INSTRUMENT}"`;
  // Subscribers arrive over connections of their own: an order now and then reaches those that came late.
  let done = false;
  void Promise.all(first).then(() => (done = true));
  while (!done) {
    await kit.query(
      `mutation { placeOrder(input: { ${order}, trade: { buyAmount: 100 }, executor: "197001010003" }) { __typename } }`,
    );
  }
  const events = await Promise.all(first);
  expect(events.flat()).toHaveLength(100);
  expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getWebSocket')).toHaveLength(1);
  await Promise.all(watching.map((one) => one.leave()));
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});
