import { Checks } from '../../datasources/kit/checks.ts';
import { wireNumber } from '../../datasources/kit/decode.ts';
import { bankAccountId, checkAmount, checkCommon, newClientRef } from '../../datasources/fondo/input-rules.ts';
import { checkLinked, requireActive } from '../../datasources/fondo/order-rules.ts';
import { NotFound } from '../../problem.ts';
import { Account } from './account.ts';
import { builder } from '../kit/builder.ts';
import { CashTransaction } from './cash-transaction.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { expected } from '../kit/problem.ts';

const CloseAccountInput = builder.inputType('CloseAccountInput', {
  description: 'An account to close.',
  fields: (t) => ({ account: t.id({ required: true, description: 'The account.' }) }),
});

const WithdrawInput = builder.inputType('WithdrawInput', {
  description: 'Cash to pay out.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that pays.' }),
    amount: t.field({ type: 'Decimal', required: true, description: 'SEK, at most two decimals.' }),
    bankAccount: t.id({ required: true, description: 'Id of the linked bank account that is paid.' }),
    executor: t.string({
      required: true,
      description: 'Personnummer (twelve digits) of the person who acts under the power of attorney.',
    }),
    withdrawalType: t.string({
      description:
        "The provider's own word for the kind of payout, passed on as it stands: Fondo names the member and publishes no values. Leave it out unless Fondo has given you one.",
    }),
    clientRef: t.string({
      description:
        'Your own reference, unique, at most 255 characters. The gateway uses it to find a payout whose response was lost. Default: generated.',
    }),
  }),
});

builder.mutationFields((t) => ({
  closeAccount: t.field({
    type: Account,
    errors: expected,
    description: 'Closes an account permanently. It must be empty; its history stays readable.',
    args: { input: t.arg({ type: CloseAccountInput, required: true, description: 'The account.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const [client, account] = segmentsOf(input.account, 'Account', 'input.account');
      return fondo.accounts.close(client, account);
    },
  }),
  withdraw: t.field({
    type: CashTransaction,
    errors: expected,
    description:
      'Withdraws cash from an account to a linked bank account. Sent once, never retried. Returns the entry in the cash ledger.',
    args: { input: t.arg({ type: WithdrawInput, required: true, description: 'The payout.' }) },
    resolve: async (_root, { input }, { fondo }) => {
      const { amount, executor, clientRef, withdrawalType } = input;
      const [client, id] = segmentsOf(input.account, 'Account', 'input.account');
      const checks = new Checks();
      checkAmount(checks, amount, 'input.amount');
      checkCommon(checks, input);
      const bankAccount = bankAccountId(checks, input.bankAccount, 'input.bankAccount');
      checks.expect(
        withdrawalType == null || /^[\w.-]{1,64}$/.test(withdrawalType),
        'input.withdrawalType',
        'expected 1 to 64 letters, digits, dots, hyphens or underscores',
      );
      checks.done();
      const account = await fondo.accounts.of(client).byId(id);
      if (!account) throw new NotFound('There is no such account.', { provider: 'FONDO' });
      checkLinked(checks, account, bankAccount);
      checks.done();
      requireActive(account);
      return fondo.withdraw(client, account, {
        amount: wireNumber(amount),
        bankAccount,
        executorRef: executor,
        clientRef: clientRef ?? newClientRef(),
        ...(withdrawalType == null ? {} : { withdrawalType }),
      });
    },
  }),
}));
