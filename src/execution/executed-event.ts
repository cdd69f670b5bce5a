import type { ExecutionResult } from 'graphql';
import type { Taken } from './read-ahead.ts';
import type { Wire } from './wire.ts';

/** A result in both its forms. */
export interface Shown {
  readonly result: ExecutionResult;
  readonly wire: Wire;
}
/** What became of an event. */
export type EventOutcome = Shown | { readonly error: unknown };

/** An event of one operation with its outcome, which all subscribers share: they wait in a list and not on promises. */
export class ExecutedEvent implements Taken {
  readonly event: unknown;
  /** Of the event or its result, whichever is larger; expected while it is being executed. */
  readonly bytes: number;
  /** Undefined while it is being executed. */
  outcome: EventOutcome | undefined;
  #waiting: { advance(): void }[] | undefined = [];

  constructor(event: unknown, bytes: number) {
    this.event = event;
    this.bytes = bytes;
  }

  /** Tells a subscriber when the outcome is there. */
  wait(subscriber: { advance(): void }): void {
    this.#waiting?.push(subscriber);
  }

  settle(outcome: EventOutcome): void {
    this.outcome = outcome;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const subscriber of waiting) subscriber.advance();
  }
}
