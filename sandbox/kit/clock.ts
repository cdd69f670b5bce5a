interface Task {
  readonly due: number;
  readonly act: () => void;
}

/**
 * A virtual clock. It runs at `speed` times real time (0: it is stopped and advances only through `advance`),
 * and all deferred work of the simulators is scheduled on it, so that tests need no real delays.
 */
export class Clock {
  readonly #speed: number;
  readonly #startedAt = Date.now();
  readonly #tasks: Task[] = [];
  #skipped = 0;
  #frozenAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(speed = 1) {
    this.#speed = speed;
  }

  /** Milliseconds since the epoch, in sandbox time. */
  now(): number {
    return this.#frozenAt ?? this.#startedAt + (Date.now() - this.#startedAt) * this.#speed + this.#skipped;
  }

  /** ISO 8601 in UTC with milliseconds, `delay` milliseconds from now. */
  iso(delay = 0): string {
    return new Date(this.now() + delay).toISOString();
  }

  /** Calls `act` once, after `delay` milliseconds of sandbox time. Returns a function that cancels it. */
  after(delay: number, act: () => void): () => void {
    const task: Task = { due: this.now() + delay, act };
    const place = this.#tasks.findIndex(({ due }) => due > task.due);
    this.#tasks.splice(place < 0 ? this.#tasks.length : place, 0, task);
    this.#arm();
    return () => {
      const at = this.#tasks.indexOf(task);
      if (at >= 0) this.#tasks.splice(at, 1);
    };
  }

  /** Advances the time by `ms` and runs the timers that become due, in order, each at its scheduled time. */
  advance(ms: number): void {
    const until = this.now() + ms;
    this.#run(until);
    this.#skipped += until - this.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#tasks.length = 0;
  }

  #run(until: number): void {
    for (let first = this.#tasks[0]; first && first.due <= until; first = this.#tasks[0]) {
      this.#tasks.shift();
      this.#frozenAt = first.due;
      try {
        first.act();
      } finally {
        this.#frozenAt = undefined;
      }
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const first = this.#tasks[0];
    if (!first || this.#speed === 0) return;
    const wait = Math.min(Math.max(0, (first.due - this.now()) / this.#speed), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#run(this.now()), wait).unref();
  }
}
