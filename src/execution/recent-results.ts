import type { ExecutedEvent } from './executed-event.ts';

/** What is executed, or was, by its event. */
export type Results = WeakMap<object, ExecutedEvent>;

interface Entry {
  readonly results: Results;
  readonly event: WeakRef<object>;
  readonly bytes: number;
}

/** Serialised bytes of the results that all executions retain together. */
const MAX_BYTES = 4 << 20;

/**
 * Bounds what is retained of results for subscribers who are behind the others. Without its result an event is executed
 * again for them.
 */
export class RecentResults {
  readonly #entries = new Set<Entry>();
  #bytes = 0;

  note(results: Results, event: object, bytes: number): void {
    this.#entries.add({ results, event: new WeakRef(event), bytes });
    this.#bytes += bytes;
    for (const entry of this.#entries) {
      if (this.#bytes <= MAX_BYTES) return;
      this.#entries.delete(entry);
      this.#bytes -= entry.bytes;
      const old = entry.event.deref();
      if (old) entry.results.delete(old);
    }
  }
}
