import type { DocumentNode, ExecutionResult, GraphQLError, ValidationRule } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { inOnePart } from './incremental-delivery.ts';

/** What a caller sends, over whichever transport. */
export interface Params {
  readonly query?: string | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A valid operation that is about to run. */
export interface Running {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  /** What the `extensions` of a single answer with data will say: steps add to it. */
  readonly extensions: Record<string, unknown>;
}

/** What came of it: of incremental delivery, what came of all its parts. */
export interface Outcome extends Pick<ExecutionResult, 'errors'> {
  /** The caller left before the last part. */
  readonly left?: boolean;
}

/** A part of an answer that is delivered in parts (@defer, @stream): the first as any answer, the later ones within. */
export interface Part extends ExecutionResult {
  readonly incremental?: readonly Pick<ExecutionResult, 'errors'>[];
  readonly hasNext?: boolean;
}

const errorsOf = ({ errors = [], incremental = [] }: Part): readonly GraphQLError[] => [
  ...errors,
  ...incremental.flatMap((later) => later.errors ?? []),
];

/**
 * One concern around every operation, whichever way it comes and is executed: plain HTTP, Yoga (GET, server-sent
 * events, incremental delivery …) or WebSocket. A step refuses by throwing: a `Problem`, a `Fault`, or a `GraphQLError`
 * with `extensions.http.status` where the HTTP status matters.
 */
export interface Step {
  /** Turns what was sent into what is meant (persisted operations). May be asked twice for one request: no effects. */
  params?(params: Params, context: Context): Params;
  /** Rules in addition to GraphQL's own. Their verdict on a document is kept, so they see nothing of the request. */
  readonly rules?: readonly ValidationRule[];
  /** Before a valid operation runs, exactly once. */
  before?(running: Running): Promise<void> | void;
  /** After the result; of a subscription when it has begun or was refused. Must not throw. */
  after?(running: Running, outcome: Outcome): void;
}
export type Steps = readonly Step[];

export const readParams = (steps: Steps, params: Params, context: Context): Params =>
  steps.reduce((read, step) => step.params?.(read, context) ?? read, params);

export const rulesOf = (steps: Steps): readonly ValidationRule[] => steps.flatMap(({ rules = [] }) => rules);

/** Undefined where no step has to be waited for. */
export function before(steps: Steps, running: Running): Promise<void> | undefined {
  for (let at = 0; at < steps.length; at += 1) {
    const wait = steps[at]?.before?.(running);
    if (wait) return wait.then(() => before(steps.slice(at + 1), running));
  }
  return undefined;
}

export function after(steps: Steps, running: Running, outcome: Outcome): void {
  for (const step of steps) step.after?.(running, outcome);
}

/** The steps around everything that Yoga executes. */
export function useSteps(steps: Steps): Plugin<Context> {
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
    }) satisfies Running;
  return {
    onParams: ({ params, setParams, context }) =>
      setParams(readParams(steps, params as Params, context as unknown as Context) as typeof params),
    onValidate: ({ addValidationRule }) => rulesOf(steps).forEach((rule) => addValidationRule(rule)),
    async onExecute({ args, context }) {
      const running = runningOf(args, context as unknown as Context);
      await before(steps, running);
      if (!running.context.takesParts) args.document = inOnePart(running.document);
      const extended = <R extends ExecutionResult>(result: R): R => {
        if (result.data === undefined || Object.keys(running.extensions).length === 0) return result;
        return { ...result, extensions: { ...result.extensions, ...running.extensions } };
      };
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (!isAsyncIterable(result)) {
            after(steps, running, result);
            return setResult(extended(result));
          }
          const errors: GraphQLError[] = [];
          let left = true;
          return {
            onNext: ({ result: part, setResult: setPart }) => {
              left = (part as Part).hasNext !== false;
              errors.push(...errorsOf(part));
              setPart(extended(part));
            },
            onEnd: () => after(steps, running, { ...(errors.length > 0 && { errors }), left }),
          };
        },
      };
    },
    async onSubscribe({ args, context }) {
      const running = runningOf(args, context as unknown as Context);
      await before(steps, running);
      return {
        onSubscribeResult: ({ result }) => {
          if (isAsyncIterable(result)) return { onNext: ({ result: event }) => after(steps, running, event) };
          after(steps, running, result);
          return undefined;
        },
      };
    },
  };
}
