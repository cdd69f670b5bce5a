import { graphql } from '../../gql/gql.ts';

export const LoanProducts = graphql(`
  query LoanProducts {
    loanProducts {
      type
      isEnabled
    }
  }
`);

/** Safe to repeat: the journey of the borrower is resumed. */
export const StartLoan = graphql(`
  mutation StartLoan($input: StartLoanJourneyInput!) {
    startLoanJourney(input: $input) {
      __typename
      ... on LoanJourney {
        id
      }
      ...ActProblem
    }
  }
`);

export const LoanOfferTerms = graphql(`
  fragment LoanOfferTerms on LoanOffer {
    id
    lender
    status
    isSelectable
    amount {
      amount
      currency
    }
    installment {
      amount
      currency
    }
    netDisbursed {
      amount
      currency
    }
    processingFee {
      amount
      currency
    }
    annualPercentageRate
    tenureMonths
    validUntil
  }
`);

/** Where the journey is, and the offers so far. Addresses of a consent are shown, and neither cached nor stored. */
export const LoanProgress = graphql(`
  subscription LoanProgress($journey: ID!) {
    processChanged(id: $journey) {
      __typename
      id
      state
      nextActions {
        __typename
        ... on OpenUrl {
          purpose
          url
        }
      }
      ... on LoanJourney {
        status
        lenders {
          lender
          status
          offers {
            ...LoanOfferTerms
          }
        }
      }
    }
  }
`);

/** An address that works once, for about two minutes. */
export const ChooseLoanOffer = graphql(`
  mutation ChooseLoanOffer($journey: ID!, $offer: ID!) {
    openLoanOffer(input: { journey: $journey, offer: $offer }) {
      __typename
      ... on HostedLoanPage {
        url
        expiresAt
      }
      ...ActProblem
    }
  }
`);

/** The way back to pages that one has left. */
export const OpenLoanPages = graphql(`
  mutation OpenLoanPages($journey: ID!) {
    openProcessUrl(input: { process: $journey }) {
      __typename
      ... on ProcessPage {
        url
        expiresAt
      }
      ...ActProblem
    }
  }
`);
