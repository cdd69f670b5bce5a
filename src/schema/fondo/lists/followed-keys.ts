import { builder } from '../../kit/builder.ts';
import { segmentsOf } from '../../kit/global-id.ts';
import { PaymentInstruction } from '../payment-instruction.ts';
import { SwishDeposit, swishKey } from '../swish-deposit.ts';

builder.subscriptionFields((t) => ({
  swishDepositChanged: t.field({
    type: SwishDeposit,
    nullable: false,
    description:
      'The state of a deposit by Swish, now and whenever it changes. Ends with the final state, or a little after the three minutes in which it can be paid.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare id that Fondo gave the deposit.' }) },
    subscribe: (_root, { id }, context) => context.streams.swishDeposits.subscribe(swishKey(id).id),
    resolve: (status, { id }) => ({ ...status, ...swishKey(id) }),
  }),
  paymentInstructionChanged: t.field({
    type: PaymentInstruction,
    nullable: false,
    description:
      'A payment instruction, now and whenever it or one of its payments changes. Ends when all payments have ended, or after a day: subscribe again then.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    subscribe: (_root, { id }, context) => {
      const [clientId, instruction] = segmentsOf(id, 'PaymentInstruction');
      return context.streams.paymentInstructions.subscribe(`${clientId}/${instruction}`);
    },
    resolve: ({ instruction }) => instruction,
  }),
}));
