import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../../sandbox/aarthik/index.ts';
import { at, follow, startControl, type ControlKit } from './kit.ts';

const DEMO = `LoanJourney:${DEMO_BORROWER}`;
const JOURNEY = 'status statusRaw lenders { lender status offers { id } } accountAggregator { status }';
const journeyOf = async (kit: ControlKit, id: string) =>
  (await kit.query(`{ loanJourney(id: "${id}") { ${JOURNEY} } }`)).data.loanJourney;

/** A journey whose lenders have not answered, and answer nothing by themselves. */
async function begin(kit: ControlKit, borrower = 'BENCH-1'): Promise<string> {
  const { loanJourneys } = await kit.put('/seed', { borrowers: [{ id: borrower, steps: [] }] });
  return loanJourneys[0];
}
const watch = (kit: ControlKit, id: string) =>
  follow(
    kit.watch(`subscription { loanJourneyChanged(id: "${id}") { status lenders { offers { id } } } }`),
    ({ loanJourneyChanged: { status, lenders } }) =>
      `${status} ${lenders.flatMap(({ offers }: { offers: unknown[] }) => offers).length}`,
  );

test('an offer arrives when it is told to, and the subscriber sees it', async () => {
  await using kit = await startControl();
  const id = await begin(kit);
  const told = watch(kit, id);
  await told.until('OFFERS_PENDING 0');
  const shown = await kit.put(at('loan-journeys', id), { offer: { lender: 'Banyan Tree Capital' } });
  expect(shown).toMatchObject({ id, status: 'OFFERED' });
  await told.until('OFFERED 2');
  expect((await journeyOf(kit, id)).status).toBe('OFFERED');
});

test.each([
  ['DISBURSED', 'DISBURSED'],
  ['KYC_PENDING', 'KYC_PENDING'],
  ['REJECTED', 'REJECTED'],
  ['EXPIRED', 'EXPIRED'],
  ['AWAITING_BRANCH_REVIEW', 'UNKNOWN'],
])('a journey is %s in one call, and reads %s', async (status, shown) => {
  await using kit = await startControl();
  const id = await begin(kit);
  const told = follow(
    kit.watch(`subscription { processChanged(id: "${id}") { ... on LoanJourney { status } } }`),
    (data) => data.processChanged.status,
  );
  await told.until('OFFERS_PENDING');
  await kit.put(at('loan-journeys', id), { status });
  await told.until(shown);
  expect(await journeyOf(kit, id)).toMatchObject({ status: shown, statusRaw: status });
});

test('all lenders make an offer, or none does', async () => {
  await using kit = await startControl();
  const [some, none] = [await begin(kit, 'BENCH-A'), await begin(kit, 'BENCH-B')];
  await kit.put(at('loan-journeys', some), { status: 'OFFERED' });
  await kit.put(at('loan-journeys', none), { status: 'NOT_OFFERED' });
  expect((await journeyOf(kit, some)).lenders.map((one: any) => one.status)).toEqual(Array(3).fill('OFFER_RECEIVED'));
  expect((await journeyOf(kit, none)).lenders.map((one: any) => one.status)).toEqual(
    Array(3).fill('NO_OFFER_AVAILABLE'),
  );
  expect((await kit.ask('POST', at('loan-journeys', none), { status: 'OFFERED' })).status).toBe(409);
});

test('a lender asks for the consent, and it is given or refused', async () => {
  await using kit = await startControl();
  const id = await begin(kit);
  const lender = 'Sahyadri Finserv';
  await kit.put(at('loan-journeys', id), { offer: { lender, status: 'AA_REQUIRED' } });
  expect((await journeyOf(kit, id)).accountAggregator).toEqual({ status: 'READY' });
  await kit.put(at('loan-journeys', id), { consent: 'GIVE' });
  await kit.put('/clock', { advance: 'PT10S' });
  expect((await journeyOf(kit, id)).status).toBe('OFFERED');
  expect((await kit.ask('POST', at('loan-journeys', id), { consent: 'REFUSE' })).status).toBe(409);
});

test('what has been decided by hand is not changed by the course of the borrower', async () => {
  await using kit = await startControl();
  const { loanJourneys } = await kit.put('/seed', { borrowers: [{ id: 'BENCH-2', like: 'BORROWER-NOT-OFFERED' }] });
  await kit.put(at('loan-journeys', loanJourneys[0]), { offer: { lender: 'Konkan Credit Union' } });
  await kit.put('/clock', { advance: 'PT1M' });
  expect((await journeyOf(kit, loanJourneys[0])).status).toBe('OFFERED');
});

test('a webhook is sent as often as told: the gateway takes it once, and refuses one with a wrong signature', async () => {
  await using kit = await startControl();
  const path = '/webhooks/aarthik/snapshot';
  expect(await kit.put('/webhooks', { id: DEMO, times: 2 })).toEqual({
    deliveries: [
      { path, status: 204 },
      { path, status: 204 },
    ],
  });
  expect(await kit.put('/webhooks', { id: DEMO, signature: 'WRONG' })).toEqual({ deliveries: [{ path, status: 401 }] });
  const { data } = await kit.query(`mutation { createJourney(input: {
    client: "49ad7378-121c-4a53-9894-dfd14a7b4877", journey: { kyc: { account: "Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11" } }
  }) { __typename ... on Journey { id } ... on InvalidInput { fields { path message } } } }`);
  const journey = { id: data.createJourney.id, times: 2 };
  const statuses = async (more: object) =>
    (await kit.put('/webhooks', { ...journey, ...more })).deliveries.map((one: { status: number }) => one.status);
  expect(await statuses({})).toEqual([200, 200]);
  expect(await statuses({ signature: 'WRONG' })).toEqual([401, 401]);
  expect((await kit.ask('POST', '/webhooks', { id: 'LoanJourney:NOBODY' })).status).toBe(404);
});

test('a webhook wakes the subscription of its journey at once', async () => {
  await using kit = await startControl();
  const told = watch(kit, DEMO);
  await told.until('OFFERED 3');
  await kit.put(at('loan-journeys', DEMO), { status: 'CLOSED' });
  await kit.put('/webhooks', { id: DEMO, times: 2 });
  await told.until('CLOSED 3');
});
