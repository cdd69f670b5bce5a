import type { ArgBuilder } from '@pothos/core';
import type { Context } from '../../context.ts';
import { isCancelable, isPending } from '../../datasources/fondo/orders.ts';
import type { Order as OrderShape } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { Account } from './account.ts';
import { ofClient, ownClient, prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder, type Types } from '../kit/builder.ts';
import { Client } from './client.ts';
import { connectionOf, connectionType } from '../kit/connection.ts';
import { readAhead } from '../kit/read-page.ts';
import type { Page } from '../../datasources/kit/paging/page.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { Instrument } from './instrument.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { filtersOf, listArgs, type ListArgs } from './lists/list-args.ts';

const OrderType = openEnum('OrderType', {
  description: 'Direction of an order.',
  values: { subscription: 'Buys units for an amount of cash.', redemption: 'Sells units.' },
});

const OrderStatus = openEnum('OrderStatus', {
  description: 'State of an order. The main line is RECEIVED, SENT, CONFIRMED, SETTLED; CONFIRMED may be skipped.',
  values: {
    received: 'Received; can still be canceled.',
    pending: 'Waits to be sent; can still be canceled.',
    sent: 'Sent to the fund platform.',
    confirmed: 'Price, units and amount are fixed.',
    settled: 'Cash and units have moved. Final.',
    canceled: 'Canceled. Final.',
    hold: 'Held back for a check.',
  },
});

export const Order = builder.objectRef<OrderShape>('Order');

export const OrderSnapshot = entity(Order, {
  description: 'An order to buy or sell units of a fund.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'Order',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.orders.of(client).byId(id),
      ),
    ),
    account: t.field({
      type: Account,
      description: 'The account that trades.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: ({ clientId, account }, _args, { fondo }) => fondo.accounts.of(clientId).byId(account),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'The fund that is traded.',
      extensions: prefetch({ needs: (_keys, { fondo }) => fondo.instruments.all }),
      resolve: ({ instrument }, _args, { fondo }) => fondo.instruments.all.byId(instrument),
    }),
    client: t.field({
      type: Client,
      description: 'The client that holds the account.',
      extensions: ownClient,
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
  state: (t) => ({
    type: t.field({
      type: OrderType,
      nullable: false,
      description: 'Direction.',
      resolve: ({ orderType }) => OrderType.read(orderType),
    }),
    status: t.field({
      type: OrderStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => OrderStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    isCancelable: t.boolean({
      nullable: false,
      description: 'Whether `cancelOrder` may still succeed: false for a state that is `UNKNOWN`.',
      resolve: isCancelable,
    }),
    isFinal: t.boolean({
      nullable: false,
      description: 'Whether the state is final: false for one that is `UNKNOWN`.',
      resolve: (order) => !isPending(order),
    }),
    amount: t.field({
      type: Money,
      description: 'Ordered amount of a subscription; of a redemption it is known once the order is confirmed.',
      resolve: ({ amount }) => money(amount),
    }),
    units: t.expose('units', {
      type: 'Decimal',
      description: 'Ordered units of a redemption; of a subscription they are known once the order is confirmed.',
    }),
    clientRef: t.exposeString('clientRef', { description: 'Reference that was passed with the order.' }),
    executor: t.exposeString('executorRef', {
      description: 'Personnummer of the person who placed it under the power of attorney. Personal data.',
      extensions: personal('nationalNumber'),
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was received.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
    canceledAt: t.expose('canceledDate', { type: 'DateTime', description: 'When it was canceled.' }),
  }),
});

const OrderConnection = connectionType(Order);
const orderArgs = (t: ArgBuilder<Types>) => ({
  ...listArgs(t),
  status: t({
    type: [OrderStatus],
    description: 'Only orders in one of these states. Searched by the gateway: see `PageInfo.endCursor`.',
  }),
  type: t({ type: OrderType, description: 'Only purchases, or only sales. Searched by the gateway.' }),
  instrument: t.id({
    description: 'Only orders of this fund: global id, or ISIN and currency. Searched by the gateway.',
  }),
  clientRef: t.string({ description: 'Only what carries this reference of yours. Searched by the gateway.' }),
});

interface OrderArgs extends ListArgs {
  readonly status?: readonly string[] | null | undefined;
  readonly type?: string | null | undefined;
  readonly instrument?: string | null | undefined;
  readonly clientRef?: string | null | undefined;
}

/** Orders of a client, those of some accounts perhaps: Fondo itself filters by `modifiedFrom` alone. */
function ordersOf(clientId: string, args: OrderArgs, { fondo }: Context, isOf?: (account: string) => boolean) {
  const { status, type, clientRef } = args;
  const instrument = args.instrument == null ? undefined : segmentsOf(args.instrument, 'Instrument', 'instrument')[0];
  const keep = (order: OrderShape): boolean =>
    (isOf?.(order.account) ?? true) &&
    (instrument === undefined || order.instrument === instrument) &&
    (type == null || OrderType.read(order.orderType) === type) &&
    (status?.includes(OrderStatus.read(order.status)) ?? true) &&
    (clientRef == null || order.clientRef === clientRef);
  return {
    page: (at: Page) => fondo.orders.of(clientId).page(at),
    ...filtersOf(args, [isOf, instrument, status, type, clientRef].some((one) => one != null) ? keep : undefined),
  };
}

builder.objectFields(Client, (t) => ({
  order: t.field({
    type: Order,
    description: 'One order of this client; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: ofClient(({ fondo }, client, { id }: { id: string }) => {
      const [owner, order] = segmentsOf(id, 'Order');
      return owner === client ? fondo.orders.of(client).named(order) : null;
    }),
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, order] = segmentsOf(id, 'Order');
      return client === clientId ? fondo.orders.of(client).named(order) : null;
    },
  }),
  orders: t.field({
    type: OrderConnection,
    description: 'The orders of this client.',
    args: orderArgs(t.arg),
    extensions: prefetch({
      start: ([client], args, context) => readAhead(args, ordersOf(client, args, context)),
      rows: ([client], { fondo }) => fondo.orders.of(client).size,
    }),
    resolve: ({ id }, args: OrderArgs, context) => connectionOf(args, ordersOf(id, args, context)),
  }),
}));

builder.objectField(Account, 'orders', (t) =>
  t.field({
    type: OrderConnection,
    description: 'The orders of this account, searched by the gateway in those of its client.',
    args: orderArgs(t.arg),
    extensions: prefetch({
      // Which accounts a list has is not known ahead: their orders are among those of the client.
      start: ([client, account], args, context) =>
        readAhead(
          args,
          ordersOf(client, args, context, (one) => account === undefined || one === account),
        ),
    }),
    resolve: ({ id, clientId }, args: OrderArgs, context) =>
      connectionOf(
        args,
        ordersOf(clientId, args, context, (one) => one === id),
      ),
  }),
);
