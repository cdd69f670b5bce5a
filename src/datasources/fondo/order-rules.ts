import { randomUUID } from 'node:crypto';
import { Checks, hasDecimals, isPositive } from '../checks.ts';
import { wireNumber } from '../decode.ts';
import type { OrderRequest } from './types.ts';

export interface OrderInput {
  readonly account: string;
  readonly instrument: string;
  /** SEK. */
  readonly buyAmount?: string | null | undefined;
  readonly sellUnits?: string | null | undefined;
  readonly executor: string;
  readonly clientRef?: string | null | undefined;
}

/** Twelve digits without separator (contract schema `Personnummer`). */
const PERSONNUMMER = /^(19|20)\d{10}$/;
const MAX_CLIENT_REF = 255;

/** Checks an order against the contract and turns it into Fondo's words, with a reference of its own if it has none. */
export function newOrder({
  account,
  instrument,
  buyAmount,
  sellUnits,
  executor,
  clientRef,
}: OrderInput): OrderRequest & { clientRef: string } {
  const checks = new Checks();
  checks.expect(PERSONNUMMER.test(executor), 'input.executor', 'expected a personnummer of twelve digits');
  checks.expect(
    clientRef == null || (clientRef !== '' && clientRef.length <= MAX_CLIENT_REF),
    'input.clientRef',
    `expected 1 to ${MAX_CLIENT_REF} characters`,
  );
  if (buyAmount != null) {
    checks.expect(isPositive(buyAmount), 'input.trade.buyAmount', 'expected an amount above 0');
    checks.expect(hasDecimals(buyAmount, 2), 'input.trade.buyAmount', 'expected at most two decimals');
  }
  if (sellUnits != null) {
    checks.expect(isPositive(sellUnits), 'input.trade.sellUnits', 'expected units above 0');
    checks.expect(hasDecimals(sellUnits, 7), 'input.trade.sellUnits', 'expected at most seven decimals');
  }
  checks.done();
  const common = { account, instrument, executorRef: executor, clientRef: clientRef ?? `gw-${randomUUID()}` };
  return buyAmount != null
    ? { ...common, orderType: 'subscription', amount: wireNumber(buyAmount) }
    : { ...common, orderType: 'redemption', units: wireNumber(sellUnits ?? '0') };
}
