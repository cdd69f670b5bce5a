import DataLoader from 'dataloader';

export interface Page {
  /** Cursor of the last item already seen; from the beginning when left out. Inclusive or exclusive: both are met. */
  readonly start?: string | undefined;
  readonly limit: number;
  /** What the provider itself filters by, in its own words. */
  readonly filter?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The query of a page, as the providers' lists take it. */
export const pageQuery = ({ start, limit, filter }: Page): Record<string, string | number | undefined> => ({
  start,
  limit,
  ...filter,
});

export interface CollectionSource<T> {
  /** Reads one item; null when there is none of this id. */
  one(id: string): Promise<T | null>;
  /** Reads a page in ascending order of the cursor. */
  page(page: Page): Promise<T[]>;
  idOf(item: T): string;
  /** What the provider's `start` compares with. */
  cursorOf(item: T): string;
}

/** Rows of one list call made for a batch of ids: large enough that most collections are one page. */
const BATCH_PAGE = 500;
/** Up to here, single reads in parallel are as cheap as a list. */
const FEW = 2;

/**
 * A provider's collection as one operation sees it: nothing is asked for twice, and a batch of ids is answered by
 * single reads or by the paged list, whichever costs fewer calls (the providers have no read by many ids).
 */
export class Collection<T> {
  readonly #source: CollectionSource<T>;
  readonly #seen = new Map<string, T>();
  readonly #pages = new Map<string, Promise<T[]>>();
  readonly #loader: DataLoader<string, T | null>;
  #listing = 0;

  constructor(source: CollectionSource<T>) {
    this.#source = source;
    this.#loader = new DataLoader((ids) => this.#batch(ids), { maxBatchSize: 10_000 });
  }

  /** The item of this id, or null. Items of pages already read, or being read, cost nothing. */
  byId(id: string): Promise<T | null> | T {
    return this.#seen.get(id) ?? this.#loader.load(id);
  }

  /** One page, exclusive of `start`: a provider that repeats the row of `start` is tolerated. Same page, same call. */
  page(page: Page): Promise<T[]> {
    const key = JSON.stringify([page.limit, page.start, page.filter]);
    let rows = this.#pages.get(key);
    if (!rows) {
      this.#listing += 1;
      rows = this.#read(page).finally(() => (this.#listing -= 1));
      this.#pages.set(key, rows);
    }
    return rows;
  }

  /** Takes in what is known from elsewhere (a write's answer, an event) in place of what was read before. */
  put(item: T): T {
    const id = this.#source.idOf(item);
    this.#seen.set(id, item);
    this.#loader.clear(id).prime(id, item);
    return item;
  }

  async #read({ start, limit, filter }: Page): Promise<T[]> {
    // One row more than asked for makes up for a provider that repeats the row of `start`.
    const rows = await this.#source.page({ start, limit: start === undefined ? limit : limit + 1, filter });
    const fresh = start === undefined ? rows : rows.filter((row) => this.#source.cursorOf(row) !== start);
    for (const row of fresh) if (!this.#seen.has(this.#source.idOf(row))) this.put(row);
    return fresh.slice(0, limit);
  }

  async #batch(ids: readonly string[]): Promise<(T | null | Error)[]> {
    if (this.#listing > 0) await Promise.allSettled(this.#pages.values());
    let missing = ids.filter((id) => !this.#seen.has(id));
    let failed: Error | undefined;
    if (missing.length > FEW) {
      missing = await this.#fromList(missing).catch((error: unknown) => ((failed = toError(error)), []));
    }
    const singles = new Map<string, T | null | Error>();
    await Promise.all(missing.map(async (id) => singles.set(id, await this.#source.one(id).catch(toError))));
    return ids.map((id) => this.#seen.get(id) ?? singles.get(id) ?? failed ?? null);
  }

  /** Reads pages while that promises fewer calls than single reads; answers the ids that are still missing. */
  async #fromList(ids: readonly string[]): Promise<string[]> {
    let missing = [...ids];
    let start: string | undefined;
    for (let calls = 0; calls < ids.length - 1 && missing.length > FEW; calls += 1) {
      const rows = await this.page({ start, limit: BATCH_PAGE });
      const before = missing.length;
      missing = missing.filter((id) => !this.#seen.has(id));
      const last = rows.at(-1);
      // A short page is the end of the list; a page that found less than two makes single reads the cheaper way.
      if (!last || rows.length < BATCH_PAGE || before - missing.length < 2) break;
      start = this.#source.cursorOf(last);
    }
    return missing;
  }
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** One of something per parent (the accounts of each client …), made when it is first asked for. */
export function perParent<V extends object>(make: (parent: string) => V): (parent: string) => V {
  const made = new Map<string, V>();
  return (parent) => {
    let one = made.get(parent);
    if (!one) made.set(parent, (one = make(parent)));
    return one;
  };
}
