import type { Context } from '../../context.ts';
import type { CashTransaction as CashTransactionShape } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { Account } from './account.ts';
import { ofAccount, ofClient, prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';
import { connectionOf, connectionType } from '../kit/connection.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { Order } from './order.ts';
import { dayOrInstant } from './day-or-instant.ts';
import { resolveOrder, pageOf, transactionArgs, type TransactionArgs } from './transaction.ts';

const CashTransactionType = openEnum('CashTransactionType', {
  description: 'What moved the cash.',
  values: {
    deposit: 'Money that came in from outside.',
    fxFee: 'Fee for a change of currency.',
    withdrawal: 'Money that was paid out.',
    transfer_in: 'Came from another custodian or account.',
    transfer_out: 'Went to another custodian or account.',
    subscription: 'Pays for fund units.',
    redemption: 'Proceeds of sold units.',
    retrocession: 'Fund fees paid back.',
  },
});

const CashTransactionCause = openEnum('CashTransactionCause', {
  description: 'What kind of thing the reference of a cash transaction names.',
  values: {
    text: 'Free text.',
    order: 'An order.',
    payment: 'A payment of a payment instruction.',
    ca: 'A corporate action.',
    internal: 'Something inside Fondo.',
    external: 'Something outside Fondo, a bank transfer for instance.',
    client_fee_onetime: 'A single fee of the client.',
    client_fee_ongoing: 'A running fee of the client.',
  },
  names: { ca: 'CORPORATE_ACTION' },
});

const CashDirection = builder.enumType('CashDirection', {
  description: 'Which way cash moves, as seen from the accounts of Fondo.',
  values: {
    IN: { description: 'Reaches an account.' },
    OUT: { description: 'Leaves an account.' },
    BETWEEN: { description: 'From one account to another.' },
  } as const,
});

export const CashTransaction = builder.objectRef<CashTransactionShape>('CashTransaction');

export const CashTransactionSnapshot = entity(CashTransaction, {
  description: 'An entry of the cash ledger. It has no status: see `isAborted` and `settledAt`.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'CashTransaction',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.transactions.cash.of(client).byId(id),
      ),
    ),
    debitedAccount: t.field({
      type: Account,
      description: 'The account that it leaves; null when that is outside Fondo.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: ({ clientId, debitAccount }, _args, { fondo }) =>
        debitAccount ? fondo.accounts.of(clientId).byId(debitAccount) : null,
    }),
    creditedAccount: t.field({
      type: Account,
      description: 'The account that it reaches; null when that is outside Fondo.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: ({ clientId, creditAccount }, _args, { fondo }) =>
        creditAccount ? fondo.accounts.of(clientId).byId(creditAccount) : null,
    }),
    order: t.field({ type: Order, description: 'The order that caused it, if one did.', resolve: resolveOrder }),
  }),
  state: (t) => ({
    type: t.field({
      type: CashTransactionType,
      description: 'What moved the cash.',
      resolve: ({ transactionType }) => CashTransactionType.read(transactionType),
    }),
    typeRaw: t.exposeString('transactionType', { description: "The provider's value of `type`." }),
    direction: t.field({
      type: CashDirection,
      description: 'Which way it moves, by the accounts that are debited and credited; null when neither is named.',
      resolve: ({ creditAccount, debitAccount }) => {
        if (creditAccount && debitAccount) return 'BETWEEN';
        return creditAccount ? 'IN' : debitAccount ? 'OUT' : null;
      },
    }),
    amount: t.field({
      type: Money,
      description: 'Amount without sign: `direction` says which way it moves.',
      resolve: ({ amount, currency }) => money(amount, currency),
    }),
    isAborted: t.boolean({
      nullable: false,
      description: 'Whether it is voided: exclude it from balances.',
      resolve: ({ aborted }) => aborted ?? false,
    }),
    abortedReason: t.exposeString('abortedReason', { description: 'Why it was voided: a code or free text.' }),
    cause: t.field({
      type: CashTransactionCause,
      description: 'What kind of thing `ref` names.',
      resolve: ({ refType }) => CashTransactionCause.read(refType),
    }),
    causeRaw: t.exposeString('refType', { description: "The provider's value of `cause`." }),
    ref: t.exposeString('ref', { description: "The provider's bare id of what caused it, or text from outside." }),
    clientRef: t.exposeString('clientRef', {
      description: 'Reference that was passed when its cause (order, payout, deposit) was created.',
    }),
    executor: t.exposeString('executorRef', {
      description: 'Personnummer of the person who acted under the power of attorney. Personal data.',
      extensions: personal('nationalNumber'),
    }),
    text: t.exposeString('text', { description: 'Free text.' }),
    settledAt: t.field({
      type: 'DateTime',
      description: 'When it settles; it is settled if this is in the past.',
      resolve: ({ settlementDate }) => dayOrInstant(settlementDate),
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was booked.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});

const CashTransactionConnection = connectionType(CashTransaction);
const causeWord = (cause: string): string | undefined => CashTransactionCause.write(cause);

const transactionsOf = (client: string, args: TransactionArgs, { fondo }: Context) =>
  connectionOf(args, pageOf(fondo.transactions.cash.of(client), args, causeWord));

const transactionsOfAccount = (client: string, account: string, args: TransactionArgs, { fondo }: Context) =>
  connectionOf(args, pageOf(fondo.transactions.cash.ofAccount(client, account), args, causeWord, true));

builder.objectFields(Client, (t) => ({
  cashTransaction: t.field({
    type: CashTransaction,
    description: 'One cash transaction of this client; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: ofClient(({ fondo }, client, { id }: { id: string }) => {
      const [owner, cashTransaction] = segmentsOf(id, 'CashTransaction');
      return owner === client ? fondo.transactions.cash.of(client).byId(cashTransaction) : null;
    }),
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, transaction] = segmentsOf(id, 'CashTransaction');
      return client === clientId ? fondo.transactions.cash.of(client).byId(transaction) : null;
    },
  }),
  cashTransactions: t.field({
    type: CashTransactionConnection,
    description: 'The cash transactions of all accounts of this client, oldest first.',
    args: {
      ...transactionArgs(t.arg),
      cause: t.arg({ type: CashTransactionCause, description: 'Only those that this kind of thing caused.' }),
    },
    extensions: ofClient((context, client, args: TransactionArgs) => transactionsOf(client, args, context)),
    resolve: ({ id }, args: TransactionArgs, context) => transactionsOf(id, args, context),
  }),
}));

builder.objectField(Account, 'cashTransactions', (t) =>
  t.field({
    type: CashTransactionConnection,
    description: 'The cash transactions of this account, oldest first.',
    args: {
      ...transactionArgs(t.arg),
      cause: t.arg({ type: CashTransactionCause, description: 'Only those that this kind of thing caused.' }),
    },
    extensions: ofAccount((context, [client, account], args: TransactionArgs) =>
      transactionsOfAccount(client, account, args, context),
    ),
    resolve: ({ clientId, id }, args: TransactionArgs, context) => transactionsOfAccount(clientId, id, args, context),
  }),
);

builder.objectField(Order, 'cashTransactions', (t) =>
  t.field({
    type: [CashTransaction],
    extensions: listSize(2),
    nullable: { list: true, items: false },
    description: 'The cash that this order has moved or reserved.',
    resolve: ({ clientId, id, createdDate }, _args, { fondo }) =>
      fondo.transactions.cash.causedBy(clientId, { ref: id, since: createdDate }),
  }),
);
