import type { Holding, Tenure } from '../../cluster/threads.ts';
import type { Retention } from '../../cluster/retention.ts';
import type { EventObject } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import { ChangeTracker, type Admitted, type Reading } from './change-tracker.ts';
import { instructionsOf, Journal } from './journal.ts';
import type { RelayOptions } from './relay-options.ts';
import { Relay } from './relay.ts';
import type { TrackedObject } from './tracked.ts';

/**
 * What the holder of a client should look at: an object that may have changed; a payment instruction to follow, with its
 * payments as they have been read elsewhere.
 */
export type ClientHint =
  | readonly [kind: 'object', object: EventObject, id: string]
  | readonly [kind: 'instruction', id: string, payments: readonly (readonly [key: string, note: string])[]];

/** The payment instructions of one client that are followed. */
export interface Instructions {
  ids(): Iterable<string>;
  add(id: string): void;
}

/** Instructions of which the holder learns before it has a tracker. */
const MAX_LESSONS = 1_000;

export interface HeldClient {
  readonly fondo: FondoConnection;
  readonly clientId: string;
  readonly options: RelayOptions;
  readonly retention: Retention;
  readonly instructions: Instructions;
  /** Of an earlier tenure of this instance, where no other can have held the client since. */
  readonly tracker: ChangeTracker | undefined;
}

/** What the instance that holds a client does: it keeps the relay, and appends what that publishes. */
export class ClientHolding implements Holding {
  readonly relay: Relay;
  readonly #tenure: Tenure<Admitted>;
  readonly #instructions: Instructions;
  readonly #journal: Journal | undefined;
  /** What the tracker is to know from its beginning. */
  readonly #lessons: ((tracker: ChangeTracker) => void)[] = [];

  constructor(tenure: Tenure<Admitted>, { fondo, clientId, options, retention, instructions, tracker }: HeldClient) {
    const { known } = tenure;
    this.#tenure = tenure;
    this.#instructions = instructions;
    const journal = known && new Journal();
    this.#journal = journal;
    for (const id of known ? instructionsOf(known.objects) : []) instructions.add(id);
    const restored =
      known &&
      journal &&
      ChangeTracker.restored(known, tenure.earlier(), clientId, options.maxKnown, retention, journal);
    this.relay = new Relay(
      fondo,
      clientId,
      {
        enter: (state) => {
          this.#appendNotes(state === 'LIVE');
          tenure.enter(state === 'LIVE');
        },
        begun: () => {
          for (const lesson of this.#lessons.splice(0)) this.#teach(lesson);
          this.#appendNotes(true);
          tenure.begun();
        },
        publish: (changes, before) => tenure.append(changes, before, this.#takeNotes()),
        end: (error) => tenure.end(error),
      },
      options,
      { tracker: known ? restored : tracker, instructions: () => instructions.ids(), retention, journal },
    );
  }

  hint(about: unknown): void {
    const hint = about as ClientHint;
    if (hint[0] === 'object') return this.relay.hint(hint[1], hint[2]);
    this.#instructions.add(hint[1]);
    this.#journal?.noteInstruction(hint[1]);
    this.#teach((tracker) => tracker.learnNoted(new Map(hint[2])));
    this.#appendNotes();
  }

  observe(reading: Reading): void {
    this.relay.observe(reading);
  }

  /** Follows a payment instruction, whose payments have just been read. */
  follow(id: string, payments: readonly TrackedObject[]): void {
    this.#journal?.noteInstruction(id);
    this.#teach((tracker) => payments.forEach((value) => tracker.learn({ object: 'payment', value })));
    this.#appendNotes();
  }

  close(): void {
    this.relay.stop();
    if (this.#journal) this.relay.tracker?.close(); // the next holder knows what was noted
  }

  #teach(lesson: (tracker: ChangeTracker) => void): void {
    const { tracker } = this.relay;
    if (tracker) lesson(tracker);
    else if (this.#lessons.length < MAX_LESSONS) this.#lessons.push(lesson);
  }

  #takeNotes(always = false) {
    const { tracker } = this.relay;
    return tracker && this.#journal?.take(tracker.note, always);
  }

  #appendNotes(always = false): void {
    // The relay calls before it has been assigned: there is nothing to note then.
    const notes = this.relay && this.#takeNotes(always);
    if (notes) this.#tenure.append([], false, notes);
  }
}
