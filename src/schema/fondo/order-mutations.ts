import type { Context } from '../../context.ts';
import {
  checkOrder,
  newOrder,
  newOrderWithdrawal,
  explainRejection,
  type NewOrder,
} from '../../datasources/fondo/order-rules.ts';
import type { Order as OrderShape } from '../../datasources/fondo/types.ts';
import { InvalidInput, NotFound, Refused } from '../../problem.ts';
import { Account } from './account.ts';
import { builder } from '../kit/builder.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { Instrument } from './instrument.ts';
import { withNodeType } from '../kit/node.ts';
import { Order } from './order.ts';
import { expected } from '../kit/problem.ts';

interface ValidOrder {
  readonly clientId: string;
  readonly order: NewOrder;
}

const OrderIsValid = builder.objectRef<ValidOrder>('OrderIsValid').implement({
  description: 'The order is valid. Nothing was placed.',
  fields: (t) => ({
    clientRef: t.string({
      description: 'The reference that it was checked with: give it to the order itself.',
      resolve: ({ order }) => order.clientRef,
    }),
    account: t.field({
      type: Account,
      description: 'The account that would trade.',
      resolve: ({ clientId, order }, _args, { fondo }) => fondo.accounts.of(clientId).byId(order.account),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'The fund that would be traded.',
      resolve: ({ order }, _args, { fondo }) => fondo.instruments.all.byId(order.instrument),
    }),
  }),
});

const orderResult = (name: string) =>
  builder.errorUnion(name, {
    description:
      'The order, or (with `validateOnly`) that it is valid, or one of the problems that the caller can act on.',
    types: [Order, OrderIsValid, ...expected.types],
    resolveType: (result) => ('order' in (result as object) ? OrderIsValid : Order).name,
  });
const PlaceOrderResult = orderResult('PlaceOrderResult');
const RedeemAndWithdrawResult = orderResult('RedeemAndWithdrawResult');

const TradeInput = builder.inputType('TradeInput', {
  isOneOf: true,
  description: 'What to do: buy for an amount, or sell units. Exactly one of the two.',
  fields: (t) => ({
    buyAmount: t.field({ type: 'Decimal', description: 'SEK to invest, at most two decimals.' }),
    sellUnits: t.field({ type: 'Decimal', description: 'Units to sell, at most the decimals that the fund accepts.' }),
  }),
});

const EXECUTOR = 'Personnummer (twelve digits) of the person who places the order under the power of attorney.';
const CLIENT_REF =
  'Your own reference, unique per order, at most 255 characters: the gateway uses it to find an order whose response was lost. Default: generated.';
const VALIDATE_ONLY = 'Only validate it, in the gateway and at Fondo: nothing is placed.';

const PlaceOrderInput = builder.inputType('PlaceOrderInput', {
  description: 'An order to place.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that trades.' }),
    instrument: t.id({ required: true, description: 'The fund: its global id, or ISIN and currency.' }),
    trade: t.field({ type: TradeInput, required: true, description: 'What to do.' }),
    executor: t.string({ description: `${EXECUTOR} Optional; without it, Fondo records nobody.` }),
    clientRef: t.string({ description: CLIENT_REF }),
    validateOnly: t.boolean({ defaultValue: false, description: VALIDATE_ONLY }),
  }),
});

const RedeemAndWithdrawInput = builder.inputType('RedeemAndWithdrawInput', {
  description: 'Units to sell, and where their proceeds go.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that sells.' }),
    instrument: t.id({ required: true, description: 'The fund: its global id, or ISIN and currency.' }),
    units: t.field({
      type: 'Decimal',
      required: true,
      description: 'Units to sell, at most the decimals that the fund accepts.',
    }),
    bankAccount: t.id({ required: true, description: 'Id of the linked bank account that is paid.' }),
    paymentAccount: t.id({
      description: 'Another account of the same client through which the cash passes, if it must.',
    }),
    executor: t.string({ required: true, description: EXECUTOR }),
    clientRef: t.string({ description: CLIENT_REF }),
    validateOnly: t.boolean({ defaultValue: false, description: VALIDATE_ONLY }),
  }),
});

