import { randomBytes } from 'node:crypto';
import { Problem } from '../../problem.ts';

/** A subscriber comes back with a cursor that the log no longer holds, or never gave. */
export class CursorExpired extends Problem {
  readonly code = 'CURSOR_EXPIRED';

  constructor() {
    super(
      'What followed this cursor is no longer held. Subscribe without `after`, then read the present state with a query.',
    );
  }
}

export interface LogOptions {
  readonly maxEvents: number;
  readonly maxAgeMs: number;
}

interface Entry<T> {
  readonly item: T;
  readonly at: number;
}

/** A cursor with something of the subscriber's own; it goes on where the plain one would. */
export const withDetail = (cursor: string, detail: string): string =>
  Buffer.from(`${Buffer.from(cursor, 'base64url').toString()}.${detail}`).toString('base64url');

/** What `withDetail` has put into a cursor. */
export const detailOf = (cursor: string): string | undefined =>
  /^[^.]*\.\d+\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];

/** The last events of one stream, each with a cursor at which a subscriber can go on. Bounded by number and by age. */
export class EventLog<T> {
  readonly #options: LogOptions;
  /** Tells the cursors of this log from those of another one, and of another run of the process. */
  readonly #name = randomBytes(6).toString('base64url');
  readonly #entries: (Entry<T> | undefined)[] = [];
  /** How many of `#entries` have been let go, and what number the first of `#entries` has. */
  #gone = 0;
  #first = 1;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Cursor of the last event; of the beginning when there is none. */
  get cursor(): string {
    return this.#toCursor(this.#next - 1);
  }

  /** Adds what `make` makes of the new cursor. */
  append<U extends T>(make: (cursor: string) => U): U {
    const item = make(this.#toCursor(this.#next));
    this.#entries.push({ item, at: Date.now() });
    this.#trim();
    return item;
  }

  /** Everything behind a cursor, in order. Throws `CursorExpired` when some of it is gone, or the cursor is strange. */
  after(cursor: string): T[] {
    this.#trim();
    const [name, number] = Buffer.from(cursor, 'base64url').toString().split('.');
    const seen = Number(number);
    const oldest = this.#first + this.#gone;
    if (name !== this.#name || !Number.isSafeInteger(seen) || seen < oldest - 1 || seen >= this.#next) {
      throw new CursorExpired();
    }
    return this.#entries.slice(seen + 1 - this.#first).map((entry) => (entry as Entry<T>).item);
  }

  get #next(): number {
    return this.#first + this.#entries.length;
  }

  #toCursor(number: number): string {
    return Buffer.from(`${this.#name}.${number}`).toString('base64url');
  }

  #trim(): void {
    const { maxEvents, maxAgeMs } = this.#options;
    const since = Date.now() - maxAgeMs;
    for (let entry = this.#entries[this.#gone]; entry; entry = this.#entries[this.#gone]) {
      if (this.#entries.length - this.#gone <= maxEvents && entry.at >= since) break;
      this.#entries[this.#gone] = undefined;
      this.#gone += 1;
    }
    if (this.#gone < 1_024 && this.#gone < this.#entries.length) return;
    this.#entries.splice(0, this.#gone); // moving the rest once in a while is cheaper than with every event
    this.#first += this.#gone;
    this.#gone = 0;
  }
}
