import {
  experimentalExecuteIncrementally,
  locatedError,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type ValidationRule,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import type { IncrementalPart, OperationHooks, OperationParams, Outcome, RunningOperation } from './operation-hook.ts';
import { hasKeyThen, withoutIncremental } from './incremental-delivery.ts';

const errorsOf = ({ errors = [], incremental = [] }: IncrementalPart): readonly GraphQLError[] => [
  ...errors,
  ...incremental.flatMap((later) => later.errors ?? []),
];

export const readParams = (hooks: OperationHooks, params: OperationParams, context: Context): OperationParams =>
  hooks.reduce((read, hook) => hook.params?.(read, context) ?? read, params);

export const rulesOf = (hooks: OperationHooks): readonly ValidationRule[] => hooks.flatMap(({ rules = [] }) => rules);

/** Runs `before` of every hook in order. Undefined if none is asynchronous. */
export function before(hooks: OperationHooks, running: RunningOperation): Promise<void> | undefined {
  for (let at = 0; at < hooks.length; at += 1) {
    const wait = hooks[at]?.before?.(running);
    if (wait) return wait.then(() => before(hooks.slice(at + 1), running));
  }
  return undefined;
}

export function after(hooks: OperationHooks, running: RunningOperation, outcome: Outcome): void {
  for (const hook of hooks) hook.after?.(running, outcome);
}

/** Settles as the execution does, or with the error with which a hook settles the operation before that. */
export function untilSettled<T>(hooks: OperationHooks, running: RunningOperation, execution: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    execution.then(resolve, reject);
    for (const hook of hooks) hook.settle?.(running, reject);
  });
}

/** The result of an operation that a hook has settled. */
export const settledWith = (error: unknown): { readonly data: null; readonly errors: readonly GraphQLError[] } => ({
  data: null,
  errors: [locatedError(error, undefined)],
});

type Result = ExecutionResult | AsyncGenerator<IncrementalPart, void>;

/** The result of an execution, or its parts, unless a hook settles the operation before. */
async function executed(
  hooks: OperationHooks,
  running: RunningOperation,
  execution: Result | Promise<Result>,
): Promise<Result> {
  const result = await untilSettled<Result>(hooks, running, Promise.resolve(execution)).catch(settledWith);
  return isAsyncIterable(result) ? parts(hooks, running, result) : result;
}

/** The parts of an incremental result; when a hook settles the operation, its error is in the last one. */
function parts(
  hooks: OperationHooks,
  running: RunningOperation,
  source: AsyncGenerator<IncrementalPart, void>,
): AsyncGenerator<IncrementalPart, void> {
  const end: IteratorReturnResult<void> = { done: true, value: undefined };
  let ended = false;
  /** Not awaited: a generator that hangs does not return. */
  const leave = (): Promise<IteratorReturnResult<void>> => {
    ended = true;
    source.return().catch(() => undefined);
    return Promise.resolve(end);
  };
  const self: AsyncGenerator<IncrementalPart, void> = {
    async next() {
      if (ended) return end;
      try {
        return await untilSettled(hooks, running, source.next());
      } catch (error) {
        void leave();
        return { done: false, value: { incremental: [{ errors: settledWith(error).errors }], hasNext: false } };
      }
    },
    return: leave,
    throw: async (error) => {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]: () => self,
    [Symbol.asyncDispose]: async () => void (await leave()),
  };
  return self;
}

/**
 * Yoga plugin that runs the hooks around every operation. What is answered in one part is executed by graphql-js, like
 * subscriptions; what may come in parts by Yoga's own executor, which knows their 2022 form.
 */
export function useOperationHooks(hooks: OperationHooks): Plugin<Context> {
  const runningOf = (
    args: { document: unknown; operationName?: unknown; variableValues?: unknown },
    context: Context,
  ) =>
    ({
      document: args.document as DocumentNode,
      operationName: (args.operationName as string | null | undefined) ?? undefined,
      variables: (args.variableValues as Record<string, unknown> | null | undefined) ?? {},
      context,
      extensions: {},
      states: [],
    }) satisfies RunningOperation;
  return {
    onParams: ({ params, setParams, context }) =>
      setParams(readParams(hooks, params as OperationParams, context as unknown as Context) as typeof params),
    onValidate: ({ addValidationRule }) => rulesOf(hooks).forEach((rule) => addValidationRule(rule)),
    async onExecute({ args, context, executeFn, setExecuteFn }) {
      const running = runningOf(args, context as unknown as Context);
      await before(hooks, running);
      const whole = withoutIncremental(running.document);
      const isWhole = running.document === whole || !running.context.acceptsIncremental || hasKeyThen(whole);
      if (isWhole) args.document = whole;
      const execute = (isWhole ? experimentalExecuteIncrementally : executeFn) as (given: ExecutionArgs) => Result;
      setExecuteFn(((given: ExecutionArgs) => executed(hooks, running, execute(given))) as typeof executeFn);
      const extended = <R extends ExecutionResult>(result: R): R => {
        if (result.data === undefined || Object.keys(running.extensions).length === 0) return result;
        return { ...result, extensions: { ...result.extensions, ...running.extensions } };
      };
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (!isAsyncIterable(result)) {
            after(hooks, running, result);
            return setResult(extended(result));
          }
          const errors: GraphQLError[] = [];
          let left = true;
          return {
            onNext: ({ result: part, setResult: setPart }) => {
              left = (part as IncrementalPart).hasNext !== false;
              errors.push(...errorsOf(part));
              setPart(extended(part));
            },
            onEnd: () => after(hooks, running, { ...(errors.length > 0 && { errors }), left }),
          };
        },
      };
    },
    async onSubscribe({ args, context }) {
      const running = runningOf(args, context as unknown as Context);
      await before(hooks, running);
      return {
        onSubscribeResult: ({ result }) => {
          if (isAsyncIterable(result)) return { onNext: ({ result: event }) => after(hooks, running, event) };
          after(hooks, running, result);
          return undefined;
        },
      };
    },
  };
}
