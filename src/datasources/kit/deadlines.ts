/**
 * Deadlines of one length, watched by one timer: nearly all of them are met, and a timer for each costs more than what
 * they guard. They end in the order in which they began, so the timer is set for the first that is left.
 */
export class Deadlines {
  readonly #ms: number;
  /** Before the first and behind the last of those that are open: each knows its neighbours, so that leaving is cheap. */
  readonly #ends: Deadline;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.#ends = { at: Infinity, expire: undefined, before: undefined, behind: undefined };
    this.#ends.before = this.#ends.behind = this.#ends;
  }

  /** Calls `expire` in so many milliseconds, unless the deadline is met before. The timer keeps no process alive. */
  begin(expire: () => void): Deadline {
    const ends = this.#ends;
    const last = ends.before as Deadline;
    const deadline: Deadline = { at: performance.now() + this.#ms, expire, before: last, behind: ends };
    last.behind = ends.before = deadline;
    this.#timer ??= setTimeout(this.#look, this.#ms).unref();
    return deadline;
  }

  /** The deadline is met. May be said again. */
  met(deadline: Deadline): void {
    const { before, behind } = deadline;
    if (!before || !behind) return;
    before.behind = behind;
    behind.before = before;
    // It may have become old: until the next full collection it would keep alive whatever it refers to.
    deadline.before = deadline.behind = deadline.expire = undefined;
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (let first = this.#ends.behind; first && first !== this.#ends; first = this.#ends.behind) {
      if (first.at > now) {
        this.#timer = setTimeout(this.#look, first.at - now).unref();
        return;
      }
      const { expire } = first;
      this.met(first);
      expire?.();
    }
  };
}

/** One of them. */
export interface Deadline {
  /** When it ends, on the clock of `performance.now()`. */
  readonly at: number;
  expire: (() => void) | undefined;
  before: Deadline | undefined;
  behind: Deadline | undefined;
}
