import type { Fondo } from '../datasources/fondo/index.ts';
import type { Operation } from '../datasources/kit/operation.ts';

/** Not stopped by a subscriber who leaves: the others wait for the same reads. Each has the deadline of its provider. */
const NEVER = new AbortController().signal;

/**
 * What is read to decide who may be shown an event (the owner of an account, above all): once per event, however many
 * subscribers it is offered to. It is read without the rights of any of them, and nothing of it is shown.
 */
export class EventReads {
  readonly #open: (operation: Operation) => Fondo;
  readonly #reads = new WeakMap<object, Fondo>();

  constructor(open: (operation: Operation) => Fondo) {
    this.#open = open;
  }

  /** `correlationId`: of the subscription that is the first to need a read for this event. */
  of(event: object, correlationId: string): Fondo {
    let reads = this.#reads.get(event);
    if (!reads) this.#reads.set(event, (reads = this.#open({ signal: NEVER, correlationId })));
    return reads;
  }
}
