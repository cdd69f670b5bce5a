import { interruptible } from './interruptible.ts';

/** The values of a stream up to the first one that is the last; then the stream is left. */
export const upTo = <T>(source: AsyncGenerator<T, void>, isLast: (value: T) => boolean): AsyncGenerator<T, void> =>
  interruptible(async function* (signal) {
    signal.addEventListener('abort', () => void source.return(), { once: true });
    for await (const value of source) {
      yield value;
      if (isLast(value)) return;
    }
  }, source);
