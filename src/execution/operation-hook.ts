import type { DocumentNode, ExecutionResult, ValidationRule } from 'graphql';
import type { Context } from '../context.ts';

/** What a caller sends, over whichever transport. */
export interface OperationParams {
  readonly query?: string | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A valid operation that is about to run. */
export interface RunningOperation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  /** What the `extensions` of a single answer with data will say: hooks add to it. */
  readonly extensions: Record<string, unknown>;
}

/** What came of it: of incremental delivery, what came of all its parts. */
export interface Outcome extends Pick<ExecutionResult, 'errors'> {
  /** The caller left before the last part. */
  readonly left?: boolean;
}

/** A part of an answer that is delivered in parts (@defer, @stream): the first as any answer, the later ones within. */
export interface IncrementalPart extends ExecutionResult {
  readonly incremental?: readonly Pick<ExecutionResult, 'errors'>[];
  readonly hasNext?: boolean;
}

/**
 * One concern around every operation, whichever way it comes and is executed: plain HTTP, Yoga (GET, server-sent
 * events, incremental delivery …) or WebSocket. A hook refuses by throwing: a `Problem`, a `Fault`, or a `GraphQLError`
 * with `extensions.http.status` where the HTTP status matters.
 */
export interface OperationHook {
  /** Turns what was sent into what is meant (persisted operations). May be asked twice for one request: no effects. */
  params?(params: OperationParams, context: Context): OperationParams;
  /** Rules in addition to GraphQL's own. Their verdict on a document is kept, so they see nothing of the request. */
  readonly rules?: readonly ValidationRule[];
  /** Before a valid operation runs, exactly once. */
  before?(running: RunningOperation): Promise<void> | void;
  /** After the result; of a subscription when it has begun or was refused. Must not throw. */
  after?(running: RunningOperation, outcome: Outcome): void;
}
export type OperationHooks = readonly OperationHook[];
