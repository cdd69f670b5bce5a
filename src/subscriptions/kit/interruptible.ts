/**
 * A generator that can be left while it waits: leaving aborts the signal that `start` is given. (A plain one queues
 * `return()` behind its pending `next()`, and would hold its source open until that happens to deliver.)
 * @param over what it reads from, where that is open already: of a generator that is left before its first `next()`
 *   nothing runs, no `finally` either, so that this is left here
 */
export function interruptible<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T, void>,
  over?: AsyncGenerator<unknown, void>,
): AsyncGenerator<T, void> {
  const controller = new AbortController();
  const source = start(controller.signal);
  const [next, leave] = [source.next.bind(source), source.return.bind(source)];
  const orDone = (error: unknown): IteratorReturnResult<void> => {
    if (!controller.signal.aborted) throw error;
    return { done: true, value: undefined };
  };
  let hasBegun = false;
  return Object.assign(source, {
    next: () => ((hasBegun = true), next().catch(orDone)),
    return: () => {
      controller.abort();
      if (!hasBegun) void over?.return();
      return leave().catch(orDone);
    },
  });
}
