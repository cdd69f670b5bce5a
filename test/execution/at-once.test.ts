import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_ORDER } from '../../sandbox/fondo/index.ts';
import { startKit } from '../kit/gateway.ts';
import { between, pick, randomOf } from './random.ts';

const ORDER = 'status account { name } instrument { name }';
const ACCOUNT = 'name balance { amount } positions { units instrument { name } }';
const SELECTIONS = [
  'name',
  `accounts(first: 20) { nodes { ${ACCOUNT} } pageInfo { endCursor hasNextPage } totalCount }`,
  'accounts(first: 1) { edges { cursor node { name } } }',
  `orders(first: 50) { nodes { ${ORDER} } totalCount }`,
  `orders(last: 3) { nodes { ${ORDER} } pageInfo { startCursor endCursor hasPreviousPage } }`,
  `newest: orders(first: 2, order: NEWEST_FIRST) { nodes { ${ORDER} } } oldest: orders(first: 3) { nodes { id } }`,
  `orders(first: 5, status: [SETTLED]) { nodes { ${ORDER} cashTransactions { id } } }`,
  `account(id: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}") { ${ACCOUNT} orders(first: 4) { nodes { ${ORDER} } } }`,
  `order(id: "Order:${DEMO_CLIENT}:${DEMO_ORDER}") { ${ORDER} }`,
  'accounts(first: 3) { nodes { name } } orders(first: 2) { nodes { account { name } } }',
  'cashTransactions(first: 20) { nodes { id amount { amount } } }',
  'fundTransactions(first: 0) { nodes { id } totalCount }',
];
const OPERATIONS = ['getAccounts', 'getOrders', 'getClientById', 'getInstruments', 'getCashTransactions', '*'];
const [WAVES, EACH, SEED] = [6, 25, 20_251];

test('what is asked at once, with reads that are shared and late, is answered as it is alone', async () => {
  await using kit = await startKit();
  const { fondo } = kit.sandbox;
  // What it cost to answer is among the extensions, and differs.
  const ask = async (selection: string) => {
    const { data, errors } = await kit.query(`query ($id: ID!) { client(id: $id) { ${selection} } }`, {
      id: DEMO_CLIENT,
    });
    return { data, errors };
  };
  const alone = new Map<string, unknown>();
  for (const selection of SELECTIONS) {
    const answer = await ask(selection);
    expect(answer.errors, selection).toBeUndefined();
    alone.set(selection, answer);
  }
  const random = randomOf(SEED);
  for (let wave = 0; wave < WAVES; wave += 1) {
    for (const operation of OPERATIONS)
      fondo.fault({ operation, times: between(random, 1, 8), delayMs: between(random, 1, 60) });
    const asked = Array.from({ length: EACH }, () => pick(random, SELECTIONS));
    const answers = await Promise.all(asked.map(ask));
    for (const [at, selection] of asked.entries()) expect(answers[at], selection).toEqual(alone.get(selection));
  }
});
