import { randomInt } from 'node:crypto';

/**
 * The rows of a list by their id: made once per list, which operations may share, and stored with the list itself (a
 * weak map would carry every list over into the old generation).
 */
const INDEX = Symbol('rows by id');
type Indexed<T> = readonly T[] & { [INDEX]?: RowIndex<T> | undefined };

export function indexOf<T>(list: Indexed<T>, idOf: (item: T) => string): RowIndex<T> {
  return (list[INDEX] ??= new RowIndex(list, idOf));
}

/** Leaves nothing in a list, nor in what was stored with it. */
export function emptyList<T>(list: T[] & { [INDEX]?: RowIndex<T> | undefined }): void {
  list.length = 0;
  list[INDEX] = undefined;
}

/**
 * Rows by the ends of their ids. A map of texts enters every id that it is asked for into V8's table of all texts, which
 * makes a lookup take twice as long, and parsing of the next answer longer: it is used for those alone that end alike.
 * It keeps no function: a list that is cached would hold on to the operation that read it.
 */
export class RowIndex<T> {
  readonly #byEnd = new Map<number, T>();
  #others: Map<string, T> | undefined;

  /** The first of an id counts. */
  constructor(rows: readonly T[], idOf: (item: T) => string) {
    for (const row of rows) {
      const id = idOf(row);
      const end = endOf(id);
      const first = this.#byEnd.get(end);
      if (first === undefined) this.#byEnd.set(end, row);
      else if (idOf(first) !== id && !this.#others?.has(id)) (this.#others ??= new Map()).set(id, row);
    }
  }

  get(id: string, idOf: (item: T) => string): T | undefined {
    const row = this.#byEnd.get(endOf(id));
    return row === undefined || idOf(row) === id ? row : this.#others?.get(id);
  }
}

/** Characters of an id that tell most ids of a list from each other: of random ones, six digits of base 16. */
const END = 6;
/** Another in each process: V8 hashes numbers in a way that is known, so that ids could be chosen to share a bucket. */
const SEED = randomInt(2 ** 31);

/** A number of the last characters of an id. */
function endOf(id: string): number {
  const { length } = id;
  let end = (length + SEED) | 0;
  for (let at = length > END ? length - END : 0; at < length; at += 1)
    end = (Math.imul(end, 31) + id.charCodeAt(at)) | 0;
  return end;
}
