import { setTimeout as delay } from 'node:timers/promises';
import { interruptible } from './interruptible.ts';
import { isTimeLimit } from './time-limit.ts';

export interface UntilFinal<T> {
  /** Joins a stream that begins with the present state; it may end before the state is final, or reach its time limit. */
  join(): AsyncGenerator<T, void>;
  isFinal(state: T): boolean;
  /** Two states of the same version are the same news. */
  version(state: T): string;
  /** Milliseconds before a stream that has ended is joined again. */
  pauseMs: number;
}

/** Follows a state to its very end, however many streams that takes. */
export const untilFinal = <T>({ join, isFinal, version, pauseMs }: UntilFinal<T>): AsyncGenerator<T, void> =>
  interruptible(async function* (signal) {
    let last: string | undefined;
    for (;;) {
      const source = join();
      const leave = (): void => void source.return();
      signal.addEventListener('abort', leave, { once: true });
      try {
        for await (const state of source) {
          const current = version(state);
          if (current !== last) yield state;
          last = current;
          if (isFinal(state)) return;
        }
      } catch (error) {
        if (!isTimeLimit(error)) throw error;
      } finally {
        signal.removeEventListener('abort', leave);
        await source.return();
      }
      await delay(pauseMs, undefined, { signal, ref: false });
    }
  });
