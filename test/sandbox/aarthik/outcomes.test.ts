import { expect, test } from 'vitest';
import { TEST_BORROWERS } from '../../../sandbox/aarthik/index.ts';
import { offerIds, startSandbox } from './kit.ts';

test('a consent is prepared, given on its page and answered with offers', async () => {
  await using it = await startSandbox();
  const { id } = TEST_BORROWERS.consent;
  await it.start(id);
  const read = async (ms: number) => {
    it.clock.advance(ms);
    return (await it.poll(id)).body.data;
  };
  expect((await read(2000)).account_aggregator).toBeUndefined();
  expect((await read(1000)).account_aggregator).toEqual({ status: 'PROCESSING' });
  const ready = await read(2000);
  expect(ready).toMatchObject({
    status: 'OFFERS_PENDING',
    account_aggregator: { status: 'READY', lenders: ['Banyan Tree Capital', 'Konkan Credit Union'] },
  });
  const link = ready.account_aggregator?.url ?? '';
  expect((await read(0)).account_aggregator?.url).toBe(link);
  await (await it.visit(link)).act('give');
  expect(await read(0)).toMatchObject({ status: 'OFFERS_PENDING', account_aggregator: { status: 'PROCESSING' } });
  expect(await read(3000)).toMatchObject({ status: 'OFFERED', account_aggregator: { status: 'PROCESSING' } });
  const last = await read(2000);
  expect(offerIds(last)).toHaveLength(3);
  expect(last).not.toHaveProperty('account_aggregator');
});

test('an expired consent link is replaced by a fresh one, and a refused consent ends without offers', async () => {
  await using it = await startSandbox();
  const { id } = TEST_BORROWERS.consent;
  await it.start(id);
  const link = async () => (await it.poll(id)).body.data.account_aggregator?.url ?? '';
  it.clock.advance(5000);
  const first = await link();
  it.clock.advance(300_000);
  const second = await link();
  expect(second).not.toBe(first);
  await (await it.visit(second)).act('refuse');
  const { data } = (await it.poll(id)).body;
  expect(data.status).toBe('NOT_OFFERED');
  expect(data).not.toHaveProperty('account_aggregator');
});

test.for([
  ['notOffered', 6000, 'NOT_OFFERED'],
  ['expired', 10_000, 'EXPIRED'],
  ['otherStatus', 1000, 'AWAITING_BRANCH_REVIEW'],
] as const)('the test borrower %s is, after %i ms, %s', async ([name, ms, status]) => {
  await using it = await startSandbox();
  const borrower = `${TEST_BORROWERS[name].id}-7`;
  await it.start(borrower);
  it.clock.advance(ms - 1);
  expect((await it.poll(borrower)).body.data.status).not.toBe(status);
  it.clock.advance(1);
  expect((await it.poll(borrower)).body.data.status).toBe(status);
});

test('a journey can be OFFERED before an offer can be selected', async () => {
  await using it = await startSandbox();
  const { id } = TEST_BORROWERS.notYetSelectable;
  await it.start(id);
  it.clock.advance(2000);
  const { data } = (await it.poll(id)).body;
  expect(data.status).toBe('OFFERED');
  const [offer = ''] = offerIds(data);
  expect((await it.handOff(id, offer)).body.error.code).toBe('OFFER_NOT_SELECTABLE');
  it.clock.advance(6000);
  expect((await it.handOff(id, offer)).status).toBe(200);
});

test('the locked and the limited test borrowers are refused as documented', async () => {
  await using it = await startSandbox();
  const { locked, limited, silentlyLimited } = TEST_BORROWERS;
  for (const { id } of [locked, limited, silentlyLimited]) await it.start(id);
  it.clock.advance(8000);
  const [offer = ''] = offerIds((await it.poll(locked.id)).body.data);
  expect((await it.handOff(locked.id, offer)).body.error.code).toBe('OFFER_LOCK_CONFLICT');
  for (const [{ id }, retryAfter] of [
    [limited, '1'],
    [silentlyLimited, null],
  ] as const) {
    for (const status of [429, 429, 200]) {
      const answer = await it.poll(id);
      expect(answer.status).toBe(status);
      if (status === 429) expect(answer.headers.get('retry-after')).toBe(retryAfter);
    }
  }
});

test('a slow lender adds its offer after a minute', async () => {
  await using it = await startSandbox();
  const { id } = TEST_BORROWERS.slowLender;
  await it.start(id);
  it.clock.advance(59_999);
  expect(offerIds((await it.poll(id)).body.data)).toHaveLength(1);
  it.clock.advance(1);
  expect(offerIds((await it.poll(id)).body.data)).toHaveLength(2);
});

test('a consent can stand next to offers and bring more of them', async () => {
  await using it = await startSandbox();
  const { id } = TEST_BORROWERS.moreWithConsent;
  await it.start(id);
  expect(() => it.sandbox.giveConsent(id)).toThrow('No lender waits');
  it.clock.advance(6000);
  const { data } = (await it.poll(id)).body;
  expect(data).toMatchObject({ status: 'OFFERED', account_aggregator: { status: 'READY' } });
  it.sandbox.giveConsent(id);
  it.clock.advance(3000);
  expect(offerIds((await it.poll(id)).body.data).length).toBeGreaterThan(offerIds(data).length);
});
