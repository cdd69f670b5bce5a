import {
  getOperationAST,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type ValidationRule,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import {
  OperationState,
  type IncrementalPart,
  type OperationHooks,
  type OperationParams,
  type Outcome,
  type RunningOperation,
} from './operation-hook.ts';
import { withoutIncremental } from './incremental-delivery.ts';
import { executeInParts, unlessSettled } from './incremental-parts.ts';

const errorsOf = ({ errors = [], incremental = [], completed = [] }: IncrementalPart): readonly GraphQLError[] => [
  ...errors,
  ...[...incremental, ...completed].flatMap((later) => later.errors ?? []),
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

/** Yoga plugin that runs the hooks around every operation, and executes queries and mutations by graphql-js. */
export function useOperationHooks(hooks: OperationHooks): Plugin<Context> {
  const runningOf = (
    args: { document: unknown; operationName?: unknown; variableValues?: unknown },
    context: Context,
  ): RunningOperation => {
    const document = args.document as DocumentNode;
    const operationName = (args.operationName as string | null | undefined) ?? undefined;
    return {
      document,
      operationName,
      operation: getOperationAST(document, operationName) ?? undefined,
      variables: (args.variableValues as Record<string, unknown> | null | undefined) ?? {},
      context,
      extensions: {},
      states: OperationState.none(),
    };
  };
  return {
    onParams: ({ params, setParams, context }) =>
      setParams(readParams(hooks, params as OperationParams, context as unknown as Context) as typeof params),
    onValidate: ({ addValidationRule }) => rulesOf(hooks).forEach((rule) => addValidationRule(rule)),
    async onExecute({ args, context, setExecuteFn }) {
      const running = runningOf(args, context as unknown as Context);
      await before(hooks, running);
      const form = running.context.incremental;
      if (!form) args.document = withoutIncremental.of(running.document);
      setExecuteFn(((given: ExecutionArgs) => unlessSettled(hooks, running, executeInParts(form, given))) as never);
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
