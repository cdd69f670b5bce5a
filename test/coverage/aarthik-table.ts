import { DEMO_BORROWER, TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import type { Kit } from '../kit/gateway.ts';
import type { Covered, CoverageTable } from './coverage.ts';

/** Answers the data of the one field that a document asks for; fails the test when it is a problem or has errors. */
export async function ask(kit: Kit, document: string, variables?: Record<string, unknown>): Promise<any> {
  const { data, errors } = await kit.query(document, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  const [answer] = Object.values<any>(data);
  if (answer?.code) throw new Error(`${document}: ${JSON.stringify(answer)}`);
  return answer;
}

const input = { borrower: TEST_BORROWERS.offered.id, personal: { mobileNumber: '9876543210' } };
const READ_AFTERWARDS = ['pollHybridPersonalLoanOffers'];

const asking = (
  field: Covered['field'],
  document: string,
  variables?: Record<string, unknown>,
  besides: string[] = [],
): Covered => ({ field, besides, prepare: async (kit) => () => ask(kit, document, variables) });

const URL = 'https://gateway.example/webhooks/aarthik/snapshot';

export const AARTHIK_COVERAGE: CoverageTable = {
  startOrResumeHybridPersonalLoanJourney: asking(
    'Mutation.startLoanJourney',
    'mutation ($input: StartLoanJourneyInput!) { startLoanJourney(input: $input) { ... on Problem { code } } }',
    { input },
    READ_AFTERWARDS,
  ),
  pollHybridPersonalLoanOffers: asking('Query.loanJourney', `{ loanJourney(id: "${DEMO_BORROWER}") { status } }`),
  getHybridHostedExperienceURL: {
    field: 'Mutation.openLoanOffer',
    prepare: async (kit) => {
      const journey = await ask(kit, `{ loanJourney(id: "${DEMO_BORROWER}") { id lenders { offers { id } } } }`);
      const variables = { input: { journey: journey.id, offer: journey.lenders[0].offers[0].id } };
      const open =
        'mutation ($input: OpenLoanOfferInput!) { openLoanOffer(input: $input) { ... on Problem { code } } }';
      return () => ask(kit, open, variables);
    },
  },
  createHostedSession: asking(
    'Mutation.createHostedLoanSession',
    'mutation ($input: CreateHostedLoanSessionInput!) { createHostedLoanSession(input: $input) { ... on Problem { code } } }',
    { input },
  ),
  getProductFeatures: asking('Query.loanProducts', '{ loanProducts { name } }'),
  getApplicationWebhookConfiguration: asking('Query.loanWebhook', '{ loanWebhook { isEnabled } }'),
  subscribeApplicationWebhooks: asking(
    'Mutation.subscribeLoanWebhook',
    `mutation { subscribeLoanWebhook(input: { url: "${URL}" }) { ... on Problem { code } } }`,
  ),
  unsubscribeApplicationWebhooks: asking(
    'Mutation.unsubscribeLoanWebhook',
    'mutation { unsubscribeLoanWebhook { ... on Problem { code } } }',
  ),
};
