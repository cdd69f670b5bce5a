interface Task {
  readonly due: number;
  readonly act: () => void;
}

/**
 * The time of a sandbox. It runs `speed` times as fast as the machine's (0: it stands still and moves by `advance`
 * alone), and everything that a simulator does later is scheduled here, so that tests never sleep.
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

  /** Calls `act` once, `delay` milliseconds of sandbox time from now. Returns how to call it off. */
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

  /** Moves the time on by `ms` and does what falls due on the way, each thing at its own moment, in order. */
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
