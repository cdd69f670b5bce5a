import { graphql } from '../../gql/gql.ts';

/** A single order, with what it has moved. */
export const OrderDetail = graphql(`
  fragment OrderDetail on Order {
    ...OrderRow
    isCancelable
    canceledAt
    clientRef
    fundTransactions {
      id
      units
      tradedAt
      isAborted
      price {
        amount
        currency
      }
    }
  }
`);

export const OneOrder = graphql(`
  query OneOrder($order: ID!) {
    node(id: $order) {
      __typename
      id
      ...OrderDetail
    }
  }
`);

/** Begins with the present state. */
export const OrderChanges = graphql(`
  subscription OrderChanges($order: ID!, $after: String) {
    orderChanged(id: $order, after: $after) {
      cursor
      order {
        ...OrderDetail
      }
    }
  }
`);

export const CancelOrder = graphql(`
  mutation CancelOrder($order: ID!) {
    cancelOrder(input: { order: $order }) {
      __typename
      ...OrderDetail
      ... on Refused {
        reason
      }
      ... on Problem {
        code
      }
    }
  }
`);

/** A fund, with the rules that an order for it keeps. */
export const FundRules = graphql(`
  fragment FundRules on Instrument {
    id
    name
    isin
    currency
    isBuyable
    isSellable
    isTradable
    isComplex
    unitDecimals
    minimumAmount {
      amount
    }
    minimumInitialAmount {
      amount
    }
    minimumSubsequentAmount {
      amount
    }
    closePrice {
      amount
      currency
    }
    priceDate
    cost {
      entry
      exit
      ongoing
    }
  }
`);

export const TicketAccounts = graphql(`
  query TicketAccounts($client: ID!) {
    client(id: $client) {
      id
      accounts(first: 100, isClosed: false, status: [ACTIVE]) {
        edges {
          node {
            id
            name
            type
            owner {
              fullName
            }
            balance {
              amount
              currency
            }
            positions {
              units
              value {
                amount
                currency
              }
              instrument {
                ...FundRules
              }
            }
          }
        }
      }
    }
  }
`);

export const FundSearch = graphql(`
  query FundSearch($client: ID!, $search: String) {
    client(id: $client) {
      id
      instruments(first: 12, search: $search, isBuyable: true) {
        edges {
          node {
            ...FundRules
          }
        }
      }
    }
  }
`);

export const OneFund = graphql(`
  query OneFund($fund: ID!) {
    node(id: $fund) {
      __typename
      id
      ...FundRules
    }
  }
`);

/** Holds the order against every rule, here and at the provider. Nothing is placed. */
export const CheckOrder = graphql(`
  mutation CheckOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      __typename
      ... on OrderIsValid {
        clientRef
      }
      ...OrderProblem
    }
  }
`);

export const PlaceOrder = graphql(`
  mutation PlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      __typename
      ... on Order {
        ...OrderRow
      }
      ...OrderProblem
    }
  }
`);

export const OrderProblem = graphql(`
  fragment OrderProblem on Problem {
    __typename
    code
    ... on InvalidInput {
      fields {
        path
      }
    }
    ... on Refused {
      reason
      path
      correlationId
    }
    ... on OutcomeUnknown {
      references
    }
  }
`);

/** An order whose answer was lost, by the reference that was sent with it. */
export const OrderByReference = graphql(`
  query OrderByReference($client: ID!, $clientRef: String!) {
    client(id: $client) {
      id
      orders(first: 1, order: NEWEST_FIRST, clientRef: $clientRef) {
        edges {
          node {
            ...OrderRow
          }
        }
      }
    }
  }
`);
