import type { components } from '../../contracts/fondo.ts';

export type Schemas = components['schemas'];

type Tracked = 'id' | 'sortedId' | 'createdDate' | 'modifiedDate';
type Row<T, K extends keyof T> = T & Required<Pick<T, K>>;

export type Account = Row<
  Schemas['Account'],
  Tracked | 'ref' | 'status' | 'owner' | 'balance' | 'amounts' | 'positions' | 'bankAccounts' | 'clientId'
>;
export type Client = Row<Schemas['Client'], Tracked>;
export type Order = Row<Schemas['Order'], Tracked | 'status'>;
export type CashTransaction = Row<Schemas['CashTransaction'], Tracked>;
export type FundTransaction = Row<Schemas['FundTransaction'], Tracked>;
export type Journey = Row<Schemas['Journey'], Tracked | 'status' | 'url' | 'expiryDate'>;
export type AllocationPlan = Schemas['AllocationPlan'];
export type Payment = Row<Schemas['Payment'], 'id' | 'sortedId' | 'account' | 'amount' | 'clientRef' | 'status'>;
export type PaymentInstruction = Schemas['PaymentInstruction'];
export type Instrument = Row<
  Schemas['Instrument'],
  'closePrice' | 'decimalsUnits' | 'minInitialAmountSek' | 'minSubsequentAmountSek' | 'isBuyable' | 'isSellable'
>;
export type Event = Schemas['Event'];

/** Objects of a client that have change events, by their name in the event type. */
export interface Kinds {
  account: Account;
  order: Order;
  cashTransaction: CashTransaction;
  fundTransaction: FundTransaction;
  journey: Journey;
  allocationPlan: AllocationPlan;
  payment: Payment;
}

/** Alternative interpretations of ambiguous documentation; each can be switched at runtime. */
export interface FondoVariants {
  /** Response to the creation of an order, an order withdrawal or a client. */
  createAnswer: 'body' | 'empty204';
  /** Whether `start` is the first row of the page or the last row of the previous page. */
  start: 'inclusive' | 'exclusive';
  /** Response to the cancellation of an order that has been sent to the fund. */
  cancelLate: 'unchanged' | 'refuse';
  unknownId: 400 | 404;
  /** Name of the event's discriminating member. */
  eventName: 'type' | 'event' | 'eventType';
  /** Enum values and members that the contract does not list, and nulls where a member does not apply. */
  unknownValues: boolean;
  /** Leaves out members that the contract does not require. */
  missingMembers: boolean;
  /** Sends those members as null. */
  nullMembers: boolean;
  /** Whether orders pass through `confirmed`; otherwise they go from `sent` directly to `settled`. */
  confirmedStatus: boolean;
}

export const DEFAULT_VARIANTS: FondoVariants = {
  createAnswer: 'body',
  start: 'inclusive',
  cancelLate: 'unchanged',
  unknownId: 400,
  eventName: 'type',
  unknownValues: false,
  missingMembers: false,
  nullMembers: false,
  confirmedStatus: true,
};
