/**
 * Deadlines of one length, watched by one timer: nearly all of them are met, and a timer for each costs more than what
 * they guard. They end in the order in which they began, so the timer is set for the first that is left.
 */
export class Deadlines {
  readonly #ms: number;
  readonly #open = new Set<Deadline>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Calls `expire` in so many milliseconds, unless the deadline is met before. The timer keeps no process alive. */
  begin(expire: () => void): Deadline {
    const deadline: Deadline = { at: performance.now() + this.#ms, expire };
    this.#open.add(deadline);
    this.#timer ??= setTimeout(this.#look, this.#ms).unref();
    return deadline;
  }

  /** The deadline is met. May be said again. */
  met(deadline: Deadline): void {
    this.#open.delete(deadline);
    deadline.expire = undefined; // a set can hold on to what was taken out of it for a long time
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const deadline of this.#open) {
      if (deadline.at > now) {
        this.#timer = setTimeout(this.#look, deadline.at - now).unref();
        return;
      }
      this.#open.delete(deadline);
      deadline.expire?.();
    }
  };
}

/** One of them. */
export interface Deadline {
  /** When it ends, on the clock of `performance.now()`. */
  readonly at: number;
  expire: (() => void) | undefined;
}
