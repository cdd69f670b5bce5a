import { DEMO_BORROWER } from '../../../sandbox/aarthik/index.ts';
import { DEMO_APPLICATION } from '../../../sandbox/payex/index.ts';
import type { Stage } from './stage.ts';

/** The examples of loans, and of what spans the providers. */
export async function aarthik({ run, follow, set, put }: Stage): Promise<void> {
  const { id } = (await run('StartLoanWithOffers', { newBorrower: 'BORROWER-NEW' })).startLoanJourney;
  await put('/seed', { borrowers: [{ id: 'BORROWER-WATCHED', steps: [] }] });
  const watched = 'LoanJourney:BORROWER-WATCHED';
  const offer = (): Promise<unknown> => set('loan-journeys', watched, { offer: { lender: 'Banyan Tree Capital' } });
  const [, { loanJourneyChanged }] = (await follow('FollowLoan', { journey: watched }, 2, offer)) as [any, any];
  const { offers } = loanJourneyChanged.lenders.find((one: any) => one.offers.length > 0);
  await run('OpenOffer', { journey: watched, offer: offers[0].id });
  await run('Products');
  await run('HostedSession', { borrower: 'BORROWER-HOSTED' });
  await run('SubscribeWebhook', { url: 'https://gateway.example/webhooks/aarthik/snapshot' });
  await run('Webhook');
  await run('UnsubscribeWebhook');

  const demo = `LoanJourney:${DEMO_BORROWER}`;
  const application = `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`;
  await run('SeveralProcesses', { ids: [application, demo, id] });
  await run('SeveralObjects', { ids: ['Instrument:SE0012193019SEK', demo] });
  const approve = (): Promise<unknown> => set('applications', application, { status: 'AWAITING_VERIFICATION' });
  await follow('ProcessChanged', { id: application }, 2, approve);
  await run('HowTheProvidersAre');
}
