import type { GraphQLError } from 'graphql';
import type { Retention } from '../cluster/retention.ts';
import { Queue, type Reader } from '../subscriptions/kit/queue.ts';
import type { ExecutedEvent, EventOutcome, Shown } from './executed-event.ts';
import { ReadAhead } from './read-ahead.ts';
import type { Wire } from './wire.ts';

/** Who is sent the results of a subscription, in their order. Must not throw. */
export interface ResultReader {
  /** False: it is behind, and calls `resume` once it can take the next one. */
  take(wire: Wire): boolean;
  /** Nothing comes any more, because of an error or as the stream is complete. */
  finished(error?: GraphQLError): void;
}

/** What the subscribers of one operation share. */
export interface Execution {
  /** Whether what is being executed waits for a provider: then the events behind it are taken up already. */
  readonly isSlow: boolean;
  /** How many events one subscriber may have ahead. */
  readonly share: number;
  readonly ahead: Retention;
  execute(event: unknown): ExecutedEvent;
  /** With the subscriber's own correlation id in its errors. */
  wireFor(subscriber: Subscriber, shown: Shown): Wire;
  errorFor(subscriber: Subscriber, error: unknown): GraphQLError;
  leave(subscriber: Subscriber): void;
}

/**
 * One subscriber of an operation: takes up the events of its own stream and hands their results to its reader, one after
 * the other. Between an event and its reader there is no promise and no generator, so that a subscriber who waits is this
 * object and its queue, and a delivery a few calls. Not iterable, so that plugins do not process every result of every
 * subscriber: for plugins and hooks, a subscription is done when it has started or was rejected.
 */
export class Subscriber implements Reader<unknown> {
  readonly correlationId: string;
  readonly #execution: Execution;
  readonly #source: AsyncGenerator<unknown, void>;
  #reader: ResultReader | undefined;
  /** The event whose result is the next one. */
  #first: ExecutedEvent | undefined;
  /** Those behind it. */
  #ahead: ReadAhead<ExecutedEvent> | undefined;
  #end: { readonly error: Error | undefined } | undefined;
  #isReady = false;
  #isTaking = false;
  #isAdvancing = false;
  #hasLeft = false;

  /** @param correlationId for its errors */
  constructor(execution: Execution, source: AsyncGenerator<unknown, void>, correlationId: string) {
    this.#execution = execution;
    this.#source = source;
    this.correlationId = correlationId;
  }

  /** To be called once. */
  start(reader: ResultReader): void {
    this.#reader = reader;
    this.resume();
  }

  /** The reader can take the next result. */
  resume(): void {
    this.#isReady = true;
    this.advance();
  }

  /** Nothing more is handed over. Resolves when the stream is left. */
  async leave(): Promise<void> {
    this.#leave();
    await this.#source.return().catch(() => undefined); // nobody is there to be told
  }

  got(event: unknown): void {
    this.#isTaking = false;
    if (this.#hasLeft) return;
    const executed = this.#execution.execute(event);
    if (this.#first) (this.#ahead ??= new ReadAhead(this.#execution.ahead)).push(executed);
    else this.#waitFor(executed);
    this.advance();
  }

  ended(error?: Error): void {
    this.#isTaking = false;
    this.#end = { error };
    this.advance();
  }

  /** Does all that can be done now: not by recursion, since thousands of events may be there. */
  advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#step());
    this.#isAdvancing = false;
  }

  /** Hands over one result, or takes up one event; false where there is nothing to be done for now. */
  #step(): boolean {
    if (!this.#isReady || this.#hasLeft) return false;
    const first = this.#first;
    if (first?.outcome) return this.#handOver(first.outcome);
    if (this.#end) return !first && this.#finish(this.#end.error);
    if (this.#isTaking || (first && !this.#mayTakeMore())) return false;
    this.#isTaking = true;
    this.#read();
    return !this.#isTaking;
  }

  #mayTakeMore(): boolean {
    const { isSlow, share } = this.#execution;
    return isSlow && (this.#ahead?.hasRoom(share) ?? true);
  }

  #read(): void {
    const source = this.#source;
    if (source instanceof Queue) return source.read(this);
    source.next().then(
      ({ done, value }) => (done ? this.ended() : this.got(value)),
      (error: unknown) => this.ended(error as Error),
    );
  }

  #waitFor(executed: ExecutedEvent | undefined): void {
    this.#first = executed;
    if (executed && !executed.outcome) executed.wait(this);
  }

  #handOver(outcome: EventOutcome): boolean {
    if (!('result' in outcome)) return this.#finish(outcome.error);
    this.#waitFor(this.#ahead?.shift());
    this.#isReady = this.#reader?.take(this.#execution.wireFor(this, outcome)) ?? false;
    return true;
  }

  /** @returns false: there is nothing to be done any more */
  #finish(error: unknown): false {
    this.#leave();
    this.#source.return().catch(() => undefined); // it has ended, or its reader is told of another error
    this.#reader?.finished(error === undefined ? undefined : this.#execution.errorFor(this, error));
    return false;
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#first = undefined;
    this.#ahead?.close();
    this.#execution.leave(this);
  }
}
