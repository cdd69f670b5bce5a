/** Moments in rising order, evenly spread between two days of the past. */
export class Timeline {
  readonly #step: number;
  #time: number;

  /** @param count how many moments will be asked for, at most */
  constructor(from: string, to: string, count: number) {
    this.#time = Date.parse(from);
    this.#step = Math.max(1, Math.floor((Date.parse(to) - this.#time) / (count + 1)));
  }

  next(): number {
    this.#time += this.#step;
    return this.#time;
  }
}
