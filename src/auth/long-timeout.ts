/** Longest wait of a timer, in milliseconds: about 25 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls back at a time (milliseconds since the epoch), however far away. Returns a function that stops it; holds no
 * process.
 */
export function longTimeout(callback: () => void, at: number): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = at - Date.now();
    timer = left > MAX_TIMER_MS ? setTimeout(wait, MAX_TIMER_MS) : setTimeout(callback, Math.max(0, left));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
