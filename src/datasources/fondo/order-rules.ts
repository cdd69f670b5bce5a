import Big from 'big.js';
import { NotFound, Refused } from '../../problem.ts';
import { Checks, hasDecimals, isPositive } from '../kit/checks.ts';
import { digits, wireNumber } from '../kit/decode.ts';
import { bankAccountId, checkAmount, checkCommon, newClientRef } from './input-rules.ts';
import type { Account, Instrument, OrderRequest, OrderWithdrawalRequest } from './types.ts';

export interface OrderInput {
  readonly account: string;
  readonly instrument: string;
  /** SEK. */
  readonly buyAmount?: string | null | undefined;
  readonly sellUnits?: string | null | undefined;
  /** Personnummer of the person who acts; the contract requires it for order withdrawals alone. */
  readonly executor?: string | null | undefined;
  readonly clientRef?: string | null | undefined;
}
export interface RedemptionInput extends Omit<OrderInput, 'buyAmount' | 'sellUnits'> {
  readonly units: string;
  readonly executor: string;
  readonly bankAccount: string;
  readonly paymentAccount?: string | undefined;
}
export type NewOrder = (OrderRequest | OrderWithdrawalRequest) & { clientRef: string };

/** Decimals of a unit where a fund does not say. */
const UNIT_DECIMALS = 7;

function checkUnits(checks: Checks, units: string, path: string): void {
  checks.expect(isPositive(units), path, 'expected units above 0');
  checks.expect(hasDecimals(units, UNIT_DECIMALS), path, `expected at most ${UNIT_DECIMALS} decimals`);
}

/** Checks an order against the contract and turns it into Fondo's words, with a reference of its own if it has none. */
export function newOrder(input: OrderInput): OrderRequest & { clientRef: string } {
  const { account, instrument, buyAmount, sellUnits, executor, clientRef } = input;
  const checks = new Checks();
  checkCommon(checks, input);
  if (buyAmount != null) checkAmount(checks, buyAmount, 'input.trade.buyAmount');
  if (sellUnits != null) checkUnits(checks, sellUnits, 'input.trade.sellUnits');
  checks.done();
  const executorRef = executor == null ? {} : { executorRef: executor };
  const common = { account, instrument, ...executorRef, clientRef: clientRef ?? newClientRef() };
  return buyAmount != null
    ? { ...common, orderType: 'subscription', amount: wireNumber(buyAmount) }
    : { ...common, orderType: 'redemption', units: wireNumber(sellUnits ?? '0') };
}

/** The same for an order that sells units and pays the proceeds out. */
export function newOrderWithdrawal(input: RedemptionInput): OrderWithdrawalRequest & { clientRef: string } {
  const { units, executor, clientRef, account, instrument, paymentAccount } = input;
  const checks = new Checks();
  checkCommon(checks, input);
  checkUnits(checks, units, 'input.units');
  const bankAccount = bankAccountId(checks, input.bankAccount, 'input.bankAccount');
  checks.done();
  return {
    orderType: 'redemption',
    account,
    instrument,
    units: wireNumber(units),
    bankAccount,
    ...(paymentAccount === undefined ? {} : { paymentAccount }),
    executorRef: executor,
    clientRef: clientRef ?? newClientRef(),
  };
}

/**
 * Holds an order against the account and the fund that it is about; a rule about which Fondo provides no data is not
 * checked.
 * @param path where the amount or the units are in the caller's input
 */
export function checkOrder(
  order: NewOrder,
  { account, instrument }: { account: Account | null; instrument: Instrument | null },
  path: string,
): void {
  if (!account) throw new NotFound('There is no such account.', { provider: 'FONDO' });
  if (!instrument) throw new NotFound('There is no such fund.', { provider: 'FONDO' });
  const checks = new Checks();
  if (order.orderType === 'subscription') {
    const least = minimumOf(account, instrument);
    const enough = least == null || new Big(digits(order.amount)).gte(least);
    checks.expect(enough, path, `expected at least ${least ?? 0} SEK, the minimum of this fund`);
  } else {
    const decimals = instrument.decimalsUnits ?? UNIT_DECIMALS;
    checks.expect(hasDecimals(digits(order.units), decimals), path, `expected at most ${decimals} decimals of a unit`);
  }
  if ('bankAccount' in order) checkLinked(checks, account, order.bankAccount);
  checks.done();
  requireActive(account);
  requireTradable(order.orderType, instrument);
}

/** Notes a bank account that is not one of the account's own. */
export const checkLinked = (checks: Checks, { bankAccounts }: Account, bankAccount: string): void =>
  checks.expect(
    bankAccounts?.some(({ id }) => id === bankAccount) ?? true,
    'input.bankAccount',
    'expected a bank account that is linked to the account',
  );

/** Only an account that is open trades, takes deposits and pays out. */
export function requireActive({ status, deleted }: Account, path = 'input.account'): void {
  if (!deleted && !NOT_ACTIVE.has(status ?? '')) return;
  const state = deleted ? 'closed' : 'not active';
  throw new Refused('ACCOUNT_NOT_ACTIVE', `The account is ${state}.`, { path });
}
/** What is known not to be active; a status that the contract does not list is Fondo's to judge. */
const NOT_ACTIVE: ReadonlySet<string> = new Set(['pending', 'rejected', 'confirm']);

function requireTradable(type: NewOrder['orderType'], { isTradable, isBuyable, isSellable }: Instrument): void {
  const open = type === 'subscription' ? isBuyable : isSellable;
  if (open !== false && isTradable !== false) return;
  const [reason, what] =
    type === 'subscription' ? ['INSTRUMENT_NOT_BUYABLE', 'buying'] : ['INSTRUMENT_NOT_SELLABLE', 'selling'];
  throw new Refused(reason, `The fund is closed for ${what}.`, { path: 'input.instrument' });
}

/** What the account must at least invest: more at first, perhaps, than later. */
function minimumOf({ positions }: Account, instrument: Instrument): number | null {
  const holds = positions?.some((position) => position.instrument === instrument.id && Number(position.units) > 0);
  const { minInitialAmountSek, minSubsequentAmountSek, minInvestmentAmountSEK } = instrument;
  return (holds ? minSubsequentAmountSek : minInitialAmountSek) ?? minInvestmentAmountSEK ?? null;
}

/** Fondo does not say why it refuses an order: what the account has may. */
export function explainRejection(refusal: Refused, order: NewOrder, account: Account | null, path: string): Refused {
  const details = { provider: 'FONDO', correlationId: refusal.correlationId, path } as const;
  if (order.orderType === 'subscription') {
    if (account?.balance == null || new Big(digits(order.amount)).lte(account.balance)) return refusal;
    return new Refused('INSUFFICIENT_CASH', 'The account does not hold that much cash.', details);
  }
  if (!account?.positions) return refusal;
  const held = account.positions.find(({ instrument }) => instrument === order.instrument)?.units ?? 0;
  if (new Big(digits(order.units)).lte(held)) return refusal;
  return new Refused('INSUFFICIENT_UNITS', 'The account does not hold that many units of the fund.', details);
}
