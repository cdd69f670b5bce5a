import type { FondoEvent } from '../../datasources/fondo/events.ts';

/** Bytes of the events that wait while the relay catches up. */
const MAX_BYTES = 8 << 20;

/** Events that came while the relay was not live, in the order of their arrival. */
export class EventBuffer {
  readonly #maxCount: number;
  #events: FondoEvent[] = [];
  #bytes = 0;
  /** Set when there were too many and all were discarded. */
  overflowed = false;

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  push(event: FondoEvent): void {
    this.#bytes += event.bytes ?? 0;
    if (this.#events.length < this.#maxCount && this.#bytes <= MAX_BYTES) return void this.#events.push(event);
    this.take();
    this.overflowed = true;
  }

  /** What waits; from then on nothing does. */
  take(): FondoEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return events;
  }
}
