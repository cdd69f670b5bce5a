import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT, DEMO_ORDER } from '../../sandbox/fondo/index.ts';
import { DEMO_APPLICATION } from '../../sandbox/payex/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { schema } from '../../src/schema/index.ts';
import { corpus, variablesOf } from './corpus.ts';
import { requests } from './requests/index.ts';
import { startTwins, type Sent, type Twins } from './twins.ts';

const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
const IDS = [
  `Client:${DEMO_CLIENT}`,
  ACCOUNT,
  `Order:${DEMO_CLIENT}:${DEMO_ORDER}`,
  `Instrument:${DEMO_INSTRUMENT}`,
  `LoanJourney:${DEMO_BORROWER}`,
  `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`,
];

let twins: Twins;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] }); // one present for both
  const { capacity, telemetry } = loadSettings({ UPSTREAM_RETRIES: '0', BREAKER_CALLS: '1000' });
  twins = await startTwins({ gateway: { capacity, telemetry: { ...telemetry, logLevel: 'fatal' } } });
});
afterAll(async () => {
  await twins[Symbol.asyncDispose]();
  vi.useRealTimers();
});

/** Sends a request to both gateways: they must say the same, the members of each object in the same order. */
async function agree(sent: Sent, what = JSON.stringify(sent)): Promise<any> {
  const [planned, yoga] = await twins.ask(sent);
  expect(planned, what).toEqual(yoga);
  expect(JSON.stringify(planned.body), what).toBe(JSON.stringify(yoga.body));
  return planned.body;
}

test('the operations of the suite are answered alike, with ids that there are and with others', async () => {
  const bodies = corpus(schema).flatMap(({ query, operation }) => {
    const body = JSON.stringify({ query, variables: variablesOf(schema, operation) });
    const known = body.replaceAll('Account:x:x', ACCOUNT);
    return [body, ...IDS.map((id) => known.replaceAll(/(\\?")x(\\?")/g, `$1${id}$2`))];
  });
  let withData = 0;
  for (const body of new Set(bodies)) if ((await agree({ body }, body)).data) withData += 1;
  expect(withData).toBeGreaterThan(300);
});

test.each(Object.entries(requests))('%s are answered alike', async (_kind, cases) => {
  for (const [what, sent] of Object.entries(cases)) {
    expect(JSON.stringify(await agree(sent, what)), what).not.toContain('INTERNAL_SERVER_ERROR');
  }
});

test('an act whose predecessor in the operation fails is carried out all the same', async () => {
  const start = (borrower: string): string =>
    `startLoanJourney(input: { borrower: "${borrower}", personal: { mobileNumber: "9876543210" } }) { __typename }`;
  const sandboxes = twins.kits.map(({ sandbox }) => sandbox.aarthik);
  for (const sandbox of sandboxes) {
    sandbox.forget();
    sandbox.fault({ operation: '*', answer: { status: 429 }, times: 1 });
  }
  const query = `mutation { first: ${start('first')} second: ${start('second')} }`;
  const { data, errors } = await agree({ body: { query } });
  expect([data, errors]).toMatchObject([{ first: null, second: { __typename: 'LoanJourney' } }, [{ path: ['first'] }]]);
  const starts = sandboxes.map(({ calls }) => calls.filter(({ method }) => method === 'POST').length);
  expect(starts).toEqual([2, 2]);
});

const EVERYTHING = `{
  client(id: "${DEMO_CLIENT}") {
    name
    accounts(first: 20) {
      nodes { name createdAt balance { amount } bankAccounts { id } positions { units value { amount } instrument { name } } }
      edges { cursor node { client { id } amounts { deposited { amount } } } }
      pageInfo { endCursor }
    }
    orders(first: 50) { nodes { status account { positions { units } } instrument { name } cashTransactions { ref } } }
    cashTransactions(first: 50) { nodes { id amount { amount } } }
    fundTransactions(first: 50) { nodes { id instrument { name } } }
  }
  again: client(id: "${DEMO_CLIENT}") { orders(first: 50) { nodes { id } } }
  node(id: "${ACCOUNT}") { ... on Account { positions { units instrument { name } value { amount } } } }
  nodes(ids: ["${IDS.join('", "')}"]) { id ... on Account { name bankAccounts { id iban } } }
  offers { title }
  loanProducts { name }
}`;

/** The errors of the query for everything, which must be some and none of the request. */
async function errorsOfEverything(): Promise<{ path: unknown }[]> {
  const { errors = [] } = await agree({ body: { query: EVERYTHING } });
  expect(errors).not.toEqual([]);
  for (const error of errors) expect(error).toHaveProperty('path');
  return errors as { path: unknown }[];
}

test.each(['getAccounts', 'getOrders', 'getClientById', 'getCashTransactions', 'listOffers', '*'])(
  'what a provider cannot answer is missing in the same places (%s)',
  async (operation) => {
    const faults = twins.kits.flatMap(({ sandbox: { fondo, payex, aarthik } }) =>
      [fondo, payex, aarthik].map((provider) => provider.fault({ operation, answer: { status: 500 } })),
    );
    await errorsOfEverything();
    faults.forEach((end) => end());
  },
);

const position = (units: unknown): object => ({ instrument: DEMO_INSTRUMENT, units });

test.each([
  ['scalars', { name: { first: 'x' }, createdDate: 'yesterday' }],
  ['an amount', { balance: 'much' }],
  ['a list', { positions: 'none' }],
  ['an item', { positions: [position(1), position('many')] }],
  ['every item', { positions: [position('many'), position('few')] }],
  ['no item', { positions: [null] }],
  ['an id', { bankAccounts: [{ id: null, iban: 7 }] }],
  ['every id', { bankAccounts: [{ id: null }, { id: {} }] }],
])('what a provider sends in the wrong form takes the same objects with it (%s)', async (_what, wrong) => {
  const mends = twins.kits.map(({ sandbox: { fondo } }) => {
    const books = fondo.state.books(DEMO_CLIENT);
    const account = fondo.state.find(books, 'account', DEMO_ACCOUNT);
    books.tables.account.put({ ...account, ...wrong } as never);
    return () => books.tables.account.put(account);
  });
  await errorsOfEverything();
  mends.forEach((mend) => mend());
});
