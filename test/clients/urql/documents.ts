import { initGraphQLTada } from 'gql.tada';
import type { relayScalars } from '../../../packages/client/src/codegen.ts';
import type { introspection } from '../generated/tada.d.ts';

/** Strict about scalars: one that the schema has and this does not is `unknown`. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { [K in keyof typeof relayScalars]: (typeof relayScalars)[K] extends 'string' ? string : unknown };
}>();

export const Order = graphql(`
  query UrqlOrder($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Order {
        status
        updatedAt
      }
    }
  }
`);

export const PlaceOrder = graphql(`
  mutation UrqlPlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      __typename
      ... on Order {
        id
        status
        updatedAt
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export const FollowOrder = graphql(`
  subscription UrqlFollowOrder($id: ID!) {
    orderChanged(id: $id) {
      cursor
      order {
        id
        status
        updatedAt
      }
      previous {
        status
      }
    }
  }
`);

export const Client = graphql(`
  query UrqlClient($client: ID!) {
    client(id: $client) {
      id
      name
    }
  }
`);

export const Orders = graphql(`
  query UrqlOrders($client: ID!, $first: Int, $after: String) {
    client(id: $client) {
      id
      orders(first: $first, after: $after, order: NEWEST_FIRST) {
        edges {
          cursor
          node {
            id
            status
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
