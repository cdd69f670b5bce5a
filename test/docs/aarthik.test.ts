import { readFileSync } from 'node:fs';
import { parse, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { startKit } from '../kit/gateway.ts';

const PAGE = readFileSync('docs/aarthik.md', 'utf8');

/** An operation of the docs, by the name of its file and its own. */
function operation(file: string, name: string): string {
  expect(PAGE).toContain(`operations/${file}.graphql`);
  const source = readFileSync(`docs/operations/${file}.graphql`, 'utf8');
  const found = parse(source).definitions.find((one) => (one as OperationDefinitionNode).name?.value === name);
  return source.slice(found?.loc?.start, found?.loc?.end);
}

test('the operations of the page lead a gold loan from its start to the money', async () => {
  await using kit = await startKit({ gateway: { streams: { loans: { minMs: 20, waitMs: 20 } } } });
  kit.sandbox.aarthik.variants.pollAfter = false; // else it is what Aarthik asks for that has to be waited for
  const borrower = TEST_BORROWERS.offered.id;
  const started = (await kit.query(operation('aarthik-1-start', 'StartLoan'), { borrower })).data.startLoanJourney;
  expect(started).toEqual({ __typename: 'LoanJourney', id: `LoanJourney:${borrower}`, status: 'OFFERS_PENDING' });
  kit.sandbox.clock.advance(8_000);
  const watching = kit.watch(operation('aarthik-2-follow', 'FollowLoan'), { journey: started.id });
  const [seen] = await watching.take(1);
  const offer = seen?.data.loanJourneyChanged.lenders[0].offers[0];
  expect(offer).toMatchObject({ isSelectable: true, amount: { amount: '150000', currency: 'INR' } });
  const choice = { journey: started.id, offer: offer.id };
  const opened = (await kit.query(operation('aarthik-3-open-offer', 'OpenOffer'), choice)).data.openLoanOffer;
  expect(opened).toMatchObject({ __typename: 'HostedLoanPage', url: expect.stringContaining('#bt_test_') });
  kit.sandbox.aarthik.advanceJourney(borrower, 'DISBURSED');
  expect((await watching.rest()).at(-1)?.data.loanJourneyChanged.status).toBe('DISBURSED');
});

test('the operations of the page show the products, open a hosted session, and configure the webhook', async () => {
  await using kit = await startKit({ gateway: { backOffice: true, callbackOrigins: ['https://gateway.example'] } });
  const products = await kit.query(operation('aarthik-hosted', 'Products'));
  expect(products.data.loanProducts).toContainEqual({ type: 'GOLD_LOAN', isEnabled: true });
  const session = await kit.query(operation('aarthik-hosted', 'HostedSession'), { borrower: 'CUSTOMER-42' });
  expect(session.data.createHostedLoanSession.__typename).toBe('HostedLoanPage');
  const url = 'https://gateway.example/webhooks/aarthik/snapshot';
  await kit.query(operation('aarthik-webhook', 'SubscribeWebhook'), { url });
  expect((await kit.query(operation('aarthik-webhook', 'Webhook'))).data.loanWebhook).toEqual({ isEnabled: true, url });
  const off = await kit.query(operation('aarthik-webhook', 'UnsubscribeWebhook'));
  expect(off.data.unsubscribeLoanWebhook).toEqual({ __typename: 'LoanWebhook', isEnabled: false });
});

test('every test borrower of the sandbox is on the page', () => {
  for (const { id } of Object.values(TEST_BORROWERS)) expect(PAGE).toContain(`\`${id}\``);
});
