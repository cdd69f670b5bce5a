import { TIMEOUT_MS } from './options.ts';

/**
 * The answer to a command; rejects where there is none in time. Where this process did nothing for so long, what has
 * arrived meanwhile is read first.
 */
export function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const late = setTimeout(
    () => setImmediate(() => reject(new Error('Redis does not answer in time.'))), // once connections were read
    TIMEOUT_MS,
  );
  answer.then(resolve, reject).finally(() => clearTimeout(late));
  return promise;
}
