import { Checks } from '../../datasources/kit/checks.ts';
import { wireNumber } from '../../datasources/kit/decode.ts';
import { checkAmount, checkClientRef, newClientRef } from '../../datasources/fondo/input-rules.ts';
import { requireActive } from '../../datasources/fondo/order-rules.ts';
import { NotFound } from '../../problem.ts';
import { builder } from '../kit/builder.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { PaymentInstruction } from './payment-instruction.ts';
import { expected } from '../kit/problem.ts';

/** Payments that one instruction takes. */
const MAX_PAYMENTS = 1_000;

const PaymentInput = builder.inputType('PaymentInput', {
  description: 'One direct debit.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that the money goes to.' }),
    amount: t.field({ type: 'Decimal', required: true, description: 'SEK, at most two decimals.' }),
    clientRef: t.string({
      description:
        'Your own reference, unique, at most 255 characters: its cash transaction has it, too. Default: generated.',
    }),
  }),
});

const CreatePaymentInstructionInput = builder.inputType('CreatePaymentInstructionInput', {
  description: 'A batch of direct debits from linked bank accounts (autogiro).',
  fields: (t) => ({
    client: t.id({ required: true, description: 'The client that orders it.' }),
    payments: t.field({
      type: [PaymentInput],
      required: true,
      description: `The debits, 1 to ${MAX_PAYMENTS}, to accounts of this client.`,
    }),
  }),
});

builder.mutationField('createPaymentInstruction', (t) =>
  t.field({
    type: PaymentInstruction,
    errors: expected,
    description:
      'Deposits cash by direct debit (autogiro) from linked bank accounts: creates a payment instruction, a batch of payments. Sent once, never retried. Store its id: Fondo has no list of them. If the response is lost the outcome is unknown: search for cash transactions with the `references` before you repeat it.',
    args: { input: t.arg({ type: CreatePaymentInstructionInput, required: true, description: 'The batch.' }) },
    resolve: async (_root, { input }, { fondo }) => {
      const [client] = segmentsOf(input.client, 'Client', 'input.client');
      const checks = new Checks();
      const seen = new Set<string>();
      const { length } = input.payments;
      checks.expect(length > 0 && length <= MAX_PAYMENTS, 'input.payments', `expected 1 to ${MAX_PAYMENTS} payments`);
      checks.done();
      const payments = input.payments.map(({ account, amount, clientRef }, at) => {
        const path = `input.payments[${at}]`;
        const [owner, id] = segmentsOf(account, 'Account', `${path}.account`);
        checks.expect(owner === client, `${path}.account`, 'expected an account of this client');
        checkAmount(checks, amount, `${path}.amount`);
        checkClientRef(checks, clientRef, `${path}.clientRef`);
        const ref = clientRef ?? newClientRef();
        checks.expect(!seen.has(ref), `${path}.clientRef`, 'expected no reference twice');
        seen.add(ref);
        return { account: id, amount: wireNumber(amount), clientRef: ref };
      });
      checks.done();
      const accounts = await Promise.all(payments.map(async ({ account }) => fondo.accounts.of(client).byId(account)));
      accounts.forEach((account, at) => {
        const path = `input.payments[${at}].account`;
        if (!account) throw new NotFound(`There is no such account: ${path}.`, { provider: 'FONDO' });
        requireActive(account, path);
        const mandate = account.bankAccounts?.some(({ autogiro }) => autogiro !== false) ?? true;
        checks.expect(mandate, path, 'expected an account with an autogiro mandate');
      });
      checks.done();
      return fondo.paymentInstructions.create(client, { type: 'autogiro', payments });
    },
  }),
);
