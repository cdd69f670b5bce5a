import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../../sandbox/aarthik/index.ts';
import { loadSettings } from '../../../src/config/index.ts';
import { startKit, until, type Kit, type KitOptions } from '../../kit/gateway.ts';
import { SandboxTime } from '../../kit/sandbox-time.ts';

const CHANGED = /* GraphQL */ `
  subscription ($id: ID!) {
    loanJourneyChanged(id: $id) {
      status
      statusRaw
      surface
      accountAggregator {
        status
        url
      }
      lenders {
        offers {
          isSelectable
        }
      }
    }
  }
`;
const START = 'mutation ($input: StartLoanJourneyInput!) { startLoanJourney(input: $input) { __typename } }';

interface Watch extends Kit {
  readonly time: SandboxTime;
  start(id: string): Promise<void>;
  /** How often the journey was asked for since `start`. */
  polls(): number;
  /** Moves the time on, once the poller waits for it. */
  pass(ms: number): Promise<void>;
}

async function startWatch(options: KitOptions = {}): Promise<Watch> {
  const time = new SandboxTime();
  const kit = await startKit({
    ...options,
    // Without repeating failed reads, so that every call is one of the poller or of the test.
    gateway: {
      streams: { loans: { time, lingerMs: 10 } },
      capacity: loadSettings({ UPSTREAM_RETRIES: '0' }).capacity,
      ...options.gateway,
    },
  });
  time.clock = kit.sandbox.clock;
  const { aarthik } = kit.sandbox;
  return {
    ...kit,
    time,
    async start(id) {
      await kit.query(START, { input: { borrower: id, personal: { mobileNumber: '9876543210' } } });
      aarthik.forget();
    },
    polls: () => aarthik.calls.filter(({ operationId }) => operationId === 'pollHybridPersonalLoanOffers').length,
    async pass(ms) {
      // Over Redis a pace is kept in real time, whatever the clock of the test says.
      await until(() => time.waiting === 1, 'the poller to wait', 12_000);
      kit.sandbox.clock.advance(ms);
    },
  };
}

const next = async (watching: ReturnType<Kit['watch']>) => (await watching.take(1))[0]?.data.loanJourneyChanged;

test('a journey is polled as fast as the provider says, until an offer can be chosen, and then no more', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.offered;
  await it.start(id);
  const watching = it.watch(CHANGED, { id });
  expect(await next(watching)).toMatchObject({ status: 'OFFERS_PENDING', lenders: [] });
  await it.pass(2_000);
  await it.pass(2_999);
  expect(it.polls()).toBe(1);
  await it.pass(1);
  expect(await next(watching)).toMatchObject({ status: 'OFFERED' });
  await it.pass(2_000);
  await it.pass(1_500_000);
  expect(it.polls()).toBe(2);
  expect(it.time.waits.slice(0, 2)).toEqual([5_000, 10_000]);
  await watching.leave();
});

test('offers that cannot be chosen yet are no end of the round', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.notYetSelectable;
  await it.start(id);
  const watching = it.watch(CHANGED, { id });
  await next(watching);
  await it.pass(2_000);
  await it.pass(3_000);
  expect(await next(watching)).toMatchObject({
    status: 'OFFERED',
    lenders: [{ offers: [{ isSelectable: false }] }, {}, {}],
  });
  await it.pass(2_000);
  await it.pass(8_000);
  expect(await next(watching)).toMatchObject({ lenders: [{ offers: [{ isSelectable: true }] }, {}, {}] });
  expect(it.polls()).toBe(3);
  await watching.leave();
});

test('NOT_OFFERED ends the subscription', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.notOffered;
  await it.start(id);
  const watching = it.watchSse(CHANGED, { id });
  const statuses = watching.rest();
  for (const ms of [2_000, 3_000, 2_000, 3_000]) await it.pass(ms);
  expect((await statuses).map(({ data }) => data.loanJourneyChanged.status).slice(-1)).toEqual(['NOT_OFFERED']);
  expect(it.polls()).toBe(3);
});

