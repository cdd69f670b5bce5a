import { randomBytes } from 'node:crypto';
import { CursorExpired, cursorOf, placeOf } from './cursor.ts';
import type { Holder } from './largest-first.ts';
import type { Retention } from './retention.ts';

export interface LogOptions {
  readonly maxEvents: number;
  /** Bytes of its events, each as it was received. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

interface Entry<T> {
  readonly item: T;
  readonly bytes: number;
  readonly at: number;
}

/**
 * The last events of one stream, each with a cursor from which a subscriber can resume. Bounded by number, bytes and
 * age, and by what all logs and queues may retain together.
 */
export class EventLog<T extends object> implements Holder {
  readonly #options: LogOptions;
  readonly #retention: Retention;
  /** Tells the cursors of this log from those of another one, and of another run of the process. */
  readonly #name = randomBytes(6).toString('base64url');
  readonly #entries: (Entry<T> | undefined)[] = [];
  /** How many of `#entries` have been dropped, and what number the first of `#entries` has. */
  #gone = 0;
  #first = 1;
  #bytes = 0;
  #isClosed = false;

  constructor(options: LogOptions, retention: Retention) {
    this.#options = options;
    this.#retention = retention;
    retention.logs.add(this);
  }

  /** Cursor of the last event; of the beginning when there is none. */
  get cursor(): string {
    return this.#toCursor(this.#next - 1);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Adds what `make` makes of the new cursor; a log that was closed retains nothing of it.
   * @param bytes of the event as it was received
   */
  append<U extends T>(bytes: number, make: (cursor: string) => U): U {
    const item = make(this.#toCursor(this.#next));
    this.#entries.push({ item, bytes, at: Date.now() });
    this.#bytes += bytes;
    this.#retention.hold(item, bytes);
    this.#trim();
    this.#retention.logs.grown(this);
    if (this.#isClosed) this.#clear();
    return item;
  }

  /** Everything that it holds, in order. */
  get items(): T[] {
    this.#trim();
    return this.#entries.slice(this.#gone).map((entry) => (entry as Entry<T>).item);
  }

  /** Every event behind a cursor, in order. Throws `CursorExpired` when some of it has been evicted, or the cursor is unknown. */
  after(cursor: string): T[] {
    this.#trim();
    const { log, position } = placeOf(cursor);
    const seen = Number(position || NaN);
    const oldest = this.#first + this.#gone;
    if (log !== this.#name || !Number.isSafeInteger(seen) || seen < oldest - 1 || seen >= this.#next) {
      throw new CursorExpired();
    }
    return this.#entries.slice(seen + 1 - this.#first).map((entry) => (entry as Entry<T>).item);
  }

  /** Drops the oldest eighth. */
  giveWay(): void {
    const target = this.#bytes - Math.max(1, this.#bytes / 8);
    while (this.#bytes > target && this.#dropOldest());
    this.#compact();
  }

  /** Drops everything: its cursors expire. */
  close(): void {
    this.#isClosed = true;
    this.#retention.logs.delete(this);
    this.#clear();
  }

  get #next(): number {
    return this.#first + this.#entries.length;
  }

  #toCursor(number: number): string {
    return cursorOf({ log: this.#name, position: String(number) });
  }

  #clear(): void {
    while (this.#dropOldest());
    this.#compact();
  }

  #trim(): void {
    const { maxEvents, maxBytes, maxAgeMs } = this.#options;
    const since = Date.now() - maxAgeMs;
    for (let entry = this.#entries[this.#gone]; entry; entry = this.#entries[this.#gone]) {
      const fits = this.#entries.length - this.#gone <= maxEvents && this.#bytes <= maxBytes;
      if (fits && entry.at >= since) break;
      this.#dropOldest();
    }
    this.#compact();
  }

  #dropOldest(): boolean {
    const entry = this.#entries[this.#gone];
    if (!entry) return false;
    this.#entries[this.#gone] = undefined;
    this.#gone += 1;
    this.#bytes -= entry.bytes;
    this.#retention.release(entry.item);
    return true;
  }

  /** Moving the rest once in a while is cheaper than with every event. */
  #compact(): void {
    if (this.#gone < 1_024 && this.#gone < this.#entries.length) return;
    this.#entries.splice(0, this.#gone);
    this.#first += this.#gone;
    this.#gone = 0;
  }
}
