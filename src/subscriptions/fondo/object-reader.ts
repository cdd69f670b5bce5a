import type { EventObject } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import { LISTED_OBJECTS } from '../../datasources/fondo/changes.ts';
import type { ChangeTracker, Reading } from './change-tracker.ts';
import type { TrackedObject } from './tracked.ts';

/** States in which a journey may still change. */
const OPEN_JOURNEY: ReadonlySet<string | undefined> = new Set(['new', 'pending']);

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

  /**
   * What has changed since a moment, of all that has a list; and what has none by its id, as far as it is known and may
   * change: the client, its allocation plans and open journeys.
   */
  async since(from: string, known: Pick<ChangeTracker, 'known'>, signal: AbortSignal): Promise<Reading[]> {
    const lists = LISTED_OBJECTS.map(async (object) =>
      (await this.#fondo.changes.since(this.#clientId, object, from, signal)).map((value) => ({ object, value })),
    );
    const journeys = known.known('journey').filter(({ status }) => OPEN_JOURNEY.has(status));
    const singles = [
      this.one('client', this.#clientId, signal),
      ...known.known('allocationPlan').map(({ id = '' }) => this.one('allocationPlan', id, signal)),
      ...journeys.map(({ id = '' }) => this.one('journey', id, signal)),
    ];
    return (await Promise.all<Reading[]>([...lists, ...singles])).flat();
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
