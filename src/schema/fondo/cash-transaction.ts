import type { CashTransaction as CashTransactionShape } from '../../datasources/fondo/types.ts';
import { Account } from './account.ts';
import { prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { ledgerLists } from './lists/ledger-lists.ts';
import { causingOrder, transactionState } from './transaction.ts';

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
    order: causingOrder(t),
  }),
  state: (t) => ({
    ...transactionState(t, CashTransactionCause),
    type: t.field({
      type: CashTransactionType,
      nullable: false,
      description: 'What moved the cash.',
      resolve: ({ transactionType }) => CashTransactionType.read(transactionType),
    }),
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
    text: t.exposeString('text', { description: 'Free text.' }),
  }),
});

ledgerLists({
  name: 'CashTransaction',
  node: CashTransaction,
  causes: CashTransactionCause,
  ledgerOf: ({ transactions }) => transactions.cash,
  ofOrder: 'The cash that this order has moved or reserved.',
});
