import type {
  Payment as PaymentShape,
  PaymentInstruction as PaymentInstructionShape,
} from '../../datasources/fondo/types.ts';
import { Account } from './account.ts';
import { ownClient, prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { CashTransaction } from './cash-transaction.ts';
import { Client } from './client.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';

const PaymentInstructionStatus = openEnum('PaymentInstructionStatus', {
  description: 'State of a batch of payments.',
  values: {
    new: 'Received; sent with the next file to the bank system.',
    processing: 'With the bank system.',
    completed: 'Every payment has ended, well or not: see each. Final.',
    failed: 'No payment succeeded. Final.',
  },
});

const PaymentInstructionType = openEnum('PaymentInstructionType', {
  description: 'How the money is fetched.',
  values: { autogiro: 'Direct debit from a linked bank account.' },
});

const PaymentStatus = openEnum('PaymentStatus', {
  description: 'State of one payment.',
  values: {
    new: 'Received.',
    processing: 'With the bank system.',
    completed: 'The money is on the account. Final.',
    failed: 'The debit failed: see `reason`. Final.',
  },
});

/** By Bankgirot's codes for a debit (public practice of the bank system, not from Fondo). */
const PaymentReason = openEnum('PaymentReason', {
  description: 'Outcome of a debit, as reported by the bank system.',
  values: {
    0: 'It went through.',
    1: 'The bank account does not hold enough.',
    2: 'There is no mandate, or the bank account is closed: a new mandate is needed.',
    4: 'The mandate is moving to another bank: try again later.',
    9: 'The bank account does not hold enough today; the bank tries again on its next day. Not final.',
  },
  names: {
    0: 'APPROVED',
    1: 'INSUFFICIENT_FUNDS',
    2: 'MANDATE_MISSING',
    4: 'MANDATE_MOVING',
    9: 'RETRIES_NEXT_DAY',
  },
});

export const PaymentInstruction = builder.objectRef<PaymentInstructionShape>('PaymentInstruction');

/** Id of a payment, in the form of a global id: Fondo cannot read one by it. */
export const paymentId = ({ clientId, id }: Pick<PaymentShape, 'clientId' | 'id'>): string =>
  `Payment:${encodeURIComponent(clientId)}:${encodeURIComponent(id)}`;

export const Payment = builder.objectRef<PaymentShape>('Payment');

export const PaymentSnapshot = entity(Payment, {
  description: 'One direct debit of a payment instruction.',
  interfaces: [],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        'Unique and stable, as a key for caches: `Payment:<client>:<payment>`. Not an argument of `node`, since Fondo returns payments only with their instruction.',
      resolve: paymentId,
    }),
    account: t.field({
      type: Account,
      description: 'The account that the money goes to.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: ({ clientId, account }, _args, { fondo }) =>
        account ? fondo.accounts.of(clientId).byId(account) : null,
    }),
    instruction: t.field({
      type: PaymentInstruction,
      description:
        'The payment instruction that it belongs to. Fondo does not say so in events: it is null for a payment whose instruction this gateway has neither created nor read.',
      resolve: (payment, _args, { fondo }) => fondo.paymentInstructions.ofPayment(payment.clientId, payment),
    }),
    cashTransactions: t.field({
      type: [CashTransaction],
      extensions: listSize(2),
      nullable: { list: true, items: false },
      description: 'The cash that it has moved.',
      resolve: ({ clientId, id }, _args, { fondo }) =>
        id ? fondo.transactions.cash.causedBy(clientId, { ref: id }) : [],
    }),
  }),
  state: (t) => ({
    amount: t.field({ type: Money, description: 'Amount.', resolve: ({ amount }) => money(amount) }),
    clientRef: t.exposeString('clientRef', { description: 'Reference that was passed with it.' }),
    status: t.field({
      type: PaymentStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => PaymentStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    reason: t.field({
      type: PaymentReason,
      description:
        'The outcome, as reported by the bank system; null until it reports one. A payment that failed has one.',
      resolve: ({ reasonCode, status }) => PaymentReason.readOptional(reasonCode, { expected: status === 'failed' }),
    }),
    reasonCode: t.exposeString('reasonCode', { description: "The bank system's own code for `reason`." }),
    reasonText: t.exposeString('reason', { description: "The provider's value of `reason`; may be in Swedish." }),
  }),
});

PaymentInstruction.implement({
  description: 'A batch of direct debits (autogiro).',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'PaymentInstruction',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.paymentInstructions.byId(client, id),
      ),
    ),
    type: t.field({
      type: PaymentInstructionType,
      nullable: false,
      description: 'How the money is fetched.',
      resolve: ({ type }) => PaymentInstructionType.read(type),
    }),
    status: t.field({
      type: PaymentInstructionStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => PaymentInstructionStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    bankTransferRef: t.exposeString('bankTransferRef', {
      description: 'Text for a bank transfer; null for direct debits.',
    }),
    payments: t.field({
      type: [Payment],
      nullable: { list: true, items: false },
      description: 'The payments with their outcome.',
      extensions: {
        ...prefetch({
          start: ([client, instruction], _args, { fondo }) =>
            instruction === undefined ? undefined : fondo.paymentInstructions.payments(client, instruction),
        }),
        ...listSize(20),
      },
      resolve: ({ clientId, id }, _args, { fondo }) => fondo.paymentInstructions.payments(clientId, id),
    }),
    client: t.field({
      type: Client,
      description: 'The client that ordered it.',
      extensions: ownClient,
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
});

builder.objectField(Client, 'paymentInstruction', (t) =>
  t.field({
    type: PaymentInstruction,
    description:
      'One payment instruction of this client; null if it does not exist. Fondo has no list of them: store the id.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: prefetch({
      key: ({ id }, parent) => {
        const [client, instruction] = segmentsOf(String(id), 'PaymentInstruction');
        return parent[0] === client ? [client, instruction] : undefined;
      },
      start: ([client, instruction = ''], _args, { fondo }) => fondo.paymentInstructions.byId(client, instruction),
    }),
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, instruction] = segmentsOf(id, 'PaymentInstruction');
      return client === clientId ? fondo.paymentInstructions.byId(client, instruction) : null;
    },
  }),
);
