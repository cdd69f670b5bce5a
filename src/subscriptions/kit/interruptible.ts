/**
 * A generator that can be left while it waits: leaving aborts the signal that `start` is given. (A plain one queues
 * `return()` behind its pending `next()`, and would hold its source open until that happens to deliver.)
 */
export function interruptible<T>(start: (signal: AbortSignal) => AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const controller = new AbortController();
  const source = start(controller.signal);
  const [next, leave] = [source.next.bind(source), source.return.bind(source)];
  const orDone = (error: unknown): IteratorReturnResult<void> => {
    if (!controller.signal.aborted) throw error;
    return { done: true, value: undefined };
  };
  return Object.assign(source, {
    next: () => next().catch(orDone),
    return: () => (controller.abort(), leave().catch(orDone)),
  });
}
