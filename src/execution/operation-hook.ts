import {
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import type { Context } from '../context.ts';

/** The parameters of a GraphQL request, over any transport. */
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
  /** The one of the document that runs; undefined where it has none of that name: who executes it says so. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  /** The `extensions` of a single response with data, to which hooks add. */
  readonly extensions: Record<string, unknown>;
  /** See `OperationState`. */
  readonly states: unknown[];
}

/**
 * What a hook keeps of each operation between its calls: made once, at the top of a module. It is kept in the operation:
 * an entry of a weak map, for objects as short-lived as these, costs more than what it holds, and outlives them.
 */
export class OperationState<T> {
  static readonly #none: undefined[] = [];
  readonly #at = OperationState.#none.push(undefined) - 1;

  /** The states of an operation that begins: a list that grew would take twice as much. */
  static none(): unknown[] {
    return OperationState.#none.slice();
  }

  get({ states }: RunningOperation): T | undefined {
    return states[this.#at] as T | undefined;
  }

  set({ states }: RunningOperation, state: T | undefined): void {
    states[this.#at] = state;
  }
}

export const isSubscription = ({ operation }: Pick<RunningOperation, 'operation'>): boolean =>
  operation?.operation === OperationTypeNode.SUBSCRIPTION;

/** The outcome of an operation; with incremental delivery, of all its parts. */
export interface Outcome extends Pick<ExecutionResult, 'errors'> {
  /** Whether the caller left before the last part. */
  readonly left?: boolean;
}

/**
 * A part of an incremental response (@defer, @stream): the initial result, or later ones in `incremental`. `v0.2`
 * announces each in `pending` and ends it in `completed`.
 */
export interface IncrementalPart extends ExecutionResult {
  readonly pending?: readonly { readonly id: string }[];
  readonly incremental?: readonly Pick<ExecutionResult, 'errors'>[];
  readonly completed?: readonly (Pick<ExecutionResult, 'errors'> & { readonly id: string })[];
  readonly hasNext?: boolean;
}

/**
 * One concern around every operation, whichever transport and executor it uses: the fast path, Yoga (GET, server-sent
 * events, incremental delivery …) or WebSocket. A hook rejects by throwing: a `Problem`, a `Fault`, or a `GraphQLError`,
 * with `extensions.http.status` if the HTTP status matters.
 */
export interface OperationHook {
  /** Maps the parameters of a request (persisted operations). May be called twice per request: no side effects. */
  params?(params: OperationParams, context: Context): OperationParams;
  /**
   * Validation rules beside the specified ones, for documents that ask about the schema (`__schema`, `__type`): of others
   * they find nothing. Their result is cached per document, so they do not see the request.
   */
  readonly rules?: readonly ValidationRule[];
  /** Called once before a valid operation is executed. */
  before?(running: RunningOperation): Promise<void> | void;
  /**
   * Called once per asynchronous step of the execution. Calling `settle` answers the operation with that error, whatever
   * is still running; what the execution settles to later is ignored.
   */
  settle?(running: RunningOperation, settle: (error: Error) => void): void;
  /** Called after the result; for a subscription, after it has started or was rejected. Must not throw. */
  after?(running: RunningOperation, outcome: Outcome): void;
}
export type OperationHooks = readonly OperationHook[];
