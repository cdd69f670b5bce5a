import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { Deadlines, type Deadline } from '../datasources/kit/deadlines.ts';
import { Stop, type StopSignal } from '../datasources/kit/stop.ts';
import type { Context, Lifetime } from '../context.ts';
import { acting } from '../datasources/kit/acting.ts';
import { isSubscription, type OperationHook } from '../execution/operation-hook.ts';
import { OutcomeUnknown } from '../problem.ts';

/** The operation took longer than `OPERATION_DEADLINE_MS`; its reads were aborted. */
export class DeadlineExceeded extends Error {
  readonly code = 'DEADLINE_EXCEEDED';

  constructor(ms: number) {
    super(`The operation did not finish within ${ms} ms.`);
  }
}

/** How long an operation may take to settle by itself once its reads were aborted: fields become null one by one. */
const SETTLE_MS = 100;
/**
 * Bound of a mutation field, after the deadline, that neither its provider's write deadline nor its look-up settles: only
 * a bug gets here. Its write may have been sent, so that its outcome is unknown.
 */
const MAX_ACT_MS = 5 * 60_000;

/**
 * One operation against its deadline. What most operations do without is made when it is needed: the timer once the
 * operation has to wait for something, the signal once something is read for it.
 */
class Timing implements Lifetime {
  readonly #ms: number;
  readonly #deadlines: Deadlines;
  readonly #caller: Lifetime;
  #deadline: Deadline | undefined;
  #stop: Stop | undefined;
  #leave: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #settle: ((error: DeadlineExceeded) => void) | undefined;
  #acts = 0;
  #overdue: PromiseWithResolvers<never> | undefined;
  #expired: DeadlineExceeded | undefined;
  #ended = false;

  constructor(ms: number, deadlines: Deadlines, caller: Lifetime) {
    this.#ms = ms;
    this.#deadlines = deadlines;
    this.#caller = caller;
  }

  get signal(): StopSignal {
    if (this.#stop) return this.#stop;
    const stop = (this.#stop = new Stop());
    const { signal: caller } = this.#caller;
    if (this.#expired) stop.abort(this.#expired);
    else if (caller.aborted) stop.abort(caller.reason);
    else if (!this.#ended) {
      this.#leave = () => stop.abort(caller.reason);
      caller.addEventListener('abort', this.#leave, { once: true });
    }
    return stop;
  }

  settleWith(settle: (error: DeadlineExceeded) => void): void {
    this.#settle = settle;
    this.#deadline ??= this.#deadlines.begin(() => this.#expire());
  }

  /** Runs one mutation field: once the deadline has passed none begins, and one that has begun is waited for. */
  async act<T>(run: () => T | Promise<T>): Promise<T> {
    if (this.#expired) throw this.#expired;
    this.#acts += 1;
    try {
      return await Promise.race([run(), this.#tooLong]);
    } finally {
      this.#acts -= 1;
      if (this.#acts === 0 && this.#expired) this.#settleIn(SETTLE_MS);
    }
  }

  end(left: boolean): void {
    this.#ended = true;
    if (left) this.#stop?.abort(); // the remaining reads have no reader
    if (this.#deadline) this.#deadlines.met(this.#deadline);
    clearTimeout(this.#timer);
    this.#settle = undefined;
    if (this.#leave) this.#caller.signal.removeEventListener('abort', this.#leave);
  }

  #expire(): void {
    this.#expired = new DeadlineExceeded(this.#ms);
    this.#stop?.abort(this.#expired);
    if (this.#acts === 0) this.#settleIn(SETTLE_MS);
    else this.#timer = setTimeout(() => this.#overdue?.reject(notSettled()), MAX_ACT_MS).unref();
  }

  /** Rejects where the acts that have begun take longer than any of them can. */
  get #tooLong(): Promise<never> {
    if (!this.#overdue) {
      this.#overdue = Promise.withResolvers();
      this.#overdue.promise.catch(() => undefined); // also where no act is under way then
    }
    return this.#overdue.promise;
  }

  #settleIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expired && this.#settle?.(this.#expired), ms).unref();
  }
}

const notSettled = (): OutcomeUnknown =>
  new OutcomeUnknown(
    'This did not complete before the deadline, and may have been done: check before you send it again.',
  );

/**
 * Settles a query or mutation after so many milliseconds: its reads are aborted, which answers field by field, and what
 * ignores that ends with one error. A mutation field that has begun may have sent a write: it is settled by the write
 * deadline of its provider and the look-up after it, as its outcome or `OutcomeUnknown`, and never before.
 */
export function deadline(ms: number): OperationHook {
  const deadlines = new Deadlines(ms);
  return {
    before(operation) {
      const { context } = operation;
      if (!isSubscription(operation)) context.lifetime = new Timing(ms, deadlines, context.lifetime);
    },
    settle: ({ context }, settle) => timingOf(context)?.settleWith(settle),
    after: ({ context }, { left = false }) => timingOf(context)?.end(left),
  };
}

/**
 * Makes the deadline see the mutation fields that are under way, and lets what they ask of a provider take the turns of
 * their caller. To be called once for a schema.
 */
export function timeMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}))
    if (field.resolve) field.resolve = timed(field.resolve);
}

const timed =
  (resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> =>
  (source, args, context, info) => {
    const act = (): unknown =>
      acting({ caller: context.caller.id, trace: context.trace }, () => resolve(source, args, context, info));
    return timingOf(context)?.act(act) ?? act();
  };

const timingOf = ({ lifetime }: Context): Timing | undefined => (lifetime instanceof Timing ? lifetime : undefined);
