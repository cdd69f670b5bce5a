import { graphql } from '../gql/gql.ts';

/** What an act can answer besides success. */
export const ActProblem = graphql(`
  fragment ActProblem on Problem {
    __typename
    code
    correlationId
    ... on InvalidInput {
      fields {
        path
      }
    }
    ... on Refused {
      reason
      path
    }
  }
`);
