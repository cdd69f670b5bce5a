import { locatedError, type GraphQLError } from 'graphql';
import type { OperationHooks, RunningOperation } from './operation-hook.ts';

/**
 * Settles as the execution does, or with the error with which a hook settles the operation before that.
 * @param settled makes a result of that error
 */
export function untilSettled<T>(
  hooks: OperationHooks,
  running: RunningOperation,
  execution: Promise<T>,
  settled?: (error: Error) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    execution.then(resolve, reject);
    for (const hook of hooks) hook.settle?.(running, settled ? (error) => resolve(settled(error)) : reject);
  });
}

/** The result of an operation that a hook has settled. */
export const settledWith = (error: unknown): { readonly data: null; readonly errors: readonly GraphQLError[] } => ({
  data: null,
  errors: [locatedError(error, undefined)],
});
