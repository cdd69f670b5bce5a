/** Longest wait of a timer, in milliseconds: about 25 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls back at a time (milliseconds since the epoch) and never before it, however far away. Returns a function that
 * stops it; holds no process.
 */
export function longTimeout(callback: () => void, at: number): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    // A timer may fire a moment early, too.
    const due = (): void => (Date.now() < at ? wait() : callback());
    timer = setTimeout(due, Math.min(Math.max(0, at - Date.now()), MAX_TIMER_MS)).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
