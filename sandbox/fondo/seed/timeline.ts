/** Ascending timestamps, evenly distributed between two past dates. */
export class Timeline {
  readonly #step: number;
  #time: number;

  /** @param count maximum number of timestamps requested */
  constructor(from: string, to: string, count: number) {
    this.#time = Date.parse(from);
    this.#step = Math.max(1, Math.floor((Date.parse(to) - this.#time) / (count + 1)));
  }

  next(): number {
    this.#time += this.#step;
    return this.#time;
  }
}
