import { graphql } from 'relay-runtime';

// Read by the compiler; what is imported from `generated` is its work.
void (() => [
  graphql`
    query orderStateQuery($id: ID!) {
      node(id: $id) {
        id
        ... on Order {
          status
          amount {
            amount
          }
        }
      }
    }
  `,
  graphql`
    mutation orderPlaceMutation($input: PlaceOrderInput!) {
      placeOrder(input: $input) {
        __typename
        ... on Order {
          id
          status
        }
        ... on Problem {
          code
          message
        }
      }
    }
  `,
  graphql`
    subscription orderFollowSubscription($id: ID!, $after: String) {
      orderChanged(id: $id, after: $after) {
        cursor
        order {
          id
          status
        }
      }
    }
  `,
]);
