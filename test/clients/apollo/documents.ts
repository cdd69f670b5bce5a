import { graphql } from '../generated/apollo/gql.ts';

export const Order = graphql(`
  query ApolloOrder($id: ID!) {
    node(id: $id) {
      id
      ... on Order {
        status
        updatedAt
      }
    }
  }
`);

export const PlaceOrder = graphql(`
  mutation ApolloPlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
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
  subscription ApolloFollowOrder($id: ID!) {
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

/** The orders are a list that takes a while: the client shows the name meanwhile. */
export const Dashboard = graphql(`
  query ApolloDashboard($client: ID!) {
    client(id: $client) {
      id
      name
      ... @defer(label: "orders") {
        orders(first: 3) {
          nodes {
            id
            status
          }
        }
      }
    }
  }
`);

export const Orders = graphql(`
  query ApolloOrders($client: ID!, $first: Int, $after: String) {
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
