import { randomUUID } from 'node:crypto';
import type { Handler } from '../kit/provider.ts';
import { qrPng, qrSvg } from '../kit/qr.ts';
import { requireActive } from './accounts.ts';
import { ok, refuse, unknownId } from './responses.ts';
import { deposit } from './deposits.ts';
import { hasAtMostDecimals } from './money.ts';
import { TIMINGS } from './timings.ts';
import type { FondoState, SwishDeposit } from './state.ts';
import { SWISH_OUTCOMES } from './test-data.ts';
import type { Schemas } from './types.ts';

/** SEK; the maximum amount of a Swish payment. */
const MAX_AMOUNT = 150_000;

export const swishHandlers = (state: FondoState): Record<string, Handler> => ({
  createSwishDeposit({ params, body }) {
    const books = state.books(params['client_id']);
    const account = requireActive(state.find(books, 'account', params['account_id']));
    const { amount, qrFormat, type } = body as Schemas['SwishDepositRequest'];
    if (!(amount > 0) || !hasAtMostDecimals(amount, 2)) refuse('amount must be positive, with at most two decimals');
    if (amount > MAX_AMOUNT) refuse(`amount is above ${MAX_AMOUNT} SEK`);
    const swish: SwishDeposit = {
      id: bareId(),
      paymentId: bareId(),
      token: randomUUID().replaceAll('-', ''),
      clientId: books.client.id,
      account: account.id,
      amount,
      status: { status: 'pending' },
    };
    state.swishDeposits.set(swish.id, swish).set(swish.paymentId, swish);
    const timesOut = SWISH_OUTCOMES[amount]?.errorCode === 'TM01';
    state.clock.after(timesOut ? TIMINGS.swishTimesOut : TIMINGS.swishPays, () => endSwishDeposit(state, swish));
    const { id, token, paymentId } = swish;
    const qrImage = type === 'other_device' ? payerImage(token, qrFormat ?? 'svg') : undefined;
    return ok({ id, token, paymentId, ...(qrImage && { qrImage }) });
  },
  pollSwishDeposit({ params }) {
    const id = params['swish_id'] ?? '';
    return ok((state.swishDeposits.get(id) ?? unknownId('Swish deposit', id)).status);
  },
});

/**
 * The QR image of a payment request, in base64; it encodes the token for the Swish app on another device. The `jpg`
 * format, which the gateway does not request, is not supported.
 */
function payerImage(
  token: string,
  format: NonNullable<Schemas['SwishDepositRequest']['qrFormat']>,
): string | undefined {
  if (format === 'jpg') return undefined;
  return (format === 'svg' ? Buffer.from(qrSvg(token)) : qrPng(token)).toString('base64');
}

/** Ends a deposit, as its amount decides or as told. One that has ended stays as it is. */
export function endSwishDeposit(
  state: FondoState,
  swish: SwishDeposit,
  outcome: SwishDeposit['status'] = SWISH_OUTCOMES[swish.amount] ?? { status: 'paid' },
): void {
  if (swish.status.status !== 'pending') return;
  swish.status = outcome;
  if (swish.status.status !== 'paid') return;
  const { account, amount, paymentId } = swish;
  deposit(state, state.books(swish.clientId), { account, amount, ref: paymentId, refType: 'external' });
}

/** Swish ids are UUIDs in capitals without hyphens. */
const bareId = (): string => randomUUID().replaceAll('-', '').toUpperCase();
