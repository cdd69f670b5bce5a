import { graphql } from '../gql/gql.ts';

/** What every view of an order shows. */
export const OrderRow = graphql(`
  fragment OrderRow on Order {
    id
    type
    status
    isFinal
    createdAt
    updatedAt
    units
    amount {
      amount
      currency
    }
    account {
      id
      name
    }
    instrument {
      id
      name
    }
  }
`);
