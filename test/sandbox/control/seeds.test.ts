import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { startControl, type ControlKit } from './kit.ts';

const CLIENT = '11111111-1111-4111-8111-111111111111';
const ACCOUNT = '22222222-2222-4222-8222-222222222222';
const ISIN = 'SE0000000010';
const FUND = `${ISIN}SEK`;

const issuesOf = async (kit: ControlKit, seed: object) => {
  const { status, body } = await kit.ask('POST', '/seed', seed);
  expect(status).toBe(400);
  return body.errors[0].extensions.issues;
};

test('a seed of clients, funds, accounts and orders is there as it was written', async () => {
  await using kit = await startControl();
  const seeded = await kit.put('/seed', {
    instruments: [{ isin: ISIN, name: 'Testfond', price: 100 }],
    clients: [{ id: CLIENT, name: 'Provbanken AB', displayName: 'Provbanken' }],
    accounts: [
      {
        ...{ id: ACCOUNT, client: CLIENT, name: 'Pension', type: 'DEPOT', balance: 10_000.5 },
        ...{ owner: { firstName: 'Ylva', lastName: 'Prov' }, positions: [{ instrument: FUND, units: 12.5 }] },
      },
    ],
    orders: [
      { account: ACCOUNT, instrument: FUND, amount: 500, status: 'SENT', clientRef: 'first' },
      { account: ACCOUNT, instrument: FUND, type: 'REDEMPTION', units: 2, status: 'SETTLED' },
    ],
  });
  expect(seeded).toMatchObject({
    instruments: [`Instrument:${FUND}`],
    clients: [`Client:${CLIENT}`],
    accounts: [`Account:${CLIENT}:${ACCOUNT}`],
  });
  const { data, errors } = await kit.query(`{ client(id: "${CLIENT}") {
    displayName
    accounts { nodes { name status type owner { firstName } balance { amount } kycStatus { status } positions { units instrument { name } } } }
    orders { nodes { id status clientRef } }
  } }`);
  expect(errors).toBeUndefined();
  expect(data.client).toMatchObject({
    displayName: 'Provbanken',
    accounts: {
      nodes: [
        {
          ...{ name: 'Pension', status: 'ACTIVE', type: 'DEPOT', owner: { firstName: 'Ylva' } },
          balance: { amount: '9700.5' },
          positions: [{ units: '10.5', instrument: { name: 'Testfond' } }],
        },
      ],
    },
    orders: {
      nodes: [
        { id: seeded.orders[0], status: 'SENT', clientRef: 'first' },
        { id: seeded.orders[1], status: 'SETTLED' },
      ],
    },
  });
});

test('an account that is seeded opens before the eyes of a subscriber', async () => {
  await using kit = await startControl();
  const watching =
    kit.watch(`subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) {
    ... on StreamStatus { state } ... on AccountChange { action account { name } }
  } }`);
  await watching.take(1);
  await kit.put('/seed', { accounts: [{ name: 'Bröllopet' }] });
  expect((await watching.take(1))[0]?.data.clientEvents).toEqual({ action: 'CREATED', account: { name: 'Bröllopet' } });
});

test('an applicant of whom a seed says that they are declined is declined', async () => {
  await using kit = await startControl();
  const nationalNumber = '19900101-2385';
  const { applications } = await kit.put('/seed', {
    persons: [{ nationalNumber, country: 'SE', outcome: 'DECLINED' }],
    applications: [{ profile: 'kontotyp-3', nationalNumber, status: 'AWAITING_VERIFICATION' }],
  });
  const { data } = await kit.query(`mutation { verifyApplication(input: { application: "${applications[0]}" }) {
    __typename ... on Refused { reason }
  } }`);
  expect(data.verifyApplication).toEqual({ __typename: 'Refused', reason: 'CREDIT_CHECK_DECLINED' });
});

test('a borrower takes the course that a seed says', async () => {
  await using kit = await startControl();
  const lender = 'Konkan Credit Union';
  const steps = [{ after: 'PT1H', lender, status: 'OFFER_RECEIVED' }];
  const { loanJourneys } = await kit.put('/seed', {
    borrowers: [
      { id: 'SEED-1', steps },
      { id: 'SEED-2', start: false },
    ],
  });
  expect(loanJourneys).toEqual(['LoanJourney:SEED-1']);
  const offers = async () =>
    (await kit.query('{ loanJourney(id: "SEED-1") { lenders { lender offers { id } } } }')).data.loanJourney.lenders;
  await kit.put('/clock', { advance: 'PT59M' });
  expect(await offers()).toEqual([]);
  await kit.put('/clock', { advance: 'PT1M' });
  expect((await offers()).find((one: any) => one.lender === lender).offers).toHaveLength(1);
});

test('a seed with a mistake adds nothing, and names every mistake', async () => {
  await using kit = await startControl();
  const before = (await kit.ask('GET', '')).body.total;
  const issues = await issuesOf(kit, {
    instruments: [{ isin: 'SE0000000018', name: 'Falsk', price: 1 }],
    clients: [{ id: DEMO_CLIENT, name: 'Taken' }],
    accounts: [{ name: 'Good' }, { client: CLIENT, positions: [{ instrument: 'Instrument:NONE', units: 1 }] }],
    orders: [
      { account: ACCOUNT, instrument: 'SE0012193019SEK', amount: 1, units: 1 },
      { account: ACCOUNT, instrument: 'SE0012193019SEK', type: 'REDEMPTION' },
    ],
    applications: [
      { profile: 'none', nationalNumber: '19101010-1010' },
      { profile: 'kontotyp-1', nationalNumber: '12837510110', country: 'NO', creditLimit: 1e6 },
    ],
    borrowers: [
      { id: 'BORROWER-123' },
      { id: 'X', like: 'NOBODY', steps: [{ after: 'PT1S', lender: 'None', status: 'OFFER_RECEIVED' }] },
    ],
  });
  expect(issues.map(({ path }: { path: string }) => path)).toEqual([
    'instruments[0].isin',
    'clients[0].id',
    'accounts[1].client',
    'accounts[1].positions[0].instrument',
    'orders[0].account',
    'orders[0].units',
    'orders[1].account',
    'orders[1].units',
    'applications[0].profile',
    'applications[1].country',
    'applications[1].creditLimit',
    'borrowers[0].id',
    'borrowers[1].like',
    'borrowers[1].steps',
    'borrowers[1].steps[0].lender',
  ]);
  expect((await kit.ask('GET', '')).body.total).toEqual(before);
});