const CancelOrderInput = builder.inputType('CancelOrderInput', {
  description: 'An order to cancel.',
  fields: (t) => ({ order: t.id({ required: true, description: 'The order.' }) }),
});

/** Holds the order against account and fund, then places it, or lets Fondo check it. */
async function place(
  { fondo }: Context,
  clientId: string,
  order: NewOrder,
  path: string,
  validateOnly: boolean | null | undefined,
): Promise<OrderShape | ValidOrder> {
  const accounts = fondo.accounts.of(clientId);
  const through = 'paymentAccount' in order ? order.paymentAccount : undefined;
  const [account, instrument, paymentAccount] = await Promise.all([
    accounts.byId(order.account),
    fondo.instruments.all.byId(order.instrument),
    through == null ? undefined : accounts.byId(through),
  ]);
  if (paymentAccount === null) throw new NotFound('There is no such payment account.', { provider: 'FONDO' });
  checkOrder(order, { account, instrument }, path);
  try {
    if (!validateOnly) return withNodeType('Order', await fondo.orders.place(clientId, order));
    await fondo.orders.validate(clientId, order);
    return { clientId, order };
  } catch (error) {
    throw error instanceof Refused ? explainRejection(error, order, account, path) : error;
  }
}

/**
 * Fondo serves all clients with one token: that the cash passes through this client's own account is ours to see to.
 */
function paymentAccountOf(client: string, id: string): string {
  const path = 'input.paymentAccount';
  const [owner, account] = segmentsOf(id, 'Account', path);
  if (owner !== client) throw new InvalidInput([{ path, message: 'expected an account of this client' }]);
  return account;
}

builder.mutationFields((t) => ({
  placeOrder: t.field({
    type: PlaceOrderResult,
    description:
      'Buys or sells units of a fund: places an order. Sent once, never retried. `validateOnly: true` only validates it. Follow it with `orderChanged` or `clientEvents`.',
    args: { input: t.arg({ type: PlaceOrderInput, required: true, description: 'The order.' }) },
    resolve: (_root, { input }, context) => {
      const [client, account] = segmentsOf(input.account, 'Account', 'input.account');
      const [instrument] = segmentsOf(input.instrument, 'Instrument', 'input.instrument');
      const order = newOrder({ ...input, ...input.trade, account, instrument });
      const path = input.trade.buyAmount != null ? 'input.trade.buyAmount' : 'input.trade.sellUnits';
      return place(context, client, order, path, input.validateOnly);
    },
  }),
  redeemAndWithdraw: t.field({
    type: RedeemAndWithdrawResult,
    description:
      'Sells units of a fund and pays the proceeds to a linked bank account, in one order. Sent once, never retried.',
    args: { input: t.arg({ type: RedeemAndWithdrawInput, required: true, description: 'The order.' }) },
    resolve: (_root, { input }, context) => {
      const [client, account] = segmentsOf(input.account, 'Account', 'input.account');
      const [instrument] = segmentsOf(input.instrument, 'Instrument', 'input.instrument');
      const paymentAccount = input.paymentAccount == null ? undefined : paymentAccountOf(client, input.paymentAccount);
      const order = newOrderWithdrawal({ ...input, account, instrument, paymentAccount });
      return place(context, client, order, 'input.units', input.validateOnly);
    },
  }),
  cancelOrder: t.field({
    type: Order,
    errors: expected,
    description:
      'Cancels an order, if it has not been sent on yet: it is canceled only if the `status` of the result is `CANCELED`.',
    args: { input: t.arg({ type: CancelOrderInput, required: true, description: 'The order.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const [client, order] = segmentsOf(input.order, 'Order', 'input.order');
      return fondo.orders.cancel(client, order);
    },
  }),
}));
