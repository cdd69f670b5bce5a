import { expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_INSTRUMENT, type FondoVariants } from '../../../sandbox/fondo/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import {
  ACCOUNT,
  act,
  CLIENT,
  journeyInput,
  orderInput,
  paymentsInput,
  read,
  startFondoKit,
  swishInput,
} from './kit.ts';

const INSTRUMENT_FIELDS =
  'id isin name currency closePrice { amount currency } priceDate unitDecimals minimumAmount { amount } minimumInitialAmount { amount } minimumSubsequentAmount { amount } isBuyable isSellable isTradable isComplex documents { language url } cost { ongoing transaction entry exit performance } rebate';
const CASH_FIELDS =
  'id type typeRaw direction amount { amount currency } isAborted abortedReason cause causeRaw ref clientRef executor text debitedAccount { name } creditedAccount { name } order { id } settledAt createdAt updatedAt';
const FUND_FIELDS =
  'id type typeRaw units price { amount currency } isAborted abortedReason cause causeRaw ref clientRef executor account { name } instrument { name } isin order { id } tradedAt settledAt createdAt updatedAt';
const PLAN_FIELDS = 'id shares { percent instrument { name } } account { name } bankAccount { id }';
const ACCOUNT_FIELDS = `id number name status statusRaw type serviceType owner { firstName lastName fullName nationalNumber }
  balance { amount currency } amounts { deposited { amount } withdrawn { amount } } totalValue { amount currency }
  positions { units value { amount currency } instrument { name } } createdAt updatedAt closedAt client { name }
  bankAccounts { id bankName clearingNumber accountNumber iban hasAutogiro }
  kycStatus { status statusRaw updatedAt expiresAt } agreements { key title documentUrl } allocationPlan { ${PLAN_FIELDS} }`;
const ORDER_FIELDS = `id type status statusRaw isCancelable isFinal client { name } amount { amount } units clientRef executor createdAt updatedAt canceledAt
  account { name } instrument { name } cashTransactions { id } fundTransactions { id }`;
const JOURNEY_FIELDS = `id status statusRaw url expiresAt leftAtScreen errorCode reference scope callbackUrl redirectUrl createdAt updatedAt deletedAt client { name }
  configuration { kind kindRaw accountName accountTypes serviceType account { name } shares { percent } transfers { custodian { id name } accountNumber } all }
  result { account { name } bankAccount { id } allocationPlan { id } transfers { custodian { id name } } all }`;
const PAYMENT_FIELDS =
  'id instruction { id } account { name } amount { amount } clientRef status statusRaw reason reasonCode reasonText cashTransactions { id }';

const EVERYTHING = `query ($journey: ID!, $instruction: ID!, $deposit: ID!) {
  client(id: "${CLIENT}") {
    id name displayName registrationNumber country createdAt updatedAt
    custodians { id name }
    allocationPlans { ${PLAN_FIELDS} }
    instruments(first: 100) { nodes { ${INSTRUMENT_FIELDS} } }
    accounts(first: 100) { nodes { ${ACCOUNT_FIELDS} } }
    orders(first: 100) { nodes { ${ORDER_FIELDS} } }
    cashTransactions(first: 200) { nodes { ${CASH_FIELDS} } }
    fundTransactions(first: 200) { nodes { ${FUND_FIELDS} } }
    journey(id: $journey) { ${JOURNEY_FIELDS} }
    paymentInstruction(id: $instruction) { id type status statusRaw bankTransferRef payments { ${PAYMENT_FIELDS} } client { name } }
  }
  swishDeposit(id: $deposit) { id status statusRaw errorReason errorCode launchUrl qrImage expiresAt account { name } }
}`;

