import { deposit } from '../../fondo/deposits.ts';
import { abortCash, settleCash } from '../../fondo/ledger.ts';
import { endPayment, processPayment } from '../../fondo/payments.ts';
import { endSwishDeposit } from '../../fondo/swish.ts';
import { PAYMENT_OUTCOMES } from '../../fondo/index.ts';
import type { SwishDeposit } from '../../fondo/state.ts';
import type { Account } from '../../fondo/types.ts';
import type { Bench } from '../bench.ts';
import { notPossible } from '../errors.ts';
import { toName } from '../model/common.ts';
import { paymentPlace, placeOf, segments, toGlobalId, unknownObject } from '../objects.ts';
import type { Handlers } from '../operations.ts';
import { accountView, journeyView, orderView, paymentView, swishView, withdrawalView } from '../views/fondo.ts';
import { putOrder } from './orders.ts';

type Fondo =
  'setOrder' | 'setJourney' | 'setAccount' | 'setSwishDeposit' | 'setPayment' | 'setWithdrawal' | 'setSockets';

/** What can be done to the objects of Fondo. */
export const fondoHandlers = (bench: Bench): Pick<Handlers, Fondo> => ({
  setOrder({ id, body }) {
    const { client, books, key } = placeOf(bench, id, 'order');
    return orderView(client, putOrder(bench.fondo.state, books, key, body.status));
  },

  setJourney({ id, body: { status, context, errorCode, person } }) {
    const { client, key } = placeOf(bench, id, 'journey');
    const { journeys } = bench.fondo;
    const acts = {
      PENDING: () => journeys.activate(client, key, context),
      COMPLETE: () => journeys.complete(client, key, person && withoutGaps(person)),
      CANCELED: () => journeys.cancel(client, key, context),
      ERROR: () => journeys.fail(client, key, errorCode, context),
      EXPIRED: () => journeys.expire(client, key),
    };
    return journeyView(client, acts[status]());
  },

  setAccount({ id, body }) {
    const { books, key } = placeOf(bench, id, 'account');
    const { state } = bench.fondo;
    const account = state.find(books, 'account', key);
    if (account.deleted) notPossible('The account is closed, which is final.');
    if (body.deposit !== undefined)
      deposit(state, books, {
        account: key,
        amount: body.deposit,
        ref: `sandbox-${state.sortedId()}`,
        refType: 'text',
      });
    else if (body.status === 'CLOSED') state.close(books, key);
    else state.change(books, 'account', key, { status: body.status?.toLowerCase() as Account['status'] });
    return accountView(state.find(books, 'account', key));
  },

  setSwishDeposit({ id, body: { status, errorCode } }) {
    const [, , key] = segments(id, 'SwishDeposit');
    const { state } = bench.fondo;
    const deposit = state.swishDeposits.get(key) ?? unknownObject('SwishDeposit');
    const word = status.toLowerCase() as SwishDeposit['status']['status'];
    const code = errorCode ?? SWISH_CODES[status];
    if (deposit.status.status !== word && deposit.status.status !== 'pending')
      notPossible(`The deposit is ${toName(deposit.status.status)}, which is final.`);
    endSwishDeposit(state, deposit, { status: word, ...(code !== undefined && { errorCode: code }) });
    return swishView(deposit);
  },

  setPayment({ id, body: { status, reasonCode = '1', reason } }) {
    const { client, books, key } = paymentPlace(bench, id);
    const { state } = bench.fondo;
    const text = reason ?? Object.values(PAYMENT_OUTCOMES).find((one) => one.reasonCode === reasonCode)?.reason ?? '';
    const before = toName(state.find(books, 'payment', key).status);
    if (status === 'PROCESSING') processPayment(state, books, key, false);
    else if (status === 'COMPLETED') endPayment(state, books, key, { status: 'completed' });
    else endPayment(state, books, key, { status: 'failed', reasonCode, reason: text });
    const after = state.find(books, 'payment', key);
    if (toName(after.status) !== status) notPossible(`The payment is ${before} already: it goes no way back.`);
    return paymentView(client, after);
  },

  setWithdrawal({ id, body: { status, reason = 'payout_failed' } }) {
    const { client, books, key } = placeOf(bench, id, 'cashTransaction');
    const { state } = bench.fondo;
    const entry = state.find(books, 'cashTransaction', key);
    if (entry.transactionType !== 'withdrawal') return unknownObject('withdrawal');
    if (entry.aborted && status === 'SETTLED') notPossible('The withdrawal has failed, which is final.');
    if (status === 'SETTLED') settleCash(state, books, key);
    else if (!entry.aborted) abortCash(state, books, entry, reason);
    return withdrawalView(client, state.find(books, 'cashTransaction', key), state.clock.iso());
  },

  setSockets({ body: { action, client } }) {
    const { fondo } = bench;
    const wanted = client === undefined ? undefined : segments(client, 'Client')[0];
    if (wanted !== undefined && !fondo.state.hasClient(wanted)) unknownObject('Client');
    const ids = wanted === undefined ? fondo.state.clients.rows.map(({ id }) => id) : [wanted];
    const clients = ids.map((id) => ({ id: toGlobalId('Client', [id]), sockets: fondo.sockets(id) }));
    for (const id of ids) {
      if (action === 'DROP') fondo.cut(id);
      else if (action === 'SILENCE') fondo.mute(id);
      else fondo.unmute(id);
    }
    return { clients };
  },
});

/** The error code of Swish that goes with a status where none is given. */
const SWISH_CODES = { PAID: undefined, DECLINED: 'RF07', CANCELED: 'BANKIDCL', ERROR: 'FF10' } as const;

/** What is undefined counts as left out. */
export const withoutGaps = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
