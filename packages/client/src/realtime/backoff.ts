/** Milliseconds before the nth attempt in a row (from 0): exponential with full jitter, at least what the gateway asks. */
export function backoff(attempt: number, maxMs: number, atLeastMs = 0, random = Math.random): number {
  const ceiling = Math.min(maxMs, 1_000 * 2 ** Math.min(attempt, 20));
  return Math.round(atLeastMs + random() * ceiling);
}

/** Resolves after so many milliseconds, or at once when the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
