import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import type { Optimizations } from '../../src/config/optimizations.ts';
import { startKit } from '../kit/gateway.ts';

const ORDERS = `query ($id: ID!) { client(id: $id) { name
  orders(first: 20) { nodes { status account { name } instrument { name } } } } }`;

/** What two callers are answered who ask for the same at the same time, and what that takes of Fondo, in order. */
async function askTwice(devices: Optimizations) {
  await using kit = await startKit({ gateway: devices });
  const { fondo } = kit.sandbox;
  await kit.query('{ instrument(id: "none") { name } }');
  fondo.forget();
  fondo.fault({ operation: '*', delayMs: 50 });
  const ask = () => kit.query(ORDERS, { id: DEMO_CLIENT });
  // What it cost to answer is among the extensions, and differs.
  const answers = (await Promise.all([ask(), ask()])).map(({ data, errors }) => ({ data, errors }));
  return { answers, calls: fondo.calls.map(({ operationId }) => operationId) };
}

test('without any of the devices the answers are the same, and take more of the provider', async () => {
  const full = await askTwice({});
  expect(full.answers[0]?.errors).toBeUndefined();
  expect(full.calls.toSorted()).toEqual(['getAccounts', 'getClientById', 'getInstruments', 'getOrders']);
  const without = async (device: keyof Optimizations): Promise<string[]> => {
    const { answers, calls } = await askTwice({ [device]: false });
    expect(answers).toEqual(full.answers);
    return calls;
  };
  expect((await without('compiled')).toSorted()).toEqual(full.calls.toSorted());
  expect(await without('prefetch')).toEqual(['getClientById', 'getOrders', 'getAccounts', 'getInstruments']);
  expect((await without('sharing')).toSorted()).toEqual([...full.calls, ...full.calls].toSorted());
  const single = await without('batching');
  expect(single).toContain('getIstrumentById');
  expect(single).not.toContain('getInstruments');
});

test('who shares a read keeps what it answered, also after the other has been answered', async () => {
  await using kit = await startKit();
  const { fondo } = kit.sandbox;
  await kit.query('{ instrument(id: "none") { name } }');
  fondo.forget();
  fondo.fault({ operation: 'getAccounts', delayMs: 100 });
  fondo.fault({ operation: 'getOrders', delayMs: 300 });
  const accounts = 'accounts(first: 20) { nodes { name } }';
  const asked = [accounts, `${accounts} orders(first: 2) { nodes { account { name } } }`];
  const [one, other] = await Promise.all(
    asked.map((fields) => kit.query(`query ($id: ID!) { client(id: $id) { ${fields} } }`, { id: DEMO_CLIENT })),
  );
  expect(one?.data.client.accounts.nodes.length).toBeGreaterThan(0);
  expect(other?.data.client.accounts).toEqual(one?.data.client.accounts);
  expect(other?.data.client.orders.nodes).toEqual(Array(2).fill({ account: { name: expect.any(String) } }));
  // The accounts of the orders are in the list that both have read.
  expect(fondo.calls.map(({ operationId }) => operationId).toSorted()).toEqual([
    'getAccounts',
    'getClientById',
    'getOrders',
  ]);
});
