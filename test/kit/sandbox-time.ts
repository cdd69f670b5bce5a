import type { Clock } from '../../sandbox/kit/clock.ts';
import type { Time } from '../../src/subscriptions/kit/poll.ts';

/** Time source for pollers, driven by the sandbox clock, so that a test controls when the next poll is due. */
export class SandboxTime implements Time {
  /** Set after the sandbox has started. */
  clock: Clock | undefined;
  /** Number of pending waits. */
  waiting = 0;
  /** Durations of all waits started so far, in milliseconds. */
  readonly waits: number[] = [];

  now(): number {
    return this.clock?.now() ?? 0;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waiting += 1;
    this.waits.push(ms);
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        callOff?.();
        this.waiting -= 1;
        reject(signal.reason as Error);
      };
      const callOff = this.clock?.after(ms, () => {
        signal.removeEventListener('abort', leave);
        this.waiting -= 1;
        resolve();
      });
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }
}
