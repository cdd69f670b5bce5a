import { byteCache } from '../kit/byte-cache.ts';

/** Bytes of the payments whose instruction is remembered: about ten thousand of them. */
const MAX_BYTES = 4 * 1024 * 1024;

interface PaymentKeys {
  readonly id?: string;
  readonly clientRef?: string;
}

/**
 * The instruction to which each payment belongs. Neither a payment nor its events name it (contract schema `Payment`):
 * it is known from the instructions that this process has created or read. By id, or by the `clientRef`, which Fondo
 * wants unique among payments.
 */
export class PaymentIndex {
  readonly #instructions = byteCache<string>(MAX_BYTES, (instruction) => 2 * instruction.length);

  learn(clientId: string, instructionId: string, payments: readonly PaymentKeys[]): void {
    for (const { id, clientRef } of payments) {
      const key = id ?? clientRef;
      if (key !== undefined) this.#instructions.set(`${clientId}/${key}`, instructionId);
    }
  }

  /** The id of the instruction; undefined where this process has not seen it. */
  instructionOf(clientId: string, { id, clientRef }: PaymentKeys): string | undefined {
    const by = (key: string | undefined) =>
      key === undefined ? undefined : this.#instructions.get(`${clientId}/${key}`);
    return by(id) ?? by(clientRef);
  }
}
