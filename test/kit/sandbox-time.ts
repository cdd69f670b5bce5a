import type { Clock } from '../../sandbox/kit/clock.ts';
import type { Time } from '../../src/subscriptions/kit/poll.ts';

/** A time for pollers that moves with the clock of the sandbox, so that a test decides when the next poll is due. */
export class SandboxTime implements Time {
  /** To be set once the sandbox runs. */
  clock: Clock | undefined;
  /** How many wait at present. */
  waiting = 0;
  /** Every wait that was begun, in milliseconds. */
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
