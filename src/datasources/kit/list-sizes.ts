import { byteCache, type ByteCache } from './byte-cache.ts';

/** Bytes of the lists whose size is remembered: about ten thousand of them. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Where the rows of a list end, in milliseconds since the epoch, and how far they lie apart on average. */
export interface ListTail {
  readonly lastMs: number;
  readonly msPerRow: number;
}

/** What is remembered of one list, and what reading it is weighed against. */
export interface ListSize {
  /** Address of the list. */
  readonly list: string;
  /** How many rows it had when it was last read; undefined until the end of it, or a full page, was seen. */
  readonly rows: number | undefined;
  /** Whether these were all: its end was seen. */
  readonly isWhole: boolean;
  /** Calls to the provider that may start now, as its capacity and its budget of requests have it. */
  readonly callsLeft: number;
  /** What was found of its end. */
  readonly tail: ListTail | undefined;
  noteTail(tail: ListTail): void;
  note(rows: number, isWhole: boolean): void;
}

/** Lists of which no batch of ids is answered: as if none ever ended. */
export const UNBOUNDED: Pick<ListSizes, 'of'> = {
  of: (list) => ({
    ...{ list, rows: Infinity, isWhole: false, callsLeft: Infinity, tail: undefined },
    note: () => undefined,
    noteTail: () => undefined,
  }),
};

type Seen = Partial<Pick<ListSize, 'rows' | 'isWhole' | 'tail'>>;

/** How long a provider's lists were, so that the next operation can tell what reading them costs. */
export class ListSizes {
  readonly #seen = byteCache<Seen>(MAX_BYTES);
  readonly #callsLeft: () => number;

  constructor(callsLeft: () => number) {
    this.#callsLeft = callsLeft;
  }

  /** The list at this address. */
  of(list: string): ListSize {
    return new Size(list, this.#seen, this.#callsLeft);
  }
}

class Size implements ListSize {
  readonly list: string;
  readonly #seen: ByteCache<Seen>;
  readonly #callsLeft: () => number;

  constructor(list: string, seen: ByteCache<Seen>, callsLeft: () => number) {
    this.list = list;
    this.#seen = seen;
    this.#callsLeft = callsLeft;
  }

  get rows(): number | undefined {
    return this.#seen.get(this.list)?.rows;
  }

  get isWhole(): boolean {
    return this.#seen.get(this.list)?.isWhole ?? false;
  }

  get callsLeft(): number {
    return this.#callsLeft();
  }

  get tail(): ListTail | undefined {
    return this.#seen.get(this.list)?.tail;
  }

  noteTail(tail: ListTail): void {
    this.#seen.set(this.list, { ...this.#seen.get(this.list), tail });
  }

  note(rows: number, isWhole: boolean): void {
    const known = this.#seen.get(this.list);
    const isKnown = isWhole ? known?.isWhole && known.rows === rows : (known?.rows ?? -1) >= rows;
    if (!isKnown) this.#seen.set(this.list, { ...known, rows, isWhole });
  }
}
