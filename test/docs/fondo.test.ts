import { readFileSync } from 'node:fs';
import { parse, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_BANK_ACCOUNT, DEMO_CLIENT, TIMINGS } from '../../sandbox/fondo/index.ts';
import type { Kit } from '../kit/gateway.ts';
import {
  ACCOUNT,
  CLIENT,
  INSTRUMENT,
  orderInput,
  paymentsInput,
  PLAN,
  startFondoKit,
  swishInput,
  untilLive,
} from '../schema/fondo/kit.ts';

/** The operations of one page, by their names; every operation of its file must be spoken of on the page. */
function page(name: string): Record<string, string> {
  const text = readFileSync(`docs/${name}.md`, 'utf8');
  expect(text).toContain(`operations/${name}.graphql`);
  const source = readFileSync(`docs/operations/${name}.graphql`, 'utf8');
  const operations = parse(source).definitions.map((one) => {
    const own = (one as OperationDefinitionNode).name?.value ?? '';
    expect(text).toContain(`\`${own}\``);
    return [own, source.slice(one.loc?.start, one.loc?.end)] as const;
  });
  return Object.fromEntries(operations);
}

const run = async (kit: Kit, document: string | undefined, variables: Record<string, unknown>): Promise<any> => {
  const { data, errors } = await kit.query(document ?? '', variables);
  expect(errors).toBeUndefined();
  return data;
};

test('a portfolio is shown, with its value, its statement and its changes', async () => {
  await using kit = await startFondoKit();
  const { Portfolio, Statement, PortfolioChanges } = page('fondo-portfolio');
  const { client } = await run(kit, Portfolio, { client: CLIENT });
  const account = client.accounts.nodes.find(({ id }: { id: string }) => id === ACCOUNT);
  expect(account).toMatchObject({ status: 'ACTIVE', kycStatus: { status: 'APPROVED' } });
  expect(account.positions.length).toBeGreaterThan(0);
  expect(account.agreements[0].documentUrl).toMatch(/^http/);
  const { node } = await run(kit, Statement, { account: ACCOUNT });
  expect(node.cashTransactions.nodes[0]).toMatchObject({ type: 'DEPOSIT', direction: 'IN' });
  const watching = kit.watch(PortfolioChanges ?? '', { account: ACCOUNT });
  expect((await watching.take(1))[0]?.data.accountChanged.account.balance).toEqual(account.balance);
  const next = watching.take(1);
  const live = await untilLive(kit);
  const { placeOrder } = await run(kit, page('fondo-order')['PlaceTheOrder'], { input: orderInput });
  expect(placeOrder.__typename).toBe('Order');
  expect((await next)[0]?.data.accountChanged.account.balance).not.toEqual(account.balance);
  await Promise.all([watching.leave(), live.leave()]);
});

test('an account is opened by a journey, and what it produced is found in its result', async () => {
  await using kit = await startFondoKit();
  const { OpenAccount, FollowJourney, JourneyState } = page('fondo-open-account');
  const shares = [{ instrument: INSTRUMENT, percent: '100' }];
  const journey = { createAccount: { accountName: 'Resan', accountTypes: ['DEPOT'], shares } };
  const { createJourney } = await run(kit, OpenAccount, { input: { client: CLIENT, journey, reference: 'kund-17' } });
  expect(createJourney).toMatchObject({ __typename: 'Journey', url: expect.stringMatching(/^http/) });
  const watching = kit.watch(FollowJourney ?? '', { journey: createJourney.id });
  const followed = (async () => {
    for (;;) {
      const current = (await watching.take(1))[0]?.data.journeyChanged.journey;
      if (current.status === 'COMPLETE') return current;
    }
  })();
  const live = await untilLive(kit);
  kit.sandbox.fondo.journeys.complete(DEMO_CLIENT, createJourney.id.split(':')[2]);
  const { result } = await followed;
  expect(result).toMatchObject({ account: { name: 'Resan' }, allocationPlan: { id: expect.any(String) } });
  await Promise.all([watching.leave(), live.leave()]);
  const { node } = await run(kit, JourneyState, { journey: createJourney.id });
  expect(node).toMatchObject({ status: 'COMPLETE', reference: 'kund-17', result: { account: { name: 'Resan' } } });
});

