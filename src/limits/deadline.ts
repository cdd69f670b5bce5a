import { getOperationAST, type DocumentNode } from 'graphql';
import type { RunningOperation, OperationHook } from '../execution/operation-hook.ts';

/** The operation took longer than it may: its reads were stopped. */
export class DeadlineExceeded extends Error {
  readonly code = 'DEADLINE_EXCEEDED';

  constructor(ms: number) {
    super(`The operation did not finish within ${ms} ms.`);
  }
}

/** Stops the reads of a query or mutation after so long. Writes do not look at the signal, and are waited for. */
export function deadline(ms: number): OperationHook {
  const clear = new WeakMap<RunningOperation, (left: boolean) => void>();
  return {
    before(running) {
      if (isSubscription(running.document, running.operationName)) return;
      const { context } = running;
      const { signal } = context;
      const controller = new AbortController();
      const leave = (): void => controller.abort(signal.reason);
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
      const timer = setTimeout(() => controller.abort(new DeadlineExceeded(ms)), ms).unref();
      Object.assign(context, { signal: controller.signal });
      clear.set(running, (left) => {
        if (left) controller.abort(); // nobody waits for what is still read
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      });
    },
    after(running, { left = false }) {
      clear.get(running)?.(left);
      clear.delete(running); // what a weak map holds outlives the collection of young objects
    },
  };
}

export const isSubscription = (document: DocumentNode, operationName: string | undefined): boolean =>
  getOperationAST(document, operationName)?.operation === 'subscription';
