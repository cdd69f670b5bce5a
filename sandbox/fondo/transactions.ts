import type { Handler } from '../kit/provider.ts';
import { list, ok } from './responses.ts';
import type { FondoState } from './state.ts';
import type { CashTransaction } from './types.ts';

const touches = ({ creditAccount, debitAccount }: CashTransaction, account: string): boolean =>
  creditAccount === account || debitAccount === account;

export const transactionHandlers = (state: FondoState): Record<string, Handler> => {
  const matching =
    ({ ref, reftype }: Readonly<Record<string, string>>) =>
    (row: { ref?: string; refType?: string }): boolean =>
      (ref === undefined || row.ref === ref) && (reftype === undefined || row.refType === reftype);
  return {
    getAccountCashTransactions(request) {
      const books = state.books(request.params['client_id']);
      const { id } = state.find(books, 'account', request.params['account_id']);
      return list(books.tables.cashTransaction, request, state.variants, (row) => touches(row, id));
    },
    getAccountFundTransactions(request) {
      const books = state.books(request.params['client_id']);
      const { id } = state.find(books, 'account', request.params['account_id']);
      return list(books.tables.fundTransaction, request, state.variants, ({ account }) => account === id);
    },
    getCashTransactions(request) {
      const { cashTransaction } = state.books(request.params['client_id']).tables;
      return list(cashTransaction, request, state.variants, matching(request.query));
    },
    getFundTransactions(request) {
      const { fundTransaction } = state.books(request.params['client_id']).tables;
      return list(fundTransaction, request, state.variants, matching(request.query));
    },
    getCashTransactionById: ({ params }) =>
      ok(state.find(state.books(params['client_id']), 'cashTransaction', params['transaction_id'])),
    getFundTransactionById: ({ params }) =>
      ok(state.find(state.books(params['client_id']), 'fundTransaction', params['transaction_id'])),
  };
};
