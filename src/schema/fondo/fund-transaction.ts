import type { Context } from '../../context.ts';
import type { FundTransaction as FundTransactionShape } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { Account } from './account.ts';
import { ofAccount, ofClient, prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';
import { connectionOf, connectionType } from '../kit/connection.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { Instrument } from './instrument.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { Order } from './order.ts';
import { dayOrInstant } from './day-or-instant.ts';
import { resolveOrder, pageOf, transactionArgs, type TransactionArgs } from './transaction.ts';

const FundTransactionType = openEnum('FundTransactionType', {
  description: 'What moved the units.',
  values: {
    subscription: 'Bought.',
    redemption: 'Sold.',
    transfer_in: 'Came from another custodian or account.',
    transfer_out: 'Went to another custodian or account.',
  },
});

const FundTransactionCause = openEnum('FundTransactionCause', {
  description: 'What kind of thing caused a movement of units.',
  values: {
    order: 'An order.',
    ca: 'A corporate action.',
    internal: 'Something inside Fondo.',
    external: 'Something outside Fondo.',
    gift: 'A gift.',
    compensations: 'A compensation.',
    inheritance: 'An inheritance.',
    dividend: 'A dividend, paid in units.',
    endowment_101: 'A movement of an endowment insurance.',
  },
  names: { ca: 'CORPORATE_ACTION' },
});

export const FundTransaction = builder.objectRef<FundTransactionShape>('FundTransaction');

export const FundTransactionSnapshot = entity(FundTransaction, {
  description: 'An entry of the ledger of fund units. It has no status: see `isAborted` and `settledAt`.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'FundTransaction',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.transactions.fund.of(client).byId(id),
      ),
    ),
    account: t.field({
      type: Account,
      description: 'The account whose units move.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: ({ clientId, account }, _args, { fondo }) => fondo.accounts.of(clientId).byId(account),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'The fund; null when Fondo no longer lists it.',
      extensions: prefetch({ needs: (_keys, { fondo }) => fondo.instruments.all }),
      resolve: ({ instrument }, _args, { fondo }) => fondo.instruments.all.byId(instrument),
    }),
    order: t.field({ type: Order, description: 'The order that caused it, if one did.', resolve: resolveOrder }),
  }),
  state: (t) => ({
    type: t.field({
      type: FundTransactionType,
      description: 'What moved the units.',
      resolve: ({ transactionType }) => FundTransactionType.read(transactionType),
    }),
    typeRaw: t.exposeString('transactionType', { description: "The provider's value of `type`." }),
    units: t.expose('units', { type: 'Decimal', description: 'Units without sign: `type` says which way they move.' }),
    price: t.field({
      type: Money,
      description: 'Price of one unit.',
      resolve: ({ price, currency }) => (currency ? money(price, currency) : null),
    }),
    isAborted: t.boolean({
      nullable: false,
      description: 'Whether it is voided: exclude it from holdings.',
      resolve: ({ aborted }) => aborted ?? false,
    }),
    abortedReason: t.exposeString('abortedReason', { description: 'Why it was voided: a code or free text.' }),
    cause: t.field({
      type: FundTransactionCause,
      description: 'What kind of thing `ref` names.',
      resolve: ({ refType }) => FundTransactionCause.read(refType),
    }),
    causeRaw: t.exposeString('refType', { description: "The provider's value of `cause`." }),
    ref: t.exposeString('ref', { description: "The provider's bare id of what caused it." }),
    clientRef: t.exposeString('clientRef', { description: 'Reference that was passed when its cause was created.' }),
    executor: t.exposeString('executorRef', {
      description: 'Personnummer of the person who acted under the power of attorney. Personal data.',
      extensions: personal('nationalNumber'),
    }),
    isin: t.exposeString('identifier', { description: 'ISIN of the fund.' }),
    tradedAt: t.field({
      type: 'DateTime',
      description: 'Trade date.',
      resolve: ({ tradeDate }) => dayOrInstant(tradeDate),
    }),
    settledAt: t.field({
      type: 'DateTime',
      description: 'When it settles; it is settled if this is in the past.',
      resolve: ({ settlementDate }) => dayOrInstant(settlementDate),
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was booked.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});

const FundTransactionConnection = connectionType(FundTransaction);
const causeWord = (cause: string): string | undefined => FundTransactionCause.write(cause);

const transactionsOf = (client: string, args: TransactionArgs, { fondo }: Context) =>
  connectionOf(args, pageOf(fondo.transactions.fund.of(client), args, causeWord));

const transactionsOfAccount = (client: string, account: string, args: TransactionArgs, { fondo }: Context) =>
  connectionOf(args, pageOf(fondo.transactions.fund.ofAccount(client, account), args, causeWord, true));

builder.objectFields(Client, (t) => ({
  fundTransaction: t.field({
    type: FundTransaction,
    description: 'One fund transaction of this client; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: ofClient(({ fondo }, client, { id }: { id: string }) => {
      const [owner, fundTransaction] = segmentsOf(id, 'FundTransaction');
      return owner === client ? fondo.transactions.fund.of(client).byId(fundTransaction) : null;
    }),
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, transaction] = segmentsOf(id, 'FundTransaction');
      return client === clientId ? fondo.transactions.fund.of(client).byId(transaction) : null;
    },
  }),
  fundTransactions: t.field({
    type: FundTransactionConnection,
    description: 'The fund transactions of all accounts of this client, oldest first.',
    args: {
      ...transactionArgs(t.arg),
      cause: t.arg({ type: FundTransactionCause, description: 'Only those that this kind of thing caused.' }),
    },
    extensions: ofClient((context, client, args: TransactionArgs) => transactionsOf(client, args, context)),
    resolve: ({ id }, args: TransactionArgs, context) => transactionsOf(id, args, context),
  }),
}));

builder.objectField(Account, 'fundTransactions', (t) =>
  t.field({
    type: FundTransactionConnection,
    description: 'The fund transactions of this account, oldest first.',
    args: {
      ...transactionArgs(t.arg),
      cause: t.arg({ type: FundTransactionCause, description: 'Only those that this kind of thing caused.' }),
    },
    extensions: ofAccount((context, [client, account], args: TransactionArgs) =>
      transactionsOfAccount(client, account, args, context),
    ),
    resolve: ({ clientId, id }, args: TransactionArgs, context) => transactionsOfAccount(clientId, id, args, context),
  }),
);

builder.objectField(Order, 'fundTransactions', (t) =>
  t.field({
    type: [FundTransaction],
    extensions: listSize(2),
    nullable: { list: true, items: false },
    description: 'The units that this order has moved.',
    resolve: ({ clientId, id, createdDate }, _args, { fondo }) =>
      fondo.transactions.fund.causedBy(clientId, { ref: id, since: createdDate }),
  }),
);