test('an order is checked, placed, followed to its end, and one that is early enough is canceled', async () => {
  await using kit = await startFondoKit();
  const { CheckOrder, PlaceTheOrder, FollowOrder, OrderWithItsTransactions, CancelTheOrder } = page('fondo-order');
  const checked = (await run(kit, CheckOrder, { input: { ...orderInput, validateOnly: true } })).placeOrder;
  expect(checked).toMatchObject({ __typename: 'OrderIsValid', instrument: { name: expect.any(String) } });
  const input = { ...orderInput, clientRef: checked.clientRef };
  const { id } = (await run(kit, PlaceTheOrder, { input })).placeOrder;
  const watching = kit.watch(FollowOrder ?? '', { order: id });
  const seen: string[] = [];
  const followed = (async () => {
    while (seen.at(-1) !== 'SETTLED') seen.push((await watching.take(1))[0]?.data.orderChanged.order.status);
  })();
  const live = await untilLive(kit);
  for (const wait of Object.values(TIMINGS.order)) kit.sandbox.clock.advance(wait);
  await followed;
  await Promise.all([watching.leave(), live.leave()]);
  expect(seen.filter((status) => status !== 'RECEIVED')).toEqual(['PENDING', 'SENT', 'CONFIRMED', 'SETTLED']);
  const { node } = await run(kit, OrderWithItsTransactions, { order: id });
  expect(node).toMatchObject({
    status: 'SETTLED',
    cashTransactions: [{ type: 'SUBSCRIPTION', amount: { amount: '150.5' } }],
    fundTransactions: [{ units: expect.any(String) }],
  });
  expect((await run(kit, CancelTheOrder, { order: id })).cancelOrder).toMatchObject({ status: 'SETTLED' });
  const other = (await run(kit, PlaceTheOrder, { input: orderInput })).placeOrder;
  expect((await run(kit, CancelTheOrder, { order: other.id })).cancelOrder).toMatchObject({ status: 'CANCELED' });
});

test.each([
  ['250', 'PAID', null],
  ['13', 'DECLINED', 'DECLINED'],
  ['15', 'CANCELED', 'SIGNING_CANCELED'],
])('a deposit by Swish of %s SEK is followed to %s', async (amount, status, errorReason) => {
  await using kit = await startFondoKit({ gateway: { streams: { fondoPolls: { swishEveryMs: 10 } } } });
  const { StartDeposit, FollowDeposit } = page('fondo-swish');
  const { createSwishDeposit } = await run(kit, StartDeposit, { input: { ...swishInput, amount } });
  expect(createSwishDeposit).toMatchObject({ __typename: 'SwishDeposit', launchUrl: expect.stringMatching(/^swish:/) });
  const watching = kit.watch(FollowDeposit ?? '', { deposit: createSwishDeposit.id });
  const [first] = await watching.take(1);
  kit.sandbox.clock.advance(TIMINGS.swishPays);
  const rest = await watching.rest();
  expect([first, ...rest].map((event) => event?.data.swishDepositChanged)).toMatchObject([
    { status: 'PENDING' },
    { status, errorReason, account: { balance: { currency: 'SEK' } } },
  ]);
});

test('deposits are fetched by autogiro, with the outcome of each explained, and a plan changes its bank account', async () => {
  await using kit = await startFondoKit({ gateway: { streams: { fondoPolls: { paymentInstructionEveryMs: 10 } } } });
  const { Mandates, FetchDeposits, FollowDeposits, ChangeBankAccount } = page('fondo-autogiro');
  const { node } = await run(kit, Mandates, { account: ACCOUNT });
  expect(node).toMatchObject({ bankAccounts: [{ hasAutogiro: true }], allocationPlan: { id: PLAN } });
  const payments = ['110', '101', '102'].map((amount) => ({ account: ACCOUNT, amount, clientRef: `ref-${amount}` }));
  const { createPaymentInstruction } = await run(kit, FetchDeposits, { input: { ...paymentsInput, payments } });
  const watching = kit.watch(FollowDeposits ?? '', { instruction: createPaymentInstruction.id });
  expect((await watching.take(1))[0]?.data.paymentInstructionChanged.status).toBe('NEW');
  kit.sandbox.clock.advance(TIMINGS.paymentFileRuns + TIMINGS.paymentEnds);
  expect((await watching.rest()).at(-1)?.data.paymentInstructionChanged).toMatchObject({
    status: 'COMPLETED',
    payments: [
      { clientRef: 'ref-110', status: 'COMPLETED', reason: 'APPROVED', cashTransactions: [{}] },
      { clientRef: 'ref-101', status: 'FAILED', reason: 'INSUFFICIENT_FUNDS', cashTransactions: [] },
      { clientRef: 'ref-102', status: 'FAILED', reason: 'MANDATE_MISSING', cashTransactions: [] },
    ],
  });
  const change = async (bankAccount: string | null) =>
    (await run(kit, ChangeBankAccount, { plan: PLAN, bankAccount })).updateAllocationPlan;
  expect(await change(null)).toEqual({ __typename: 'AllocationPlan', bankAccount: null });
  expect(await change(DEMO_BANK_ACCOUNT)).toMatchObject({ bankAccount: { id: DEMO_BANK_ACCOUNT } });
});
