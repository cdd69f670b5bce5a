import { graphql } from 'relay-runtime';

// Read by the compiler; what is imported from `generated/relay` is its work.
void (() => [
  graphql`
    query ordersOrderQuery($id: ID!) {
      node(id: $id) {
        id
        ... on Order {
          status
          updatedAt
        }
      }
    }
  `,
  graphql`
    mutation ordersPlaceMutation($input: PlaceOrderInput!) {
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
  `,
  graphql`
    subscription ordersFollowSubscription($id: ID!) {
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
  `,
  graphql`
    query ordersPageQuery($client: ID!, $first: Int!, $after: String) {
      client(id: $client) {
        id
        orders(first: $first, after: $after, order: NEWEST_FIRST) @connection(key: "orders_orders") {
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
  `,
  graphql`
    query ordersStrictQuery($client: ID!) @throwOnFieldError {
      client(id: $client) {
        orders(first: 1) {
          nodes {
            status
          }
        }
      }
    }
  `,
  graphql`
    query ordersCaughtQuery($client: ID!) @throwOnFieldError {
      client(id: $client) @catch {
        orders(first: 1) {
          nodes {
            status
          }
        }
      }
    }
  `,
]);
