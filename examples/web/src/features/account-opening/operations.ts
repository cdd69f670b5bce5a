import { graphql } from '../../gql/gql.ts';

export const OpenAccount = graphql(`
  mutation OpenAccount($input: CreateJourneyInput!) {
    createJourney(input: $input) {
      __typename
      ... on Journey {
        id
      }
      ...ActProblem
    }
  }
`);

/**
 * How far the journey is: its state now, then every change, none lost with the connection. Whoever has the address can act for
 * the person; it is shown, and neither cached nor stored.
 */
export const JourneyProgress = graphql(`
  subscription JourneyProgress($journey: ID!, $after: String) {
    journeyChanged(id: $journey, after: $after) {
      cursor
      journey {
        id
        status
        isFinal
        url
        expiresAt
        result {
          account {
            ...OpenedAccount
          }
        }
      }
    }
  }
`);

export const OpenedAccount = graphql(`
  fragment OpenedAccount on Account {
    id
    name
    number
    type
    status
  }
`);

/** A new account is active a moment after it is there. */
export const OpenedAccountChanges = graphql(`
  subscription OpenedAccountChanges($account: ID!, $after: String) {
    accountChanged(id: $account, after: $after) {
      cursor
      account {
        ...OpenedAccount
      }
    }
  }
`);
