import { Big } from 'big.js';
import { deposit } from './deposits.ts';
import { placeOrder } from './orders.ts';
import { TIMINGS } from './timings.ts';
import type { FondoState } from './state.ts';
import { DEMO_INSTRUMENT } from './test-data.ts';
import type { Account } from './types.ts';

/** Maximum number of generated deposits and orders; after that, only prices change. */
const MAX_BOOKED = 300;

/** Generates periodic background activity for the first client. Returns a function that stops it. */
export function startBackgroundActivity(state: FondoState): () => void {
  let turn = 0;
  return state.clock.every(TIMINGS.backgroundActivity, () => {
    happen(state, turn);
    turn += 1;
  });
}

function happen(state: FondoState, turn: number): void {
  const [client] = state.clients.rows;
  if (!client) return;
  const books = state.books(client.id);
  const active = books.tables.account.rows.filter(({ status, deleted }) => status === 'active' && !deleted);
  const account = active[turn % active.length];
  if (!account) return;
  const act = turn < MAX_BOOKED ? turn % 3 : 2;
  if (act === 0) {
    deposit(state, books, { account: account.id, amount: 500, ref: `background-${turn}`, refType: 'text' });
  } else if (act === 1 && account.balance >= 200) {
    const executor = account.owner.ssn === undefined ? {} : { executorRef: account.owner.ssn };
    const details = { account: account.id, ...executor, clientRef: `background-${turn}` };
    placeOrder(state, books, { orderType: 'subscription', ...details, instrument: DEMO_INSTRUMENT, amount: 200 });
  } else revalue(state, account, turn);
}

/** Changes the price of a fund that the account holds and publishes the account. */
function revalue(state: FondoState, { id, clientId, positions }: Account, turn: number): void {
  const instrument = state.instrument(positions[0]?.instrument ?? DEMO_INSTRUMENT);
  const drift = 1 + ((turn % 7) - 3) / 1000;
  const closePrice = new Big(instrument.closePrice).times(drift).round(4).toNumber();
  state.instruments.put({ ...instrument, closePrice, priceDate: state.clock.iso() });
  state.change(state.books(clientId), 'account', id, {});
}
