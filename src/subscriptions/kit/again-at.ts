import { longTimeout } from '../../long-timeout.ts';
import { interruptible } from './interruptible.ts';

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
        const moment = last && momentOf(last);
        const result = await (moment !== undefined && moment > Date.now() ? nextUntil(next, moment) : next);
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

/** What comes next; undefined if nothing has come until this moment. */
async function nextUntil<T>(next: Promise<T>, moment: number): Promise<T | undefined> {
  const due = Promise.withResolvers<undefined>();
  const cancel = longTimeout(() => due.resolve(undefined), moment);
  try {
    return await Promise.race([next, due.promise]);
  } finally {
    cancel();
  }
}
