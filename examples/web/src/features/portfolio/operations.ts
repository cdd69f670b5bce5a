import { graphql } from '../../gql/gql.ts';

export const AccountRow = graphql(`
  fragment AccountRow on Account {
    id
    name
    type
    status
    number
    owner {
      fullName
    }
    balance {
      amount
      currency
    }
    totalValue {
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
        id
        name
        isin
        isSellable
        priceDate
        closePrice {
          amount
          currency
        }
      }
    }
  }
`);

/** The whole page in one round trip. */
export const Portfolio = graphql(`
  query Portfolio($client: ID!, $after: String) {
    client(id: $client) {
      id
      displayName
      accounts(first: 50, after: $after, isClosed: false) {
        edges {
          node {
            ...AccountRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      orders(first: 8, order: NEWEST_FIRST) {
        edges {
          node {
            ...OrderRow
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

/** The list again, for an order that is new. */
export const NewestOrders = graphql(`
  query NewestOrders($client: ID!) {
    client(id: $client) {
      id
      orders(first: 8, order: NEWEST_FIRST) {
        edges {
          node {
            ...OrderRow
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

/** Everything that moves on the page: the cache updates it by id. */
export const PortfolioChanges = graphql(`
  subscription PortfolioChanges($client: ID!, $after: String) {
    clientEvents(client: $client, types: [ORDER, ACCOUNT], includeStatus: true, after: $after) {
      __typename
      cursor
      action
      ... on OrderChange {
        order {
          ...OrderRow
        }
      }
      ... on AccountChange {
        account {
          ...AccountRow
        }
      }
      ... on StreamStatus {
        state
        since
      }
    }
  }
`);

export const AccountWithOrders = graphql(`
  query AccountWithOrders($account: ID!, $after: String) {
    node(id: $account) {
      __typename
      id
      ... on Account {
        ...AccountRow
        orders(first: 10, after: $after, order: NEWEST_FIRST) {
          edges {
            node {
              ...OrderRow
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);
