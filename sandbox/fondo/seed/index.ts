import type { FondoState } from '../state.ts';
import { DEMO_CLIENT } from '../test-data.ts';
import { seedAccounts } from './accounts.ts';
import { seedClients } from './clients.ts';
import { seedInstruments } from './instruments.ts';
import { seedHistory } from './orders.ts';
import { CUSTODIANS } from './reference-data.ts';
import { Timeline } from './timeline.ts';

/** Number of accounts and orders of the first client, and number of instruments. */
export interface SeedSize {
  readonly accounts?: number;
  readonly orders?: number;
  readonly instruments?: number;
}

/** Number of accounts and orders of the other clients. */
const OTHERS = [
  { accounts: 3, orders: 6 },
  { accounts: 1, orders: 2 },
];

/**
 * Seeds an empty state. Deterministic: the same size produces the same ids, dates and amounts.
 * @param size `'nothing'`: the instruments alone
 */
export function seed(state: FondoState, size: SeedSize | 'nothing' = {}): void {
  const { accounts = 24, orders = 60, instruments = 40 } = size === 'nothing' ? {} : size;
  seedInstruments(instruments).forEach((instrument) => state.instruments.put(instrument));
  if (size === 'nothing') return;
  const ids = state.instruments.rows.map(({ id }) => id);
  const clients = seedClients(state, Date.parse('2024-01-08T09:00:00.000Z'));
  const sizes = [{ accounts, orders }, ...OTHERS];
  const all = clients.map((client, index) => {
    // The first client offers all funds, the others a subset.
    const universe = ids.filter((_, place) => client.id === DEMO_CLIENT || place % 4 !== index);
    return {
      books: state.addClient(client, CUSTODIANS, new Set(universe)),
      size: sizes[index] ?? { accounts, orders },
    };
  });
  for (const { books, size } of all) {
    seedAccounts(
      state,
      books,
      size.accounts,
      new Timeline('2024-01-15T08:00:00.000Z', '2024-06-28T16:00:00.000Z', size.accounts),
    );
  }
  for (const { books, size } of all) {
    const moments = size.accounts + size.orders;
    seedHistory(
      state,
      books,
      size.orders,
      new Timeline('2024-08-05T07:30:00.000Z', '2025-09-26T15:00:00.000Z', moments),
    );
  }
}
