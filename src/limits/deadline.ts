import { getOperationAST, type DocumentNode, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import type { RunningOperation, OperationHook } from '../execution/operation-hook.ts';

/** The operation took longer than `OPERATION_DEADLINE_MS`; its reads were aborted. */
export class DeadlineExceeded extends Error {
  readonly code = 'DEADLINE_EXCEEDED';

  constructor(ms: number) {
    super(`The operation did not finish within ${ms} ms.`);
  }
}

/** How long an operation may take to settle by itself once its reads were aborted: fields become null one by one. */
const SETTLE_MS = 100;
/** Bound of a mutation field that neither its provider's write deadline nor its look-up settles: only a bug gets here. */
const MAX_ACT_MS = 5 * 60_000;

/** One operation against its deadline. */
class Timing {
  readonly #controller = new AbortController();
  readonly #ms: number;
  readonly #caller: AbortSignal;
  readonly #leave = (): void => this.#controller.abort(this.#caller.reason);
  #timer: NodeJS.Timeout;
  #settle: ((error: DeadlineExceeded) => void) | undefined;
  #acts = 0;
  #expired: DeadlineExceeded | undefined;

  constructor(ms: number, caller: AbortSignal) {
    this.#ms = ms;
    this.#caller = caller;
    if (caller.aborted) this.#leave();
    caller.addEventListener('abort', this.#leave, { once: true });
    this.#timer = setTimeout(() => this.#expire(), ms).unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  settleWith(settle: (error: DeadlineExceeded) => void): void {
    this.#settle = settle;
  }

  /** Runs one mutation field: once the deadline has passed none begins, and one that has begun is waited for. */
  async act<T>(run: () => T | Promise<T>): Promise<T> {
    if (this.#expired) throw this.#expired;
    this.#acts += 1;
    try {
      return await run();
    } finally {
      this.#acts -= 1;
      if (this.#acts === 0 && this.#expired) this.#settleIn(SETTLE_MS);
    }
  }

  end(left: boolean): void {
    if (left) this.#controller.abort(); // the remaining reads have no reader
    clearTimeout(this.#timer);
    this.#settle = undefined;
    this.#caller.removeEventListener('abort', this.#leave);
  }

  #expire(): void {
    this.#expired = new DeadlineExceeded(this.#ms);
    this.#controller.abort(this.#expired);
    this.#settleIn(this.#acts > 0 ? MAX_ACT_MS : SETTLE_MS);
  }

  #settleIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expired && this.#settle?.(this.#expired), ms).unref();
  }
}

const timings = new WeakMap<AbortSignal, Timing>();

/**
 * Settles a query or mutation after so many milliseconds: its reads are aborted, which answers field by field, and what
 * ignores that ends with one error. A mutation field that has begun may have sent a write: it is settled by the write
 * deadline of its provider and the look-up after it, as its outcome or `OutcomeUnknown`, and never before.
 */
export function deadline(ms: number): OperationHook {
  const running = new WeakMap<RunningOperation, Timing>();
  return {
    before(operation) {
      if (isSubscription(operation.document, operation.operationName)) return;
      const timing = new Timing(ms, operation.context.signal);
      Object.assign(operation.context, { signal: timing.signal });
      timings.set(timing.signal, timing);
      running.set(operation, timing);
    },
    settle: (operation, settle) => running.get(operation)?.settleWith(settle),
    after(operation, { left = false }) {
      running.get(operation)?.end(left);
      running.delete(operation); // what a weak map holds outlives the collection of young objects
    },
  };
}

/** Makes the deadline see the mutation fields that are under way. To be called once for a schema. */
export function timeMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}))
    if (field.resolve) field.resolve = timed(field.resolve);
}

const timed =
  (resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> =>
  (source, args, context, info) => {
    const act = (): unknown => resolve(source, args, context, info);
    return timings.get(context.signal)?.act(act) ?? act();
  };

export const isSubscription = (document: DocumentNode, operationName: string | undefined): boolean =>
  getOperationAST(document, operationName)?.operation === 'subscription';
