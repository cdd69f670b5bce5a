import type { FundTransaction as FundTransactionShape } from '../../datasources/fondo/types.ts';
import { Account } from './account.ts';
import { prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { Instrument } from './instrument.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { dayOrInstant } from './lists/day-or-instant.ts';
import { ledgerLists } from './lists/ledger-lists.ts';
import { causingOrder, transactionState } from './transaction.ts';

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
    order: causingOrder(t),
  }),
  state: (t) => ({
    ...transactionState(t, FundTransactionCause),
    type: t.field({
      type: FundTransactionType,
      nullable: false,
      description: 'What moved the units.',
      resolve: ({ transactionType }) => FundTransactionType.read(transactionType),
    }),
    units: t.expose('units', { type: 'Decimal', description: 'Units without sign: `type` says which way they move.' }),
    price: t.field({
      type: Money,
      description: 'Price of one unit.',
      resolve: ({ price, currency }) => (currency ? money(price, currency) : null),
    }),
    isin: t.exposeString('identifier', { description: 'ISIN of the fund.' }),
    tradedAt: t.field({
      type: 'DateTime',
      description: 'Trade date.',
      resolve: ({ tradeDate }) => dayOrInstant(tradeDate),
    }),
  }),
});

ledgerLists({
  name: 'FundTransaction',
  node: FundTransaction,
  causes: FundTransactionCause,
  ledgerOf: ({ transactions }) => transactions.fund,
  ofOrder: 'The units that this order has moved.',
});
