import { setTimeout as delay } from 'node:timers/promises';
import { interruptible } from './interruptible.ts';

/** The longest wait of a timer of Node, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The states of a stream; the last one again, as a copy, at the moment at which it changes by itself (it expires).
 * @param momentOf milliseconds since the epoch; undefined, or a moment that has passed, for a state that stays as it is
 */
export const repeatAt = <T extends object>(
  source: AsyncGenerator<T, void>,
  momentOf: (state: T) => number | undefined,
): AsyncGenerator<T, void> =>
  interruptible<T>(async function* (signal) {
    signal.addEventListener('abort', () => void source.return(), { once: true });
    try {
      let next = source.next();
      for (let last: T | undefined; ;) {
        const timer = new AbortController();
        const moment = last && momentOf(last);
        const due = moment !== undefined && moment > Date.now() ? until(moment, timer.signal) : undefined;
        const result = await (due ? Promise.race([next, due]) : next).finally(() => timer.abort());
        if (result === undefined) {
          yield { ...last } as T;
          last = undefined;
          continue;
        }
        if (result.done) return;
        yield (last = result.value);
        next = source.next();
      }
    } finally {
      await source.return();
    }
  }, source);

/** Resolves at the moment; never, once the signal is aborted. */
async function until(moment: number, signal: AbortSignal): Promise<undefined> {
  try {
    for (let left = moment - Date.now(); left > 0; left = moment - Date.now())
      await delay(Math.min(left, LONGEST_MS), undefined, { signal, ref: false });
  } catch {
    await new Promise(() => undefined);
  }
}
