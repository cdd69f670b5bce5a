import { NotFound } from '../../problem.ts';
import { CONFIRMATIONS } from '../kit/failures.ts';

/**
 * Distinguishes the end of a client from an odd answer of an intermediary: what an edge answers to an upgrade, or
 * instead of a list, proves nothing. Only a read of the client itself does, and where the stream has been live, several
 * of them in a row.
 */
export class AbsenceConfirmation {
  readonly #read: () => Promise<object | null>;
  #answers = 0;

  /** @param read reads the client, made fresh; null when there is none */
  constructor(read: () => Promise<object | null>) {
    this.#read = read;
  }

  /** Whether the client is not there, by what has just failed and a read of it. */
  async isConfirmedBy(error: unknown, wasLive: boolean): Promise<boolean> {
    const isAbsent = error instanceof NotFound && (await this.#read().catch(() => undefined)) === null;
    this.#answers = isAbsent ? this.#answers + 1 : 0;
    return this.#answers >= (wasLive ? CONFIRMATIONS : 1);
  }
}
