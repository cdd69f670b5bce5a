import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../../sandbox/fondo/index.ts';
import { startKit, until } from '../../kit/gateway.ts';

const DASHBOARD = /* GraphQL */ `
  query ($client: ID!) {
    client(id: $client) {
      name
      accounts(first: 20) {
        nodes {
          name
          balance {
            amount
          }
          positions {
            units
            instrument {
              name
            }
          }
        }
      }
      orders(first: 50) {
        nodes {
          status
          account {
            name
          }
          instrument {
            name
          }
        }
      }
    }
  }
`;

const PLACE = /* GraphQL */ `
  mutation ($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      __typename
      ... on Order {
        id
        status
        amount {
          amount
          currency
        }
        account {
          id
        }
      }
      ... on InvalidInput {
        code
        fields {
          path
          message
        }
      }
    }
  }
`;

const order = {
  account: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`,
  instrument: `Instrument:${DEMO_INSTRUMENT}`,
  trade: { buyAmount: '150.50' },
  executor: '197001010003',
};

test('a dashboard of 20 accounts and 50 orders costs at most five upstream calls, none twice', async () => {
  await using kit = await startKit();
  await kit.query('{ clients(first: 1) { nodes { id } } }');
  kit.sandbox.fondo.forget();
  const { data, errors } = await kit.query(DASHBOARD, { client: DEMO_CLIENT });
  expect(errors).toBeUndefined();
  expect(data.client.accounts.nodes).toHaveLength(20);
  expect(data.client.orders.nodes).toHaveLength(50);
  for (const one of data.client.orders.nodes) expect(one.instrument.name).toEqual(expect.any(String));
  const calls = kit.sandbox.fondo.callList();
  expect(calls.length).toBeLessThanOrEqual(5);
  expect(new Set(calls).size).toBe(calls.length);
});

test('300 orders of one client resolve account and instrument with a handful of calls', async () => {
  await using kit = await startKit({ sandbox: { seed: { accounts: 120, orders: 400, instruments: 300 } } });
  const { data, errors } = await kit.query(
    '{ clients(first: 1) { nodes { orders(first: 300) { nodes { account { name } instrument { name } } } } } }',
  );
  expect(errors).toBeUndefined();
  const orders = data.clients.nodes[0].orders.nodes;
  expect(orders).toHaveLength(300);
  for (const one of orders)
    expect([one.account?.name, one.instrument?.name]).toEqual([expect.any(String), expect.any(String)]);
  expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId !== 'authToken').length).toBeLessThanOrEqual(
    4,
  );
});

test('an order is placed with exactly the digits of the caller', async () => {
  await using kit = await startKit();
  const { data } = await kit.query(PLACE, { input: order });
  expect(data.placeOrder).toMatchObject({
    __typename: 'Order',
    status: 'RECEIVED',
    amount: { amount: '150.5', currency: 'SEK' },
  });
  expect(kit.sandbox.fondo.calls.find(({ operationId }) => operationId === 'createOrder')?.body).toMatchObject({
    amount: 150.5,
  });
});

test('an amount that lost digits as a number on its way is refused, and not placed', async () => {
  await using kit = await startKit();
  for (const buyAmount of [9007199254740993, 1e300]) {
    const { errors } = await kit.query(PLACE, { input: { ...order, trade: { buyAmount } } });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('beyond 9007199254740991 as a string') as string,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'createOrder')).toEqual([]);
});

test('an order whose answer is lost is found again by its reference and never sent twice', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'createOrder', socket: 'lose' });
  const { data } = await kit.query(PLACE, { input: order });
  expect(data.placeOrder.__typename).toBe('Order');
  expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'createOrder')).toHaveLength(1);
});

test('a bad amount is refused with its path, before anything is sent', async () => {
  await using kit = await startKit();
  const { data } = await kit.query(PLACE, { input: { ...order, trade: { buyAmount: '10.005' }, executor: 'me' } });
  expect(data.placeOrder).toMatchObject({ __typename: 'InvalidInput', code: 'INVALID_INPUT' });
  expect(data.placeOrder.fields.map(({ path }: { path: string }) => path)).toEqual([
    'input.executor',
    'input.trade.buyAmount',
  ]);
  expect(kit.sandbox.fondo.callList()).toEqual([]);
});

test('the events of a client arrive over WebSocket and server-sent events alike, and leaving frees the socket', async () => {
  await using kit = await startKit({ gateway: { streams: { fondoLingerMs: 10 } } });
  const document = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ORDER]) { __typename action ... on OrderChange { order { status account { name } } } } }`;
  const [socket, sse] = [kit.watch(document), kit.watchSse(document)];
  const first = [socket.take(1), sse.take(1)];
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
  await kit.query(PLACE, { input: order });
  for (const [event] of await Promise.all(first)) {
    expect(event?.data.clientEvents).toMatchObject({
      __typename: 'OrderChange',
      action: 'CREATED',
      order: { status: 'RECEIVED' },
    });
  }
  await Promise.all([socket.leave(), sse.leave()]);
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});
