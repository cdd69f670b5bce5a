import { graphql } from '../../gql/gql.ts';

export const CreditOffers = graphql(`
  query CreditOffers {
    offers {
      ...CreditOffer
    }
  }
`);

export const CreditOffer = graphql(`
  fragment CreditOffer on Offer {
    id
    title
    currency
    availableActions
    maxCreditLimit {
      amount
      currency
    }
    penaltyInterestRate
    reminderFee {
      amount
      currency
    }
    termsAndConditions {
      creditInformation
      accountTerms
    }
  }
`);

export const OneCreditOffer = graphql(`
  query OneCreditOffer($offer: ID!) {
    offer(id: $offer) {
      ...CreditOffer
    }
  }
`);

export const ApplyForCredit = graphql(`
  mutation ApplyForCredit($input: CreateApplicationInput!) {
    createApplication(input: $input) {
      __typename
      ... on Application {
        id
      }
      ...ActProblem
    }
  }
`);

/** What does not change while a person goes through the steps. */
export const SignUpApplication = graphql(`
  query SignUpApplication($application: ID!) {
    application(id: $application) {
      id
      language
      requestedLimit
      offer {
        id
        title
        currency
      }
      kycQuestions {
        code
      }
    }
  }
`);

/**
 * Where the application is, and what a person can do next. Code and link of BankID change every second; they are shown, and
 * neither cached nor stored.
 */
export const SignUpProgress = graphql(`
  subscription SignUpProgress($application: ID!, $language: MessageLanguage!, $form: LaunchForm!, $redirect: URL) {
    processChanged(id: $application) {
      __typename
      id
      state
      nextActions {
        __typename
        ... on AnswerQuestions {
          questions {
            ...AskedQuestion
            subQuestions {
              ...FollowUpQuestion
            }
            possibleAnswers {
              code
              text
              subQuestions {
                ...FollowUpQuestion
              }
            }
          }
        }
        ... on Sign {
          methods
        }
        ... on OpenUrl {
          purpose
        }
        ... on ShowBankId {
          signing {
            hintCode
            qrCode
            launchUrl(form: $form, redirect: $redirect)
            userMessage(language: $language)
            secondsLeft
            availableActions
          }
        }
      }
      ... on Application {
        status
        creditLimit {
          amount
          currency
        }
        createdAccount {
          accountNumber
        }
        bankIdSigning {
          hintCode
          userMessage(language: $language)
        }
      }
    }
  }
`);

/** A question with the two levels of follow-ups that the provider has. */
export const QuestionFragments = graphql(`
  fragment FollowUpQuestion on KycQuestion {
    ...AskedQuestion
    subQuestions {
      ...AskedQuestion
      possibleAnswers {
        code
        text
      }
    }
    possibleAnswers {
      code
      text
      subQuestions {
        ...AskedQuestion
        possibleAnswers {
          code
          text
        }
      }
    }
  }

  fragment AskedQuestion on KycQuestion {
    code
    text
    answerType
    isRequired
    pattern
  }
`);

export const AnswerQuestions = graphql(`
  mutation AnswerQuestions($application: ID!, $answers: [KycAnswerInput!]!) {
    answerKyc(input: { application: $application, answers: $answers }) {
      __typename
      ...ActProblem
    }
  }
`);

export const CheckCredit = graphql(`
  mutation CheckCredit($application: ID!) {
    verifyApplication(input: { application: $application }) {
      __typename
      ...ActProblem
    }
  }
`);

export const StartBankId = graphql(`
  mutation StartBankId($application: ID!) {
    startBankIdSigning(input: { application: $application }) {
      __typename
      ...ActProblem
    }
  }
`);

export const ExtendBankId = graphql(`
  mutation ExtendBankId($application: ID!) {
    extendBankIdSigning(input: { application: $application }) {
      __typename
      ...ActProblem
    }
  }
`);

export const CancelBankId = graphql(`
  mutation CancelBankId($application: ID!) {
    cancelBankIdSigning(input: { application: $application }) {
      __typename
      ...ActProblem
    }
  }
`);

export const SignInNorway = graphql(`
  mutation SignInNorway($application: ID!, $completeUrl: URL!, $cancelUrl: URL!) {
    step: startNorwegianSigning(
      input: { application: $application, completeUrl: $completeUrl, cancelUrl: $cancelUrl }
    ) {
      __typename
      ... on HostedStep {
        url
      }
      ...ActProblem
    }
  }
`);

export const SignInDenmark = graphql(`
  mutation SignInDenmark($application: ID!, $completeUrl: URL!, $cancelUrl: URL!) {
    step: startDanishSigning(input: { application: $application, completeUrl: $completeUrl, cancelUrl: $cancelUrl }) {
      __typename
      ... on HostedStep {
        url
      }
      ...ActProblem
    }
  }
`);

export const OpenBudgetForm = graphql(`
  mutation OpenBudgetForm($application: ID!) {
    openProcessUrl(input: { process: $application }) {
      __typename
      ... on ProcessPage {
        url
      }
      ...ActProblem
    }
  }
`);