test('a consent that is ready ends the round, and a new subscription begins the next one', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.consent;
  await it.start(id);
  const watching = it.watch(CHANGED, { id });
  await next(watching);
  await it.pass(2_000);
  await it.pass(3_000);
  expect((await next(watching)).accountAggregator).toMatchObject({
    status: 'READY',
    url: expect.stringContaining('/aa/'),
  });
  const asked = it.polls();
  await it.pass(2_000);
  await it.pass(200_000);
  expect(it.polls()).toBe(asked);
  it.sandbox.aarthik.giveConsent(id);
  const again = it.watch(CHANGED, { id });
  expect((await next(again)).accountAggregator.status).toBe('PROCESSING');
  expect((await next(watching)).accountAggregator.status).toBe('PROCESSING');
  await it.pass(2_000);
  await it.pass(3_000);
  expect(await next(watching)).toMatchObject({ status: 'OFFERED' });
  await Promise.all([watching.leave(), again.leave()]);
});

test('one who comes later is told what is so now, and only those who know it already hear nothing', async () => {
  await using it = await startWatch();
  await it.start(DEMO_BORROWER);
  const watching = it.watch(CHANGED, { id: DEMO_BORROWER });
  await next(watching);
  await it.pass(10_000);
  await until(() => it.time.waits.length === 2, 'the poller to rest');
  const asked = it.polls();
  const again = it.watch(CHANGED, { id: DEMO_BORROWER });
  expect(await next(again)).toMatchObject({ status: 'OFFERED' });
  expect(it.polls()).toBe(asked + 1);
  await it.pass(10_000);
  it.sandbox.aarthik.advanceJourney(DEMO_BORROWER, 'DISBURSED');
  const last = it.watch(CHANGED, { id: DEMO_BORROWER });
  for (const one of [last, again, watching]) {
    expect((await one.rest()).map(({ data }) => data.loanJourneyChanged.status)).toEqual(['DISBURSED']);
  }
});

test('many subscribers of one borrower cost one poll, and the last one to leave stops it', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.slowLender;
  await it.start(id);
  const watchers = Array.from({ length: 5 }, (_, index) => (index % 2 ? it.watchSse : it.watch)(CHANGED, { id }));
  await Promise.all(watchers.map(next));
  await it.pass(2_000);
  expect(it.polls()).toBeLessThanOrEqual(2); // the first, and one for those who came while it was made
  await Promise.all(watchers.map((watcher) => watcher.leave()));
  await until(() => it.time.waiting === 0, 'the poller to stop');
});

test('without a word of the provider it asks every 5 seconds, later every 10, and never faster than every 2', async () => {
  await using it = await startWatch();
  const { variants } = it.sandbox.aarthik;
  variants.pollAfter = false;
  const { id } = TEST_BORROWERS.otherStatus;
  await it.start(id);
  const watching = it.watch(CHANGED, { id });
  await next(watching);
  await it.pass(2_000);
  await it.pass(3_000);
  expect(await next(watching)).toMatchObject({ status: 'UNKNOWN', statusRaw: 'AWAITING_BRANCH_REVIEW' });
  await it.pass(2_000);
  await it.pass(8_000);
  await until(() => it.polls() === 3, 'the third poll');
  await it.pass(0);
  expect(it.time.waits.slice(0, 4)).toEqual([2_000, 3_000, 2_000, 8_000]);
  await watching.leave();
});

test('what the provider asked for holds for a second subscriber, for a hint and for one who comes back', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.offered;
  await it.start(id);
  const body = { data: { status: 'OFFERS_PENDING', poll_after_ms: 8_000 } };
  it.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 200, body } });
  const watching = it.watch(CHANGED, { id });
  await next(watching);
  await it.pass(2_500);
  const second = it.watch(CHANGED, { id });
  expect(await next(second)).toMatchObject({ status: 'OFFERS_PENDING' });
  await it.query(START, { input: { borrower: id, personal: { mobileNumber: '9876543210' } } }); // an act is a hint
  const asked = it.polls();
  await Promise.all([watching.leave(), second.leave()]);
  await until(() => it.time.waiting === 0, 'the poller to stop');
  const third = it.watch(CHANGED, { id });
  expect(await next(third)).toMatchObject({ status: 'OFFERS_PENDING' });
  await it.pass(5_499);
  expect(it.polls()).toBe(asked);
  await it.pass(1);
  await until(() => it.polls() === asked + 1, 'the next poll');
  await third.leave();
});

