import { expect } from 'vitest';
import type { Example } from './kit.ts';

/** Of the sandbox's demo client: itself, an account, and a fund that the account holds. */
export const CLIENT = 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877';
export const ACCOUNT = 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
export const FUND = 'Instrument:SE0012193019SEK';

/** The page on which this is bought, or sold. */
export const ticket = (more: Record<string, string> = {}): string =>
  `/trade?${new URLSearchParams({ account: ACCOUNT, fund: FUND, ...more }).toString()}`;

/** The newest order, as the gateway knows it. */
export async function newest({ kit }: Example): Promise<{ readonly id: string; readonly status: string }> {
  const { data } = await kit.query(
    `{ client(id: "${CLIENT}") { orders(first: 1, order: NEWEST_FIRST) { nodes { id status } } } }`,
  );
  return data.client.orders.nodes[0];
}

/** An order that somebody else places. */
export async function place({ kit }: Example, amount: string): Promise<void> {
  const { data } = await kit.query(
    `mutation { placeOrder(input: { account: "${ACCOUNT}", instrument: "${FUND}", trade: { buyAmount: "${amount}" } }) { __typename } }`,
  );
  expect(data.placeOrder.__typename).toBe('Order');
}

/** How often an order was really sent, and not only checked. */
export const sent = async ({ sandbox }: Example): Promise<number> => {
  const calls = await sandbox.calls({ provider: 'FONDO', operation: 'createOrder' });
  return calls.filter(({ path }) => !path.includes('validate-only')).length;
};
