import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Dashboard, FollowOrder, Order, Orders, PlaceOrder } from './apollo/documents.ts';
import { DEMO, newestOrders, ORDER, placeOrder, startGateway, type Gateway } from './setup/gateway.ts';
import { recording } from './setup/requests.ts';
import { possibleTypes } from './setup/schema.ts';
import { MANIFEST } from './setup/trusted.ts';

let open: Gateway;
let trusting: Gateway;
beforeAll(async () => {
  [open, trusting] = await Promise.all([
    startGateway(),
    startGateway({ TRUSTED_DOCUMENTS: MANIFEST, TRUSTED_DOCUMENTS_ONLY: 'on' }),
  ]);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await trusting[Symbol.asyncDispose]();
});

const cache = (): InMemoryCache =>
  new InMemoryCache({
    possibleTypes,
    typePolicies: { Client: { fields: { orders: relayStylePagination(['order']) } } },
  });

type Options = Partial<ConstructorParameters<typeof ApolloClient>[0]>;

function clientOf({ url, wsUrl }: Gateway, options: Options = {}) {
  const socket = createClient({ url: wsUrl, webSocketImpl: WebSocket });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url }),
  );
  const client = new ApolloClient({ cache: cache(), link, ...options });
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      client.stop();
      await socket.dispose();
    },
  });
}

test('an order that was placed becomes SETTLED in the cache, and what it was before does not come back', async () => {
  await using client = clientOf(open);
  const { data } = await client.mutate({ mutation: PlaceOrder, variables: { input: ORDER } });
  if (data?.placeOrder?.__typename !== 'Order') throw new Error(JSON.stringify(data));
  const { id } = data.placeOrder;
  const seen: string[] = [];
  const watching = client.watchQuery({ query: Order, variables: { id } }).subscribe(({ data: shown }) => {
    if (shown?.node?.__typename === 'Order') seen.push(shown.node.status as string);
  });
  const following = client.subscribe({ query: FollowOrder, variables: { id } }).subscribe(() => undefined);
  await expect.poll(() => seen.at(-1)).toBe('SETTLED');
  expect(new Set(seen).size).toBe(seen.filter((status, at) => status !== seen[at - 1]).length);
  expect(client.readQuery({ query: Order, variables: { id } })?.node).toMatchObject({ id, status: 'SETTLED' });
  following.unsubscribe();
  watching.unsubscribe();
});

test('where only trusted documents run, those that codegen has written run by their hash', async () => {
  const { requests, fetch } = recording();
  const persisted = new PersistedQueryLink({
    generateHash: (document) => (document as unknown as { __meta__: { hash: string } }).__meta__.hash,
  });
  await using client = clientOf(trusting, { link: persisted.concat(new HttpLink({ uri: trusting.url, fetch })) });
  const { data } = await client.query({ query: Orders, variables: { client: DEMO.client, first: 2 } });
  expect(data?.client?.orders?.edges).toHaveLength(2);
  expect(requests.map(({ query }) => query)).toEqual([undefined]);
});

test('where no documents are known, the link sends texts from its second request on', async () => {
  const { requests, fetch } = recording();
  const persisted = new PersistedQueryLink({
    generateHash: (document) => (document as unknown as { __meta__: { hash: string } }).__meta__.hash,
  });
  await using client = clientOf(open, { link: persisted.concat(new HttpLink({ uri: open.url, fetch })) });
  for (const first of [1, 2]) {
    const { data } = await client.query({
      query: Orders,
      variables: { client: DEMO.client, first },
      fetchPolicy: 'no-cache',
    });
    expect(data?.client?.orders?.edges).toHaveLength(first);
  }
  expect(requests.map(({ query }) => query !== undefined)).toEqual([false, true, true]);
});

test.each([
  ['incrementalSpec=v0.2', new GraphQL17Alpha9Handler()],
  ['deferSpec=20220824', new Defer20220824Handler()],
])('what is deferred arrives in the form that the client asks for: %s', async (_form, incrementalHandler) => {
  await using client = clientOf(open, { incrementalHandler });
  const shown: unknown[] = [];
  const watching = client
    .watchQuery({ query: Dashboard, variables: { client: DEMO.client } })
    .subscribe(({ data, dataState }) => {
      shown.push(data);
      if (dataState === 'complete') complete.resolve(data);
    });
  const complete = Promise.withResolvers<unknown>();
  expect(await complete.promise).toMatchObject({
    client: {
      name: expect.any(String),
      orders: {
        nodes: expect.arrayContaining([{ __typename: 'Order', id: expect.any(String), status: expect.any(String) }]),
      },
    },
  });
  watching.unsubscribe();
});

test('a request with the header of a client that asks for no parts is answered at once', async () => {
  const response = await fetch(open.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json,application/json;q=0.9' },
    body: JSON.stringify({ query: '{ clients(first: 1) { nodes { id ... @defer { name } } } }' }),
  });
  expect(await response.json()).toMatchObject({ data: { clients: { nodes: [{ name: expect.any(String) }] } } });
});

test('the newest orders are pages of one list without doubles or gaps, while orders arrive', async () => {
  await using client = clientOf(open);
  const query = client.watchQuery({ query: Orders, variables: { client: DEMO.client, first: 3 } });
  const watching = query.subscribe(() => undefined);
  const orders = () => query.getCurrentResult().data?.client?.orders;
  for (const count of [3, 6, 9]) {
    if (count > 3) await query.fetchMore({ variables: { after: orders()?.pageInfo?.endCursor } });
    await expect.poll(() => orders()?.edges?.length).toBe(count);
    await placeOrder(open);
  }
  const ids = orders()?.edges?.map((edge) => edge?.node?.id);
  const newest = await newestOrders(open, 30); // those that have arrived meanwhile come before the first
  const first = newest.indexOf(ids?.[0] ?? '');
  expect(first).toBeGreaterThan(0);
  expect(ids).toEqual(newest.slice(first, first + 9));
  watching.unsubscribe();
});
