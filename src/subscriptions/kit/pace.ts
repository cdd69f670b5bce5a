/** The state that a stopped poller leaves to the next one. */
export interface PollState<T> {
  /** The key may be read again at this moment, in the milliseconds of the poller's clock. */
  readonly until: number;
  /** The last reading; undefined where the last one failed. */
  readonly reading: T | undefined;
}

/** Keys beyond this number are dropped, the oldest first. */
const MAX_KEYS = 1_000;

/**
 * The pace of polling beyond the life of a poller: subscribers that leave and reconnect must not have the provider read
 * sooner than it asked for. Entries are few, since each lasts only until its key may be read again.
 */
export class Pace<T> {
  readonly #held = new Map<string, PollState<T>>();

  /** What a poller of the key has left behind, unless the key may be read at the moment `now`. */
  held(key: string, now: number): PollState<T> | undefined {
    for (const [name, { until }] of this.#held) if (until <= now) this.#held.delete(name);
    return this.#held.get(key);
  }

  hold(key: string, held: PollState<T>): void {
    this.#held.delete(key);
    this.#held.set(key, held);
    for (const name of this.#held.keys()) {
      if (this.#held.size <= MAX_KEYS) return;
      this.#held.delete(name);
    }
  }
}
