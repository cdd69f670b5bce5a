import { asObjectOf, asWritten } from '../kit/decode.ts';
import { deduplicated } from '../kit/deduplicated.ts';
import { path } from '../kit/http/transport.ts';
import type { FondoClient } from './client.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import { owned, ownedRows } from './owned.ts';
import { orNull } from './problems.ts';
import type { Payment, PaymentInstruction, PaymentInstructionRequest } from './types.ts';

const FINAL: ReadonlySet<string> = new Set(['completed', 'failed']);
export const isFinalInstruction = ({ status }: PaymentInstruction): boolean => FINAL.has(status);

/**
 * Batches of direct debits: operations `createPaymentInstruction`, `getPaymentInstruction`, `getInstructionPayment`.
 * Fondo has no list of them.
 */
export function createPaymentInstructions(http: FondoClient, operation: Operation) {
  const { correlationId } = operation;
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}/instruction`;
  const learned = (clientId: string, body: PaymentInstruction): PaymentInstruction => {
    const instruction = owned<PaymentInstruction>(body, clientId);
    http.payments.learn(clientId, instruction.id, instruction.instructions ?? []);
    return instruction;
  };
  const byId = deduplicated((clientId: string, id: string) =>
    orNull(
      http
        .call({ path: base(clientId) + path`/${id}`, ...operation })
        .then((body) => learned(clientId, asObjectOf<PaymentInstruction>(body, id, 'FONDO'))),
    ),
  );
  return {
    byId,
    /** The payments of a batch with their outcome. */
    payments: deduplicated(async (clientId: string, id: string) => {
      const list = { path: `${base(clientId)}${path`/${id}`}/payment`, ...operation };
      const payments = ownedRows<Payment>(await http.call(list), clientId, list, { isRow: () => true });
      http.payments.learn(clientId, id, payments);
      return payments;
    }),
    /** The batch that a payment belongs to; null where this process has neither created nor read it. */
    ofPayment(clientId: string, payment: Pick<Payment, 'id' | 'clientRef'>) {
      const id = http.payments.instructionOf(clientId, payment);
      return id === undefined ? null : byId(clientId, id);
    },
    /** Orders a batch of debits, once. The `clientRef`s are all that a batch whose answer was lost can be found by. */
    async create(clientId: string, request: PaymentInstructionRequest): Promise<PaymentInstruction> {
      const created = await writeOnce<PaymentInstruction>({
        provider: 'FONDO',
        correlationId,
        references: request.payments.map(({ clientRef }) => clientRef),
        send: async () =>
          asWritten<PaymentInstruction>(
            await http.call({ method: 'POST', path: `${base(clientId)}/payment`, body: request, correlationId }),
            'FONDO',
          ),
      });
      return learned(clientId, created);
    },
  };
}
