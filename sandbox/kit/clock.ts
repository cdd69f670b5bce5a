interface Task {
  readonly due: number;
  readonly act: () => void;
  /** Whether it comes again, and survives `clear`. */
  readonly lasting?: true;
}

/**
 * A virtual clock. It runs at `speed` times real time (0: it is stopped and advances only through `advance`),
 * and all deferred work of the simulators is scheduled on it, so that tests need no real delays.
 */
export class Clock {
  readonly #tasks: Task[] = [];
  #speed: number;
  /** Sandbox time and real time of the last change of the speed. */
  #base = Date.now();
  #since = this.#base;
  #frozenAt: number | undefined;
  /** The time up to which tasks are run at present, or were last. */
  #until = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(speed = 1) {
    this.#speed = speed;
  }

  /** Milliseconds since the epoch, in sandbox time. */
  now(): number {
    return this.#frozenAt ?? this.#base + (Date.now() - this.#since) * this.#speed;
  }

  /** ISO 8601 in UTC with milliseconds, `delay` milliseconds from now. */
  iso(delay = 0): string {
    return new Date(this.now() + delay).toISOString();
  }

  /** Relative to real time; 0: stopped. The time itself does not jump when it is set. */
  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#base = this.now();
    this.#since = Date.now();
    this.#speed = speed;
    this.#arm();
  }

  /** Calls `act` once, after `delay` milliseconds of sandbox time. Returns a function that cancels it. */
  after(delay: number, act: () => void): () => void {
    const task = this.#put({ due: this.now() + delay, act });
    return () => this.#drop(task);
  }

  /**
   * Calls `act` again and again, `ms` milliseconds of sandbox time apart, but once alone where the time advances by more
   * than that. Returns a function that stops it.
   */
  every(ms: number, act: () => void): () => void {
    const next = (due: number): Task =>
      this.#put({
        due,
        lasting: true,
        act: () => {
          task = next(due + ms * (1 + Math.floor(Math.max(0, this.#until - due) / ms)));
          act();
        },
      });
    let task = next(this.now() + ms);
    return () => this.#drop(task);
  }

  /** How much is scheduled once, and when the first of it is due. */
  get scheduled(): { readonly count: number; readonly next: number | undefined } {
    const once = this.#tasks.filter(({ lasting }) => !lasting);
    return { count: once.length, next: once[0]?.due };
  }

  /** Advances the time by `ms` and runs the timers that become due, in order, each at its scheduled time. */
  advance(ms: number): void {
    const until = this.now() + ms;
    this.#run(until);
    this.#base += until - this.now();
    this.#arm();
  }

  /** Forgets everything that is scheduled once; what comes again goes on. */
  clear(): void {
    this.#tasks.splice(0, Infinity, ...this.#tasks.filter(({ lasting }) => lasting));
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#tasks.length = 0;
  }

  #put(task: Task): Task {
    const place = this.#tasks.findIndex(({ due }) => due > task.due);
    this.#tasks.splice(place < 0 ? this.#tasks.length : place, 0, task);
    this.#arm();
    return task;
  }

  #drop(task: Task): void {
    const at = this.#tasks.indexOf(task);
    if (at >= 0) this.#tasks.splice(at, 1);
  }

  #run(until: number): void {
    this.#until = until;
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
