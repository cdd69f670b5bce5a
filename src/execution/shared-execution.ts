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
import type { RecentResults, Results as KnownResults } from './recent-results.ts';
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

/** How far ahead of its reader one subscription is executed while a result waits for a provider. */
const MAX_AHEAD = 64;
const MAX_AHEAD_BYTES = 1 << 20;

type Ahead = { readonly result: Result; readonly bytes: number } | undefined;

/** One operation, with all its subscribers. */
export class SharedExecution {
  readonly #args: ValidatedSubscriptionArgs;
  readonly #translate: Translate;
  readonly #recent: RecentResults;
  readonly #onIdle: () => void;
  readonly #controller = new AbortController();
  readonly #results: KnownResults = new WeakMap();
  /** The correlation id of each subscriber. */
  readonly #members = new Map<symbol, string>();
  #burst: Burst | undefined;
  #next: Promise<Burst> | undefined;

  constructor(args: ValidatedSubscriptionArgs, translate: Translate, recent: RecentResults, onIdle: () => void) {
    this.#args = args;
    this.#translate = translate;
    this.#recent = recent;
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
    const leave = (): void => {
      if (!this.#members.delete(member) || this.#members.size > 0) return;
      this.#controller.abort();
      this.#onIdle();
    };
    const pull = async (): Promise<Ahead> => {
      const { done, value } = await source.next();
      return done
        ? undefined
        : { result: this.#resultOf(value), bytes: (value as { bytes?: number } | null)?.bytes ?? 0 };
    };
    const ahead: Promise<Ahead>[] = [];
    let [aheadBytes, isWaiting, isFilling] = [0, false, false];
    const fill = async (): Promise<void> => {
      if (isFilling) return;
      isFilling = true;
      while (isWaiting && ahead.length < MAX_AHEAD && aheadBytes < MAX_AHEAD_BYTES) {
        const pulled = pull();
        ahead.push(pulled);
        const item = await pulled.catch(() => undefined); // thrown when the reader gets there
        if (!item) break;
        if (item.result instanceof Promise) item.result.catch(() => undefined);
        aheadBytes += item.bytes;
      }
      isFilling = false;
    };
    const settled = async (result: Result): Promise<ExecutionResult> => {
      if (!(result instanceof Promise)) return result;
      isWaiting = true;
      this.#whenSlow(() => void fill());
      return result.finally(() => (isWaiting = false));
    };
    const results: Results = {
      next: async () => {
        try {
          const first = ahead.shift();
          const item = await (first ?? pull());
          if (item) {
            if (first) aheadBytes -= item.bytes;
            return { done: false, value: ownErrors(await settled(item.result), correlationId) };
          }
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
      this.#recent.note(this.#results, event, wireOf(executed).json.length);
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
