import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Client,
  fetchExchange,
  formatDocument,
  stringifyDocument,
  subscriptionExchange,
  type Exchange,
} from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO, newestOrders, ORDER, placeOrder, startGateway, type Gateway } from './setup/gateway.ts';
import { recording } from './setup/requests.ts';
import { introspection } from './setup/schema.ts';
import { Client as ClientQuery, FollowOrder, Order, Orders, PlaceOrder } from './urql/documents.ts';

let open: Gateway;
let trusting: Gateway;
beforeAll(async () => {
  const manifest = join(mkdtempSync(join(tmpdir(), 'documents-')), 'documents.json');
  const text = stringifyDocument(formatDocument(Orders));
  writeFileSync(manifest, JSON.stringify({ [createHash('sha256').update(text).digest('hex')]: text }));
  [open, trusting] = await Promise.all([startGateway(), startGateway({ TRUSTED_DOCUMENTS: manifest })]);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await trusting[Symbol.asyncDispose]();
});

const graphcache = (): Exchange =>
  cacheExchange({
    schema: introspection as never,
    resolvers: { Client: { orders: relayPagination() } },
    keys: { OrderChange: () => null, OrderSnapshot: () => null, Money: () => null },
  });

function clientOf({ url, wsUrl }: Gateway, exchanges: readonly Exchange[] = [], fetch?: typeof globalThis.fetch) {
  const socket = createClient({ url: wsUrl, webSocketImpl: WebSocket });
  const subscriptions = subscriptionExchange({
    forwardSubscription: ({ query = '', ...request }) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, ...request } as never, sink as never) }),
    }),
  });
  const client = new Client({
    url,
    preferGetMethod: false,
    exchanges: [graphcache(), ...exchanges, fetchExchange, subscriptions],
    ...(fetch && { fetch }),
  });
  return Object.assign(client, { [Symbol.asyncDispose]: async () => void (await socket.dispose()) });
}

test('an order that was placed becomes SETTLED in the cache, and what it was before does not come back', async () => {
  await using client = clientOf(open);
  const placed = await client.mutation(PlaceOrder, { input: ORDER });
  if (placed.data?.placeOrder?.__typename !== 'Order') throw new Error(JSON.stringify(placed));
  const { id } = placed.data.placeOrder;
  const seen: string[] = [];
  const watching = client.query(Order, { id }).subscribe(({ data }) => {
    if (data?.node?.__typename === 'Order') seen.push(data.node.status as string);
  });
  const following = client.subscription(FollowOrder, { id }).subscribe(() => undefined);
  await expect.poll(() => seen.at(-1)).toBe('SETTLED');
  expect(new Set(seen).size).toBe(seen.filter((status, at) => status !== seen[at - 1]).length);
  expect(client.readQuery(Order, { id })?.data?.node).toMatchObject({ id, status: 'SETTLED' });
  following.unsubscribe();
  watching.unsubscribe();
});

test('a document that is registered runs by its hash, and of others the exchange sends the text', async () => {
  const { requests, fetch } = recording();
  await using client = clientOf(trusting, [persistedExchange({ preferGetForPersistedQueries: true })], fetch);
  const known = await client.query(Orders, { client: DEMO.client, first: 2 });
  expect(known.data?.client?.orders?.edges).toHaveLength(2);
  expect(requests.map(({ query }) => query !== undefined)).toEqual([false]);
  const other = await client.query(ClientQuery, { client: DEMO.client });
  expect(other.data?.client?.name).toEqual(expect.any(String));
  expect(requests.map(({ query }) => query !== undefined)).toEqual([false, false, true]);
});

test('where no documents are known, the exchange sends texts from its second request on', async () => {
  const { requests, fetch } = recording();
  await using client = clientOf(open, [persistedExchange({})], fetch);
  for (const first of [1, 2]) {
    const { data } = await client.query(Orders, { client: DEMO.client, first });
    expect(data?.client?.orders?.edges.length).toBeGreaterThanOrEqual(first);
  }
  expect(requests.map(({ query }) => query !== undefined)).toEqual([false, true, true]);
});

test('the newest orders are pages of one list without doubles or gaps, while orders arrive', async () => {
  await using client = clientOf(open);
  let after: string | null | undefined;
  let ids: readonly (string | undefined)[] = [];
  for (let page = 0; page < 3; page += 1) {
    const { data } = await client.query(Orders, { client: DEMO.client, first: 3, after });
    after = data?.client?.orders?.pageInfo.endCursor;
    ids = data?.client?.orders?.edges.map((edge) => edge.node?.id) ?? [];
    await placeOrder(open);
  }
  const newest = await newestOrders(open, 30); // those that have arrived meanwhile come before the first
  const first = newest.indexOf(ids?.[0] ?? '');
  expect(first).toBeGreaterThan(0);
  expect(ids).toEqual(newest.slice(first, first + 9));
});
