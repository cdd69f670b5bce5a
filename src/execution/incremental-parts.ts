import {
  experimentalExecuteIncrementally,
  legacyExecuteIncrementally,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { IncrementalForm } from '../context.ts';
import type { IncrementalPart, OperationHooks, RunningOperation } from './operation-hook.ts';
import { settledWith, untilSettled } from './settle.ts';

type Parts = AsyncGenerator<IncrementalPart, void>;
type Result = ExecutionResult | Parts;

/** Executes a query or mutation: one result or, where there is @defer or @stream, its parts in the form that was asked for. */
export async function executeInParts(form: IncrementalForm | undefined, args: ExecutionArgs): Promise<Result> {
  const execute = form === '20220824' ? legacyExecuteIncrementally : experimentalExecuteIncrementally;
  const result = await execute(args);
  if (!('initialResult' in result)) return result;
  const { initialResult, subsequentResults } = result;
  let begun = false;
  const parts: Parts = {
    next: async () => {
      if (begun) return (subsequentResults as Parts).next();
      begun = true;
      return { done: false, value: initialResult };
    },
    return: async () => (subsequentResults as Parts).return(),
    throw: async (error) => (subsequentResults as Parts).throw(error),
    [Symbol.asyncIterator]: () => parts,
    [Symbol.asyncDispose]: async () => void (await subsequentResults.return()),
  };
  return parts;
}

/** The result of an execution, or its parts, unless a hook settles the operation before. */
export async function unlessSettled(
  hooks: OperationHooks,
  running: RunningOperation,
  execution: Result | Promise<Result>,
): Promise<Result> {
  const result = await untilSettled<Result>(hooks, running, Promise.resolve(execution)).catch(settledWith);
  return isAsyncIterable(result) ? untilEnded(hooks, running, result) : result;
}

/** The parts of an incremental result; when a hook settles the operation, its error is in the last one. */
function untilEnded(hooks: OperationHooks, running: RunningOperation, source: Parts): Parts {
  const end: IteratorReturnResult<void> = { done: true, value: undefined };
  const pending = new Set<string>();
  let ended = false;
  /** Not awaited: a generator that hangs does not return. */
  const leave = (): Promise<IteratorReturnResult<void>> => {
    ended = true;
    source.return().catch(() => undefined);
    return Promise.resolve(end);
  };
  const self: Parts = {
    async next() {
      if (ended) return end;
      try {
        const item = await untilSettled(hooks, running, source.next());
        if (!item.done) {
          for (const { id } of item.value.pending ?? []) pending.add(id);
          for (const { id } of item.value.completed ?? []) pending.delete(id);
        }
        return item;
      } catch (error) {
        void leave();
        return { done: false, value: lastPart(settledWith(error).errors, [...pending]) };
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

/** The end of what is missing. @param pending ids that `v0.2` has announced; the other form knows none */
const lastPart = (errors: ExecutionResult['errors'] & {}, pending: readonly string[]): IncrementalPart =>
  pending.length > 0
    ? { completed: pending.map((id) => ({ id, errors })), hasNext: false }
    : { incremental: [{ errors }], hasNext: false };
