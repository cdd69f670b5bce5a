import { createClient } from 'graphql-ws';
import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
  type ConcreteRequest,
  type GraphQLResponse,
  type MutationParameters,
  type OperationType,
} from 'relay-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import CaughtQuery, { type ordersCaughtQuery } from './generated/relay/ordersCaughtQuery.graphql.ts';
import FollowOrder, { type ordersFollowSubscription } from './generated/relay/ordersFollowSubscription.graphql.ts';
import OrderQuery, { type ordersOrderQuery } from './generated/relay/ordersOrderQuery.graphql.ts';
import PageQuery, { type ordersPageQuery } from './generated/relay/ordersPageQuery.graphql.ts';
import PlaceOrder, { type ordersPlaceMutation } from './generated/relay/ordersPlaceMutation.graphql.ts';
import StrictQuery, { type ordersStrictQuery } from './generated/relay/ordersStrictQuery.graphql.ts';
import { DEMO, newestOrders, ORDER, placeOrder, startGateway, type Gateway } from './setup/gateway.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

function environmentOf({ url, wsUrl }: Gateway) {
  const socket = createClient({ url: wsUrl, webSocketImpl: WebSocket });
  const network = Network.create(
    async ({ text }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query: text, variables }),
      });
      return (await response.json()) as GraphQLResponse;
    },
    ({ text, name }, variables) =>
      Observable.create((sink) =>
        socket.subscribe({ query: text ?? '', operationName: name, variables }, sink as never),
      ),
  );
  const environment = new Environment({ network, store: new Store(new RecordSource()) });
  const read = <T extends OperationType>(request: ConcreteRequest, variables: T['variables']) =>
    environment.lookup(createOperationDescriptor(request, variables).fragment).data as T['response'];
  const commit = <T extends MutationParameters>(mutation: ConcreteRequest, variables: T['variables']) =>
    new Promise<T['response']>((resolve, reject) =>
      commitMutation<T>(environment, { mutation, variables, onCompleted: resolve, onError: reject }),
    );
  return { environment, read, commit, [Symbol.asyncDispose]: async () => void (await socket.dispose()) };
}

test('an order that was placed becomes SETTLED in the store, and what it was before does not come back', async () => {
  await using relay = environmentOf(gateway);
  const { placeOrder } = await relay.commit<ordersPlaceMutation>(PlaceOrder, { input: { ...ORDER } });
  const id = placeOrder?.id;
  if (id === undefined) throw new Error(JSON.stringify(placeOrder));
  await fetchQuery<ordersOrderQuery>(relay.environment, OrderQuery, { id }).toPromise();
  const shown = () => relay.read<ordersOrderQuery>(OrderQuery, { id }).node?.status as string | undefined;
  const seen: (string | undefined)[] = [];
  const descriptor = createOperationDescriptor(OrderQuery, { id });
  relay.environment.retain(descriptor);
  const watching = relay.environment.subscribe(relay.environment.lookup(descriptor.fragment), () => seen.push(shown()));
  const failed: unknown[] = [];
  const following = requestSubscription<ordersFollowSubscription>(relay.environment, {
    subscription: FollowOrder,
    variables: { id },
    onError: (error) => failed.push(error),
  });
  await expect.poll(shown).toBe('SETTLED');
  expect(failed).toEqual([]);
  expect(new Set(seen).size).toBe(seen.filter((status, at) => status !== seen[at - 1]).length);
  following.dispose();
  watching.dispose();
});

test('the newest orders are pages of one connection without doubles or gaps, while orders arrive', async () => {
  await using relay = environmentOf(gateway);
  const variables = { client: DEMO.client, first: 3 };
  relay.environment.retain(createOperationDescriptor(PageQuery, variables));
  const orders = () => relay.read<ordersPageQuery>(PageQuery, variables).client?.orders;
  await fetchQuery<ordersPageQuery>(relay.environment, PageQuery, variables).toPromise();
  for (let page = 0; page < 2; page += 1) {
    await placeOrder(gateway);
    const after = orders()?.pageInfo.endCursor;
    await fetchQuery<ordersPageQuery>(relay.environment, PageQuery, { ...variables, after }).toPromise();
  }
  const ids = orders()?.edges.map((edge) => edge?.node?.id);
  const newest = await newestOrders(gateway, 30); // those that have arrived meanwhile come before the first
  const first = newest.indexOf(ids?.[0] ?? '');
  expect(first).toBeGreaterThan(0);
  expect(ids).toEqual(newest.slice(first, first + 9));
});

test('what is null only with an error is typed as there where errors are thrown, and then either there or thrown', async () => {
  const { client } = DEMO;
  await using relay = environmentOf(gateway);
  const shown = await fetchQuery<ordersStrictQuery>(relay.environment, StrictQuery, { client }).toPromise();
  expect(shown?.client?.orders.nodes.map(({ status }) => status)).toEqual([expect.any(String)]);

  await using without = await startGateway({ FONDO: 'off' });
  await using failing = environmentOf(without);
  const asked = fetchQuery<ordersStrictQuery>(failing.environment, StrictQuery, { client }).toPromise();
  await expect(asked).rejects.toThrow(/^Relay: /);
  const caught = await fetchQuery<ordersCaughtQuery>(failing.environment, CaughtQuery, { client }).toPromise();
  expect(caught?.client.ok).toBe(false);
});
