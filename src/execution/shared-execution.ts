import { randomUUID } from 'node:crypto';
import { executeSubscriptionEvent, locatedError, type GraphQLError, type ValidatedSubscriptionArgs } from 'graphql';
import type { Context } from '../context.ts';
import { asGraphQLError } from './error-masking.ts';
import { Retention } from '../cluster/retention.ts';
import { ExecutedEvent, type EventOutcome, type Shown } from './executed-event.ts';
import { RecentResults, type Results } from './recent-results.ts';
import { Subscriber, type Execution } from './subscriber.ts';
import { serialise, type Wire } from './wire.ts';

export type Translate = (error: GraphQLError, correlationId: string) => GraphQLError;

/** Events that are executed together: their reads are shared and batched, and none is older than any of the events. */
interface Burst {
  readonly context: Context;
  readonly ended: PromiseWithResolvers<void>;
  /** Whether it is clear that it waits for a provider, or the one before it did. */
  isSlow: boolean;
  /** Events that are being executed. */
  active: number;
}

/**
 * Bytes of the events or, where they are larger, the results that all operations together have taken up ahead; of an
 * event they count once, however many have it.
 */
const MAX_AHEAD_BYTES = 16 << 20;
/** Results that the subscribers of one operation have ahead of them, all together. */
const MAX_AHEAD = 64_000;
const EXPECTED_RESULT_BYTES = 16 << 10;

/** What all operations retain together. */
export interface SharedMemory {
  readonly recent: RecentResults;
  readonly ahead: Retention;
}

export const createSharedMemory = (): SharedMemory => ({
  recent: new RecentResults(),
  ahead: new Retention(MAX_AHEAD_BYTES),
});

/**
 * One operation, with all its subscribers. While a result waits for a provider, they take up the events behind it
 * already, so that a burst of events costs the reads of one or two and not of each.
 */
export class SharedExecution implements Execution {
  readonly #args: ValidatedSubscriptionArgs;
  readonly #translate: Translate;
  readonly #memory: SharedMemory;
  readonly #onIdle: () => void;
  readonly #controller = new AbortController();
  readonly #results: Results = new WeakMap();
  readonly #subscribers = new Set<Subscriber>();
  /** Bytes of the last result: those that are ahead are expected to be as large. */
  #resultBytes = EXPECTED_RESULT_BYTES;
  #burst: Burst | undefined;
  #next: Promise<Burst> | undefined;

  constructor(args: ValidatedSubscriptionArgs, translate: Translate, memory: SharedMemory, onIdle: () => void) {
    this.#args = args;
    this.#translate = translate;
    this.#memory = memory;
    this.#onIdle = onIdle;
  }

  get isSlow(): boolean {
    return this.#burst?.isSlow ?? false;
  }

  get share(): number {
    return MAX_AHEAD / this.#subscribers.size;
  }

  get ahead(): Retention {
    return this.#memory.ahead;
  }

  /** @param correlationId of the subscriber, for its errors */
  join(source: AsyncGenerator<unknown, void>, correlationId: string): Subscriber {
    const subscriber = new Subscriber(this, source, correlationId);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  leave(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return;
    this.#controller.abort();
    this.#onIdle();
  }

  execute(event: unknown): ExecutedEvent {
    const isObject = typeof event === 'object' && event !== null;
    const known = isObject && this.#results.get(event);
    if (known) return known;
    const { bytes = 0 } = (event ?? {}) as { bytes?: number };
    const executed = new ExecutedEvent(event, Math.max(bytes, this.#resultBytes));
    if (isObject) this.#results.set(event, executed);
    void this.#schedule(event).then((outcome) => {
      if ('wire' in outcome) {
        this.#resultBytes = outcome.wire.json.length;
        if (isObject) this.#memory.recent.note(this.#results, event, this.#resultBytes);
      }
      executed.settle(outcome);
    });
    return executed;
  }

  wireFor({ correlationId }: Subscriber, shown: Shown): Wire {
    return shown.result.errors ? ownErrors(shown, correlationId) : shown.wire;
  }

  errorFor({ correlationId }: Subscriber, error: unknown): GraphQLError {
    const { selections } = this.#args.operation.selectionSet;
    return this.#translate(locatedError(error, selections, undefined), correlationId);
  }

  /** At once where nothing is being executed; else with all that arrives until that has ended. */
  #schedule(event: unknown): Promise<EventOutcome> {
    const before = this.#burst;
    if (!before) return this.#execute(event, this.#begin(false));
    this.#next ??= before.ended.promise.then(() => {
      this.#next = undefined;
      return this.#begin(before.isSlow); // its events have waited: those behind them are taken up without a pause
    });
    return this.#next.then((burst) => this.#execute(event, burst));
  }

  #begin(isSlow: boolean): Burst {
    // The one subscriber's own id; the reads for several carry that of none of them.
    const [only] = this.#subscribers;
    const correlationId = only && this.#subscribers.size === 1 ? only.correlationId : randomUUID();
    const context = (this.#args.contextValue as Context).forEvent(this.#controller.signal, correlationId);
    const burst: Burst = { context, ended: Promise.withResolvers(), isSlow, active: 0 };
    this.#burst = burst;
    setImmediate(() => {
      if (this.#burst !== burst) return;
      burst.isSlow = true;
      for (const subscriber of this.#subscribers) subscriber.advance();
    });
    return burst;
  }

  async #execute(event: unknown, burst: Burst): Promise<EventOutcome> {
    burst.active += 1;
    try {
      await Promise.resolve(); // until everybody has the event
      const { context } = burst;
      const result = await executeSubscriptionEvent({ ...this.#args, rootValue: event, contextValue: context });
      const found = [...(result.errors ?? []), ...context.takeFaults().map(asGraphQLError)];
      const errors = found.map((error) => this.#translate(error, context.correlationId));
      const translated = errors.length > 0 ? { ...result, errors } : result;
      return { result: translated, wire: serialise(translated, cursorOf(event)) };
    } catch (error) {
      return { error };
    } finally {
      burst.active -= 1;
      if (burst.active === 0) {
        if (!this.#next) this.#burst = undefined;
        burst.ended.resolve();
      }
    }
  }
}

const cursorOf = (event: unknown): string | undefined => (event as { cursor?: string } | null)?.cursor;

/** With the subscriber's own correlation id in its errors: a shared result carries another one. */
function ownErrors({ result, wire }: Shown, correlationId: string): Wire {
  const isForeign = ({ extensions }: GraphQLError): boolean =>
    extensions['correlationId'] !== undefined && extensions['correlationId'] !== correlationId;
  if (!result.errors?.some(isForeign)) return wire;
  const errors = result.errors.map((error) => {
    const { extensions, ...rest } = error.toJSON();
    return { ...rest, extensions: isForeign(error) ? { ...extensions, correlationId } : extensions };
  });
  return serialise({ ...result, errors: errors as unknown as readonly GraphQLError[] }, wire.cursor);
}
