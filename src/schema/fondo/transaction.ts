import type { CashTransaction, FundTransaction } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { prefetch } from '../kit/prefetch.ts';
import type { Types } from '../kit/builder.ts';
import type { openEnum } from '../kit/open-enum.ts';
import { dayOrInstant } from './lists/day-or-instant.ts';
import { Order } from './order.ts';

/** What the two ledgers, cash and fund units, have in common. */
export type Transaction = CashTransaction | FundTransaction;
export type Cause = ReturnType<typeof openEnum>;
type TransactionFields = PothosSchemaTypes.ObjectFieldBuilder<Types, Transaction>;

/** The state that entries of both ledgers have. */
export const transactionState = (fields: unknown, causes: Cause) => {
  const t = fields as TransactionFields; // of one of the two: what both have is read
  return {
    typeRaw: t.exposeString('transactionType', { description: "The provider's value of `type`." }),
    isAborted: t.boolean({
      nullable: false,
      description: 'Whether it is voided: exclude it from balances and holdings.',
      resolve: ({ aborted }) => aborted ?? false,
    }),
    abortedReason: t.exposeString('abortedReason', { description: 'Why it was voided: a code or free text.' }),
    cause: t.field({
      type: causes,
      description: 'What kind of thing `ref` names; null if nothing caused it, so that there is no `ref`.',
      resolve: ({ ref, refType }) => causes.readOptional(refType, { expected: ref != null }),
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
    settledAt: t.field({
      type: 'DateTime',
      description: 'When it settles; it is settled if this is in the past.',
      resolve: ({ settlementDate }) => dayOrInstant(settlementDate),
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was booked.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
  };
};

/** The order that caused an entry, if one did. */
export const causingOrder = (fields: unknown) =>
  (fields as TransactionFields).field({
    type: Order,
    description: 'The order that caused it, if one did.',
    extensions: prefetch({ needs: ([client], { fondo }) => fondo.orders.of(client) }),
    resolve: ({ clientId, ref, refType }, _args, { fondo }) =>
      refType === 'order' && ref ? fondo.orders.of(clientId).byId(ref) : null,
  });
