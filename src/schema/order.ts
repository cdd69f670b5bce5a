import type { ArgBuilder } from '@pothos/core';
import type { Order as OrderShape } from '../datasources/fondo/types.ts';
import { newOrder } from '../datasources/fondo/order-rules.ts';
import { Account } from './account.ts';
import { builder, type Types } from './builder.ts';
import { Client } from './client.ts';
import { connectionOf, connectionType, pageArgs } from './connection.ts';
import { segmentsOf } from './global-id.ts';
import { Instrument } from './instrument.ts';
import { money, Money } from './money.ts';
import { identified, Node } from './node.ts';
import { openEnum } from './open-enum.ts';
import { expected } from './problem.ts';

const OrderType = openEnum('OrderType', {
  description: 'Direction of an order.',
  values: { subscription: 'Buys units for an amount of cash.', redemption: 'Sells units.' },
});

const OrderStatus = openEnum('OrderStatus', {
  description: 'State of an order. The main line is RECEIVED, SENT, CONFIRMED, SETTLED; CONFIRMED may be skipped.',
  values: {
    received: 'Taken in; can still be canceled.',
    pending: 'Waits to be sent; can still be canceled.',
    sent: 'Sent to the fund platform.',
    confirmed: 'Price, units and amount are fixed.',
    settled: 'Cash and units have moved. Final.',
    canceled: 'Canceled. Final.',
    hold: 'Held back for a check.',
  },
});

export const Order = builder.objectRef<OrderShape>('Order');

Order.implement({
  description: 'An order to buy or sell units of a fund.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      identified(
        'Order',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.orders.of(client).byId(id),
      ),
    ),
    type: t.field({
      type: OrderType,
      description: 'Direction.',
      resolve: ({ orderType }) => OrderType.read(orderType),
    }),
    status: t.field({ type: OrderStatus, description: 'State.', resolve: ({ status }) => OrderStatus.read(status) }),
    statusRaw: t.exposeString('status', { description: "The provider's own word, for when `status` is `UNKNOWN`." }),
    amount: t.field({
      type: Money,
      description: 'Ordered amount of a subscription; of a redemption it is known once the order is confirmed.',
      resolve: ({ amount }) => money(amount),
    }),
    units: t.expose('units', {
      type: 'Decimal',
      description: 'Ordered units of a redemption; of a subscription they are known once the order is confirmed.',
    }),
    clientRef: t.exposeString('clientRef', { description: 'Reference that was given with the order.' }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was received.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
    canceledAt: t.expose('canceledDate', { type: 'DateTime', description: 'When it was canceled.' }),
    account: t.field({
      type: Account,
      description: 'The account that trades.',
      resolve: ({ clientId, account }, _args, { fondo }) => fondo.accounts.of(clientId).byId(account),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'The fund that is traded.',
      resolve: ({ instrument }, _args, { fondo }) => fondo.instruments.all.byId(instrument),
    }),
  }),
});

const OrderConnection = connectionType(Order);
const listArgs = (t: ArgBuilder<Types>) => ({
  ...pageArgs(t),
  status: t({ type: [OrderStatus], description: 'Only orders in one of these states.' }),
});

const byStatus = (wanted: readonly string[] | null | undefined) =>
  wanted ? ({ status }: OrderShape): boolean => wanted.includes(OrderStatus.read(status) ?? 'UNKNOWN') : undefined;

builder.objectFields(Client, (t) => ({
  order: t.field({
    type: Order,
    description: 'One order of this client; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, order] = segmentsOf(id, 'Order');
      return client === clientId ? fondo.orders.of(client).byId(order) : null;
    },
  }),
  orders: t.field({
    type: OrderConnection,
    description: 'The orders of this client, oldest first.',
    args: listArgs(t.arg),
    resolve: ({ id }, { status, ...page }, { fondo }) => {
      const orders = fondo.orders.of(id);
      return connectionOf(page, {
        page: (at) => orders.page(at),
        cursorOf: ({ sortedId }) => sortedId,
        keep: byStatus(status),
      });
    },
  }),
}));

builder.objectField(Account, 'orders', (t) =>
  t.field({
    type: OrderConnection,
    description: 'The orders of this account, oldest first.',
    args: listArgs(t.arg),
    resolve: ({ id, clientId }, { status, ...page }, { fondo }) => {
      const orders = fondo.orders.of(clientId);
      const inStatus = byStatus(status);
      const keep = (order: OrderShape): boolean => order.account === id && (inStatus?.(order) ?? true);
      return connectionOf(page, { page: (at) => orders.page(at), cursorOf: ({ sortedId }) => sortedId, keep });
    },
  }),
);

const TradeInput = builder.inputType('TradeInput', {
  isOneOf: true,
  description: 'What to do: buy for an amount, or sell units. Exactly one of the two.',
  fields: (t) => ({
    buyAmount: t.field({ type: 'Decimal', description: 'SEK to invest, at most two decimals.' }),
    sellUnits: t.field({ type: 'Decimal', description: 'Units to sell, at most the decimals that the fund accepts.' }),
  }),
});

const PlaceOrderInput = builder.inputType('PlaceOrderInput', {
  description: 'An order to place.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that trades.' }),
    instrument: t.id({ required: true, description: 'The fund: its global id, or ISIN and currency.' }),
    trade: t.field({ type: TradeInput, required: true, description: 'What to do.' }),
    executor: t.string({
      required: true,
      description: 'Personnummer (twelve digits) of the person who places the order under the power of attorney.',
    }),
    clientRef: t.string({
      description:
        'Your own reference, unique per order, at most 255 characters: it is how an order is found again whose answer was lost. Made up when left out.',
    }),
  }),
});

const CancelOrderInput = builder.inputType('CancelOrderInput', {
  description: 'An order to cancel.',
  fields: (t) => ({ order: t.id({ required: true, description: 'The order.' }) }),
});

builder.mutationFields((t) => ({
  placeOrder: t.field({
    type: Order,
    nullable: false,
    errors: expected,
    description: 'Places an order, once. Follow it with `orderChanged` or `clientEvents`.',
    args: { input: t.arg({ type: PlaceOrderInput, required: true, description: 'The order.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const [client, account] = segmentsOf(input.account, 'Account', 'input.account');
      const [instrument] = segmentsOf(input.instrument, 'Instrument', 'input.instrument');
      return fondo.orders.place(client, newOrder({ ...input, ...input.trade, account, instrument }));
    },
  }),
  cancelOrder: t.field({
    type: Order,
    nullable: false,
    errors: expected,
    description: 'Asks for an order to be canceled. It is canceled only if its `status` then says so.',
    args: { input: t.arg({ type: CancelOrderInput, required: true, description: 'The order.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const [client, order] = segmentsOf(input.order, 'Order', 'input.order');
      return fondo.orders.cancel(client, order);
    },
  }),
}));
