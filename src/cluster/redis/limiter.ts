/** Runs work, at most so much at the same time, in the order of the calls. */
export class Limiter {
  readonly #max: number;
  #waiting: (() => void)[] = [];
  /** Where the one that has waited for longest is: taking it from the front of a long list would move all others. */
  #first = 0;
  #running = 0;

  constructor(max: number) {
    this.#max = max;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#max) await new Promise<void>((start) => this.#waiting.push(start));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #next(): (() => void) | undefined {
    const next = this.#waiting[this.#first];
    this.#first += 1;
    if (this.#first * 2 < this.#waiting.length) return next;
    this.#waiting = this.#waiting.slice(this.#first);
    this.#first = 0;
    return next;
  }
}
