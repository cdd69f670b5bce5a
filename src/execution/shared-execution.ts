import { randomUUID } from 'node:crypto';
import {
  executeSubscriptionEvent,
  locatedError,
  type ExecutionResult,
  type GraphQLError,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import type { Context } from '../context.ts';
import { asGraphQLError } from './error-masking.ts';
import { Retention } from '../cluster/retention.ts';
import { ReadAhead, type Taken } from './read-ahead.ts';
import { RecentResults, type Results as KnownResults } from './recent-results.ts';
import { serialise, wireOf } from './wire.ts';

export type Translate = (error: GraphQLError, correlationId: string) => GraphQLError;
export type Results = AsyncGenerator<ExecutionResult, void>;
type Result = Promise<ExecutionResult> | ExecutionResult;

/** Events that are executed together: their reads are shared and batched, and none is older than any of the events. */
interface Burst {
  readonly context: Context;
  readonly ended: PromiseWithResolvers<void>;
  /** Called once it is clear that it waits for a provider. */
  readonly onSlow: (() => void)[];
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

/** An event with its result. */
interface Pulled extends Taken {
  readonly result: Result;
}

/** What all operations retain together. */
export interface SharedMemory {
  readonly recent: RecentResults;
  readonly ahead: Retention;
}

export const createSharedMemory = (): SharedMemory => ({
  recent: new RecentResults(),
  ahead: new Retention(MAX_AHEAD_BYTES),
});

/** One operation, with all its subscribers. */
export class SharedExecution {
  readonly #args: ValidatedSubscriptionArgs;
  readonly #translate: Translate;
  readonly #memory: SharedMemory;
  readonly #onIdle: () => void;
  readonly #controller = new AbortController();
  readonly #results: KnownResults = new WeakMap();
  /** The correlation id of each subscriber. */
  readonly #members = new Map<symbol, string>();
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

  /**
   * The results of the events of one subscriber's stream. Returning from it returns from the stream at once. While a
   * result waits for a provider, the events behind it are taken up already, so that a burst of events costs the reads
   * of one or two and not of each.
   * @param correlationId of the subscriber, for its errors
   */
  join(source: AsyncGenerator<unknown, void>, correlationId: string): Results {
    const member = Symbol();
    this.#members.set(member, correlationId);
    const ahead = new ReadAhead<Pulled>(async () => {
      const { done, value } = await source.next();
      if (done) return undefined;
      const result = this.#resultOf(value);
      if (result instanceof Promise) result.catch(() => undefined); // thrown when the reader gets there
      const { bytes = 0 } = (value ?? {}) as { bytes?: number };
      return { result, event: value, bytes: Math.max(bytes, this.#resultBytes) };
    }, this.#memory.ahead);
    let isWaiting = false;
    const leave = (): void => {
      ahead.close();
      if (!this.#members.delete(member) || this.#members.size > 0) return;
      this.#controller.abort();
      this.#onIdle();
    };
    const settled = async ({ result }: Pulled): Promise<ExecutionResult> => {
      if (!(result instanceof Promise)) return result;
      isWaiting = true;
      this.#whenSlow(() => void ahead.fill(() => isWaiting, MAX_AHEAD / this.#members.size));
      return result.finally(() => (isWaiting = false));
    };
    const results: Results = {
      next: async () => {
        try {
          const item = await ahead.next();
          if (item) return { done: false, value: ownErrors(await settled(item), correlationId) };
        } catch (error) {
          leave();
          const { operation } = this.#args;
          throw this.#translate(locatedError(error, operation.selectionSet.selections, undefined), correlationId);
        }
        leave();
        return { done: true, value: undefined };
      },
      return: async () => {
        leave();
        await source.return();
        return { done: true, value: undefined };
      },
      throw: async (error) => {
        await results.return();
        throw error;
      },
      [Symbol.asyncIterator]: () => results,
      [Symbol.asyncDispose]: async () => void (await results.return()),
    };
    return results;
  }

  #resultOf(event: unknown): Result {
    if (typeof event !== 'object' || event === null) return this.#schedule(event);
    const known = this.#results.get(event);
    if (known) return known;
    const result = this.#schedule(event).then((executed) => {
      this.#results.set(event, executed);
      this.#resultBytes = wireOf(executed).json.length;
      this.#memory.recent.note(this.#results, event, this.#resultBytes);
      return executed;
    });
    this.#results.set(event, result);
    return result;
  }

  /** At once where nothing is being executed; else with all that arrives until that has ended. */
  #schedule(event: unknown): Promise<ExecutionResult> {
    if (!this.#burst) return this.#execute(event, this.#begin());
    this.#next ??= this.#burst.ended.promise.then(() => {
      this.#next = undefined;
      return this.#begin();
    });
    return this.#next.then((burst) => this.#execute(event, burst));
  }

  #begin(): Burst {
    // The one subscriber's own id; the reads for several carry that of none of them.
    const [only, ...others] = this.#members.values();
    const correlationId = only !== undefined && others.length === 0 ? only : randomUUID();
    const context = (this.#args.contextValue as Context).forEvent(this.#controller.signal, correlationId);
    const burst: Burst = { context, ended: Promise.withResolvers(), onSlow: [], isSlow: false, active: 0 };
    this.#burst = burst;
    setImmediate(() => {
      if (this.#burst !== burst) return;
      burst.isSlow = true;
      for (const call of burst.onSlow.splice(0)) call();
    });
    return burst;
  }

  #whenSlow(call: () => void): void {
    if (!this.#burst || this.#burst.isSlow) call();
    else this.#burst.onSlow.push(call);
  }

  async #execute(event: unknown, burst: Burst): Promise<ExecutionResult> {
    burst.active += 1;
    try {
      const { context } = burst;
      const result = await executeSubscriptionEvent({ ...this.#args, rootValue: event, contextValue: context });
      const found = [...(result.errors ?? []), ...context.takeFaults().map(asGraphQLError)];
      const errors = found.map((error) => this.#translate(error, context.correlationId));
      const translated = errors.length > 0 ? { ...result, errors } : result;
      serialise(translated, cursorOf(event));
      return translated;
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

/** The result with the subscriber's own correlation id in its errors: a shared result carries another one. */
function ownErrors(result: ExecutionResult, correlationId: string): ExecutionResult {
  const isForeign = ({ extensions }: GraphQLError): boolean =>
    extensions['correlationId'] !== undefined && extensions['correlationId'] !== correlationId;
  if (!result.errors?.some(isForeign)) return result;
  const errors = result.errors.map((error) => {
    const { extensions, ...rest } = error.toJSON();
    return { ...rest, extensions: isForeign(error) ? { ...extensions, correlationId } : extensions };
  });
  const own = { ...result, errors: errors as unknown as readonly GraphQLError[] };
  serialise(own, wireOf(result).cursor);
  return own;
}