test('a provider that says zero is asked every 2 seconds all the same', async () => {
  await using it = await startWatch();
  const { id } = TEST_BORROWERS.offered;
  await it.start(id);
  const body = { data: { status: 'OFFERS_PENDING', poll_after_ms: 0 } };
  it.sandbox.aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', answer: { status: 200, body } });
  const watching = it.watch(CHANGED, { id });
  await next(watching);
  await it.pass(1_999);
  expect(it.polls()).toBe(1);
  await it.pass(1);
  await until(() => it.polls() === 2, 'the second poll');
  await watching.leave();
});

test('a journey is followed for half an hour at most', async () => {
  await using it = await startWatch();
  await it.start(DEMO_BORROWER);
  const watching = it.watch(CHANGED, { id: DEMO_BORROWER });
  await next(watching);
  await it.pass(10_000);
  await until(() => it.time.waits.length === 2, 'the poller to rest');
  await it.pass(1_790_000);
  await expect(watching.rest()).rejects.toMatchObject([
    { message: expect.stringContaining('30 minutes') as string, extensions: { code: 'STREAM_TIME_LIMIT' } },
  ]);
});

test.for([
  ['what Retry-After says, and no less than 2 seconds', TEST_BORROWERS.limited.id, 2_000, 2_000],
  ['longer and longer', TEST_BORROWERS.silentlyLimited.id, 2_000, 4_000],
] as const)('after 429 it waits %s', async ([, id, least, most]) => {
  await using it = await startWatch();
  await it.start(id); // reads once, and is turned away once
  const watching = it.watch(CHANGED, { id });
  await it.pass(0);
  await until(() => it.time.waits.length === 1, 'the first wait');
  expect(it.time.waits[0]).toBeGreaterThanOrEqual(least);
  expect(it.time.waits[0]).toBeLessThanOrEqual(most);
  let told: unknown;
  void next(watching).then((journey) => (told = journey));
  const isTold = (): boolean => {
    // The gateway itself may leave Aarthik alone for a while, in real time: then the poller waits once more.
    if (told === undefined && it.time.waiting === 1) it.sandbox.clock.advance(4_000);
    return told !== undefined;
  };
  await until(isTold, 'the journey', 12_000);
  expect(told).toMatchObject({ status: 'OFFERED' });
  expect(it.polls()).toBe(2);
  await watching.leave();
});

test('choosing an offer through this gateway begins a new round at once', async () => {
  await using it = await startWatch();
  await it.start(DEMO_BORROWER);
  const watching = it.watch(CHANGED, { id: DEMO_BORROWER });
  await next(watching);
  await it.pass(10_000);
  await until(() => it.time.waits.length === 2, 'the poller to rest');
  const { data } = await it.query(`{ loanJourney(id: "${DEMO_BORROWER}") { lenders { offers { id } } } }`);
  const offer = data.loanJourney.lenders[0].offers[0].id;
  await it.query(
    `mutation { openLoanOffer(input: { journey: "${DEMO_BORROWER}", offer: "${offer}" }) { __typename } }`,
  );
  expect(await next(watching)).toMatchObject({ status: 'OFFER_SELECTED' });
  it.sandbox.aarthik.advanceJourney(DEMO_BORROWER, 'DISBURSED');
  await it.pass(2_000);
  await it.pass(8_000);
  expect((await watching.rest()).map(({ data: event }) => event.loanJourneyChanged.status)).toEqual(['DISBURSED']);
});

test('a borrower without a journey cannot be followed', async () => {
  await using it = await startWatch();
  const [event] = await it.watchSse(CHANGED, { id: 'NOBODY' }).rest();
  expect(event?.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', provider: 'AARTHIK' });
});
