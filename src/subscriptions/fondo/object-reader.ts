import type { EventObject } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import type { Reading } from './change-tracker.ts';
import type { TrackedObject } from './tracked.ts';

/** Reads objects of one client of Fondo as they stand. */
export class ObjectReader {
  readonly #fondo: FondoConnection;
  readonly #clientId: string;
  readonly #instructions: () => Iterable<string>;

  /** @param instructions the payment instructions that are followed */
  constructor(fondo: FondoConnection, clientId: string, instructions: () => Iterable<string>) {
    this.#fondo = fondo;
    this.#clientId = clientId;
    this.#instructions = instructions;
  }

  /** The payments of all instructions that are followed. */
  async payments(signal: AbortSignal): Promise<Reading[]> {
    const lists = [...this.#instructions()].map((id) => this.#fondo.changes.payments(this.#clientId, id, signal));
    return (await Promise.all(lists)).flat().map((value) => ({ object: 'payment', value }));
  }

  /**
   * One object; nothing where it is not there. A payment cannot be read by its id: it is looked for in the instructions
   * that are followed.
   */
  async one(object: EventObject, id: string, signal: AbortSignal): Promise<Reading[]> {
    if (object === 'payment') return (await this.payments(signal)).filter(({ value }) => value.id === id);
    const value = (await this.#fondo.changes.one(this.#clientId, object, id, signal)) as TrackedObject | null;
    return value ? [{ object, value }] : [];
  }
}
