/** A frontend with urql and Graphcache, on the older graphql: an order that was placed moves in the cache. */
import { overEvents, subscribeForever } from '@financial-gateway/client';
import { FollowOrderDocument, PlaceTheOrderDocument, type OrderStatus } from '@financial-gateway/client/documents';
import { graphcache } from '@financial-gateway/client/urql';
import { Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';

interface State {
  readonly node: { readonly id: string; readonly status?: OrderStatus } | null;
}
const OrderState = gql<State, { order: string }>`
  query OrderState($order: ID!) {
    node(id: $order) {
      id
      ... on Order {
        status
      }
    }
  }
`;

const url = `${process.env['GATEWAY']}/graphql`;
const transport = overEvents({ url });
const client = new Client({
  url,
  preferGetMethod: false,
  exchanges: [
    cacheExchange({ ...graphcache }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => {
          const controller = new AbortController();
          void (async () => {
            const { signal } = controller;
            for await (const { data } of subscribeForever({
              transport,
              document: query,
              variables: variables ?? {},
              signal,
            }))
              sink.next({ data: data as Record<string, unknown> });
            sink.complete();
          })().catch((error: unknown) => sink.error(error));
          return { unsubscribe: () => controller.abort() };
        },
      }),
    }),
  ],
});

const input = {
  account: 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11',
  instrument: 'SE0012193019SEK',
  trade: { buyAmount: '500.00' },
};
const { data, error } = await client.mutation(PlaceTheOrderDocument, { input });
if (data?.placeOrder?.__typename !== 'Order') throw error ?? new Error(JSON.stringify(data));
const order = data.placeOrder.id;
await client.query(OrderState, { order });

await new Promise<void>((resolve) => {
  const following = client.subscription(FollowOrderDocument, { order }).subscribe(({ data: event }) => {
    if (event?.orderChanged.order?.status !== 'SETTLED') return;
    following.unsubscribe();
    resolve();
  });
});
console.log(JSON.stringify({ status: client.readQuery(OrderState, { order })?.data?.node?.status }));
