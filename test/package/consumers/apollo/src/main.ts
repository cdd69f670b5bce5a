/** A frontend with Apollo Client: pages of orders in one list, an order that moves in the cache. */
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { possibleTypes, typePolicies } from '@financial-gateway/client/apollo';
import { FollowOrderDocument, PlaceTheOrderDocument } from '@financial-gateway/client/documents';
import { overWebSocket, subscribeForever } from '@financial-gateway/client/realtime';
import { graphql } from './gql/gql.ts';

const address = process.env['GATEWAY'] ?? '';
const apollo = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
  link: new HttpLink({ uri: `${address}/graphql` }),
});

const NewestOrders = graphql(`
  query NewestOrders($client: ID!, $after: String) {
    client(id: $client) {
      id
      orders(first: 2, after: $after, order: NEWEST_FIRST) {
        edges {
          node {
            id
            amount {
              amount
            }
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`);
const OrderState = graphql(`
  query OrderState($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Order {
        status
      }
    }
  }
`);

const variables = { client: 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877' };
const pages = apollo.watchQuery({ query: NewestOrders, variables });
const watching = pages.subscribe(() => undefined);
await apollo.query({ query: NewestOrders, variables });
const orders = () => pages.getCurrentResult().data?.client?.orders;
await pages.fetchMore({ variables: { after: orders()?.pageInfo?.endCursor } });
const count = apollo.readQuery({ query: NewestOrders, variables })?.client?.orders?.edges?.length;
watching.unsubscribe();

const { data } = await apollo.mutate({
  mutation: PlaceTheOrderDocument,
  variables: {
    input: {
      account: 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11',
      instrument: 'SE0012193019SEK',
      trade: { buyAmount: '500.00' },
    },
  },
});
if (data?.placeOrder?.__typename !== 'Order') throw new Error(JSON.stringify(data));
const { id } = data.placeOrder;
await apollo.query({ query: OrderState, variables: { id } });

const transport = overWebSocket({ url: `${address.replace('http', 'ws')}/graphql` });
for await (const { data: event } of subscribeForever({
  transport,
  document: FollowOrderDocument,
  variables: { order: id },
})) {
  apollo.cache.writeQuery({ query: FollowOrderDocument, data: event, variables: { order: id } });
  if (event.orderChanged.order?.status === 'SETTLED') break;
}
transport.dispose();
const cached = apollo.readQuery({ query: OrderState, variables: { id } })?.node;
console.log(JSON.stringify({ count, status: cached?.__typename === 'Order' ? cached.status : cached }));
