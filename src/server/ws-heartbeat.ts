/** How often each connection is asked for a sign of life; one that gives none until it is asked again is cut. */
const INTERVAL_MS = 15_000;
const TICK_MS = 1_000;

/** A connection that is asked for signs of life. */
export interface Beating {
  /** Whether it has given one since it was asked. */
  isAlive: boolean;
  ping(): void;
  cut(): void;
}

/**
 * Signs of life of all connections, with one timer: a wheel of as many places as the interval has seconds, on which a
 * connection takes the place of the second in which it came.
 */
export class Heartbeat {
  readonly #places = Array.from({ length: INTERVAL_MS / TICK_MS }, () => new Set<Beating>());
  readonly #timer: NodeJS.Timeout;
  #at = 0;

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  /** Watches a connection: what is returned holds it, and is what it is to be taken out of. */
  add(connection: Beating): Set<Beating> {
    const place = this.#places[this.#at] as Set<Beating>;
    return place.add(connection);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#at = (this.#at + 1) % this.#places.length;
    for (const connection of this.#places[this.#at] ?? []) {
      if (!connection.isAlive) connection.cut();
      else {
        connection.isAlive = false;
        connection.ping();
      }
    }
  }
}
