import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { startKit } from '../kit/gateway.ts';
import { AARTHIK_COVERAGE, ask } from './aarthik-table.ts';
import { holdCoverage } from './coverage.ts';

holdCoverage('aarthik', AARTHIK_COVERAGE, () =>
  startKit({ gateway: { backOffice: true, callbackOrigins: ['https://gateway.example'] } }),
);

test('the webhook journey.snapshot reaches those who follow the journey', async () => {
  await using kit = await startKit({ gateway: { backOffice: true, streams: { loans: { minMs: 1 } } } });
  kit.sandbox.aarthik.variants.pollAfter = false; // else it is what Aarthik asks for that has to be waited for
  const url = `${kit.gateway.url}/webhooks/aarthik/snapshot`;
  await ask(kit, `mutation { subscribeLoanWebhook(input: { url: "${url}" }) { ... on Problem { code } } }`);
  const watching = kit.watch(`subscription { loanJourneyChanged(id: "${DEMO_BORROWER}") { status surface } }`);
  await watching.take(1);
  kit.sandbox.aarthik.advanceJourney(DEMO_BORROWER, 'DISBURSED');
  const [last] = await watching.take(1);
  expect(last?.data.loanJourneyChanged).toEqual({ status: 'DISBURSED', surface: 'HYBRID' });
});