/** One thing of every kind, beyond what is seeded. */
async function withAll(kit: Kit) {
  const journey = (await act(kit, 'createJourney', journeyInput, '... on Journey { id }')).id;
  kit.sandbox.fondo.journeys.complete(DEMO_CLIENT, journey.split(':')[2]);
  const instruction = (await act(kit, 'createPaymentInstruction', paymentsInput, '... on PaymentInstruction { id }'))
    .id;
  const deposit = (await act(kit, 'createSwishDeposit', swishInput, '... on SwishDeposit { id }')).id;
  kit.sandbox.clock.advance(20_000);
  return { journey, instruction, deposit };
}

const READINGS: Partial<FondoVariants>[] = [
  {},
  { unknownValues: true },
  { missingMembers: true },
  { nullMembers: true },
  { unknownValues: true, nullMembers: true },
  { unknownValues: true, missingMembers: true },
  { start: 'exclusive', unknownId: 404, confirmedStatus: false },
];

test.concurrent.each(READINGS)('everything can be read with %o', async (variants) => {
  await using kit = await startFondoKit();
  const variables = await withAll(kit);
  Object.assign(kit.sandbox.fondo.variants, variants);
  const { client, swishDeposit } = await read(kit, EVERYTHING, variables);
  for (const name of ['accounts', 'orders', 'cashTransactions', 'fundTransactions', 'instruments'])
    expect(client[name].nodes.length).toBeGreaterThan(10);
  expect(client.journey.result.account.name).toBe('Resan');
  expect(client.paymentInstruction.payments).toHaveLength(1);
  expect(swishDeposit.account).not.toBeNull();
  if (variants.unknownValues) {
    const strange = client.accounts.nodes.filter(({ status }: { status: string }) => status === 'UNKNOWN');
    expect(strange.length).toBeGreaterThan(0);
    for (const one of strange) expect(one.statusRaw).toBe('under_review');
  }
});

test('a key information document is read as an object and as a bare address', async () => {
  await using kit = await startFondoKit();
  const { state } = kit.sandbox.fondo;
  const instrument = state.instrument(DEMO_INSTRUMENT);
  const bare = 'https://example.com/kiid.pdf';
  state.instruments.put({ ...instrument, kiid: [bare, { language: 'en', url: `${bare}?en` }] as never });
  const { instrument: found } = await read(
    kit,
    `{ instrument(id: "${DEMO_INSTRUMENT}") { documents { language url } } }`,
  );
  expect(found.documents).toEqual([
    { language: null, url: bare },
    { language: 'en', url: `${bare}?en` },
  ]);
});

test('total value is cash, units at the latest price, and subscriptions under way', async () => {
  await using kit = await startFondoKit();
  const value = async () =>
    (
      await read(
        kit,
        `{ node(id: "${ACCOUNT}") { ... on Account { balance { amount } totalValue { amount } positions { value { amount currency } } } } }`,
      )
    ).node;
  const before = await value();
  if (before.positions.some((one: any) => one.value.currency !== 'SEK')) expect(before.totalValue).toBeNull();
  const { state } = kit.sandbox.fondo;
  const books = state.books(DEMO_CLIENT);
  const id = ACCOUNT.split(':')[2] ?? '';
  for (const order of books.tables.order.rows.filter(({ account }) => account === id))
    books.tables.order.put({ ...order, status: 'settled' });
  const price = state.instrument(DEMO_INSTRUMENT).closePrice;
  const units = 12.3456789;
  books.tables.account.put({
    ...state.find(books, 'account', id),
    balance: 1000.1,
    positions: [{ instrument: DEMO_INSTRUMENT, units }],
  });
  const expected = (1000.1 + units * price).toFixed(2);
  expect(Number((await value()).totalValue.amount)).toBeCloseTo(Number(expected), 2);
  await act(kit, 'placeOrder', orderInput);
  const during = await value();
  expect([during.balance.amount, during.totalValue.amount]).toEqual(['849.6', (await value()).totalValue.amount]);
  expect(Number(during.totalValue.amount)).toBeCloseTo(Number(expected), 2);
});
