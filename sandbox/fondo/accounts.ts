import type { Handler } from '../kit/provider.ts';
import { list, ok, refuse } from './responses.ts';
import { bookCash, isOpen, settleCash } from './ledger.ts';
import { hasAtMostDecimals } from './money.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import type { Account, Schemas } from './types.ts';

export const accountHandlers = (state: FondoState): Record<string, Handler> => {
  const account = (params: Readonly<Record<string, string>>): [Books, Account] => {
    const books = state.books(params['client_id']);
    return [books, state.find(books, 'account', params['account_id'])];
  };
  return {
    getAccounts(request) {
      const { ssn } = request.query;
      const { account: table } = state.books(request.params['client_id']).tables;
      return list(table, request, state.variants, ({ owner }) => ssn === undefined || owner.ssn === ssn);
    },
    getAccountById: ({ params }) => ok(account(params)[1]),
    getKycStatusByAccount({ params }) {
      const [books, { id }] = account(params);
      return ok(books.kyc.get(id) ?? { account: id, status: 'missing' });
    },
    deleteAccount({ params }) {
      const [books, { id, deleted, balance, positions }] = account(params);
      if (deleted) return ok(state.find(books, 'account', id));
      if (balance > 0) refuse('The account still holds cash');
      if (positions.length > 0) refuse('The account still holds fund units');
      const open = books.tables.order.rows.some((order) => order.account === id && isOpen(order.status));
      if (open) refuse('The account has open orders');
      return ok(state.close(books, id));
    },
    createWithdrawal({ params, body }) {
      const [books, found] = account(params);
      const { bankAccounts, balance, id } = requireActive(found);
      const { amount, clientRef, executorRef, bankAccount } = body as Schemas['WithdrawalRequest'];
      if (!(amount > 0) || !hasAtMostDecimals(amount, 2)) refuse('amount must be positive, with at most two decimals');
      if (amount > balance) refuse('amount is above the balance of the account');
      const target = bankAccounts.find((linked) => bankAccount === undefined || linked.id === bankAccount);
      const booked = bookCash(state, books, {
        ...{ account: id, type: 'withdrawal', direction: 'out', amount, clientRef, executorRef },
        ref: target?.id ?? refuse('bankAccount is not linked to the account'),
        refType: 'external',
        settlesIn: TIMINGS.withdrawalSettles,
      });
      state.clock.after(TIMINGS.withdrawalSettles, () => {
        if (!state.find(books, 'cashTransaction', booked.id).aborted) settleCash(state, books, booked.id);
      });
      return ok(booked);
    },
  };
};

/** Only active accounts can trade, receive deposits and pay out. */
export function requireActive(account: Account): Account {
  if (account.deleted) refuse('The account is closed');
  if (account.status !== 'active') refuse(`The account is ${account.status}, not active`);
  return account;
}
