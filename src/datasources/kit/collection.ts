import DataLoader from 'dataloader';
import { MAX_SINGLE_READS, listPage } from './batch-cost.ts';
import { BadValue, Fault } from '../../faults.ts';
import type { Rows } from './decode.ts';
import type { Operation, RequestTrace } from './operation.ts';
import type { ListSize } from './list-sizes.ts';
import { placeOf, type Page } from './paging/page.ts';
import { emptyList, indexOf } from './row-index.ts';
import { SharedScan } from './paging/shared-scan.ts';

export interface CollectionSource<T> {
  /** Reads one item; null when there is none of this id. */
  one(id: string): Promise<T | null>;
  /** Reads a page in ascending order of the cursor, without the rows that could not be understood. Never backward. */
  page(page: Page): Promise<Rows<T>>;
  idOf(item: T): string;
  /** What the provider's `start` compares with. */
  cursorOf(item: T): string;
  /** What is remembered of the length of the list, and what calls are left to read it. */
  readonly size?: ListSize | undefined;
  /** Notified how a batch of ids is answered. */
  readonly trace?: Pick<RequestTrace, 'chose'> | undefined;
  /** What reading its pages is counted against. */
  readonly scanned?: Operation['scanned'];
  /** Left out where the rows are not of one operation alone. */
  readonly held?: Operation['held'];
}

type Item<T> = T | null;
type Found<T> = Item<T> | Error | Promise<Item<T>>;

/** Pages that are read at most to fill one up past rows that could not be understood. */
const MAX_REFILLS = 5;

/**
 * A provider's collection as one operation sees it: nothing is asked for twice, what is there is answered at once, and
 * a batch of ids is answered by single reads or by the paged list, whichever costs less (no provider reads many ids).
 */
export class Collection<T> {
  readonly #source: CollectionSource<T>;
  /** Made when something is put in, as the others are: most collections of an operation need but one of them. */
  #put: Map<string, T> | undefined;
  readonly #lists: T[][] = [];
  /** By what they start from and filter by: the longest page that was asked for. */
  readonly #pages = new Map<string, { limit: number; rows: Promise<T[]> }>();
  /** The cache of the loader: an id that was asked for before costs no other batch. */
  #asked: Map<string, Promise<Item<T>>> | undefined;
  #loader: DataLoader<string, Item<T>> | undefined;
  #byName: DataLoader<string, Item<T>> | undefined;
  #scan: SharedScan<T> | undefined;
  /** Lists that were made of those that were read. */
  #parts: T[][] | undefined;
  #listing = 0;
  #isOver = false;

  constructor(source: CollectionSource<T>) {
    this.#source = source;
    source.held?.by(this);
  }

  get known(): ListSize | undefined {
    return this.#source.size;
  }

  /** How many rows the list had when it was last read; undefined when that is not known. */
  get size(): number | undefined {
    return this.#source.size?.rows;
  }

  /**
   * The item of this id, or null. What is in a page that was read is answered at once; else the id joins a batch of all
   * that are asked for before the next input or output of the process (DataLoader's own schedule). Where a provider
   * names nothing, there is nothing; an id of its that is no text is its bad answer (`BadValue`).
   */
  byId(id: string): Promise<Item<T>> | T {
    if (typeof id !== 'string') return id == null ? Promise.resolve(null) : Promise.reject(new BadValue('id'));
    return this.#find(id) ?? this.#asked?.get(id) ?? this.#load(id);
  }

  /** The same, of an id that the caller names: a few of them wait for no list, which may be slow. */
  named(id: string): Promise<Item<T>> | T {
    return this.#find(id) ?? this.#asked?.get(id) ?? this.#loadNamed(id);
  }

  /** One page, exclusive of `start`: a provider that repeats the row of `start` is tolerated. Same page, same call. */
  page(page: Page): Promise<T[]> {
    if (page.isScan || page.isBackward) return this.#scanned(page);
    const key = placeOf(page);
    const known = this.#pages.get(key);
    if (known && known.limit >= page.limit) {
      return known.limit === page.limit ? known.rows : known.rows.then((rows) => this.#part(rows, page.limit));
    }
    const rows = this.#read(page);
    this.#pages.set(key, { limit: page.limit, rows });
    return rows;
  }

  /**
   * Says that about so many items will be asked for by id. If the list is what will answer them, it is read at once:
   * the promise is of that. A guess, so it is weighed without regard to the calls that are left.
   */
  expect(ids: number): Promise<unknown> | undefined {
    const limit = listPage(ids, { rows: this.size });
    if (limit === undefined) return undefined;
    this.#chose('list', ids);
    return this.page({ limit });
  }

  /** Takes in what is known from elsewhere (a write's answer, an event) in place of what was read before. */
  put(item: T): T {
    const id = this.#source.idOf(item);
    (this.#put ??= new Map()).set(id, item);
    this.#asked?.delete(id);
    return item;
  }

  /**
   * Empties the lists that it has read and given away (see `Held`), and reads no more: a search that was begun for what
   * nobody waits for any more would go on over empty lists.
   */
  letGo(): void {
    this.#isOver = true;
    for (const list of this.#lists) emptyList(list);
    for (const part of this.#parts ?? []) part.length = 0;
    this.#lists.length = 0;
    this.#parts = undefined;
  }

  #find(id: string): T | undefined {
    const put = this.#put?.get(id);
    if (put !== undefined) return put;
    const { idOf } = this.#source;
    for (const list of this.#lists) {
      const row = indexOf(list, idOf).get(id, idOf);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  async #read({ start, limit, filter }: Page): Promise<T[]> {
    // One row more than asked for makes up for a provider that repeats the row of `start`.
    const whole = { start, limit: start === undefined ? limit : limit + 1, filter };
    this.#checkWanted();
    const { scanned } = this.#source;
    this.#listing += 1;
    let rows: Rows<T>;
    try {
      scanned?.check();
      rows = await this.#source.page(whole);
      scanned?.count(rows.length);
      if (rows.leftOut !== undefined) rows = await this.#filled(whole, rows);
    } finally {
      this.#listing -= 1;
    }
    const fresh = start === undefined ? rows : rows.filter((row) => this.#source.cursorOf(row) !== start);
    this.#lists.push(fresh);
    const { size } = this.#source;
    if (size && placeOf({ start, filter }) === '') {
      size.note(fresh.length, fresh.length < limit);
    }
    return this.#part(fresh, limit);
  }

  #part(rows: T[], limit: number): T[] {
    if (rows.length <= limit) return rows;
    const part = rows.slice(0, limit);
    (this.#parts ??= []).push(part);
    return part;
  }

  #scanned(page: Page): Promise<T[]> {
    this.#scan ??= new SharedScan({
      page: (at) => this.page(at),
      cursorOf: this.#source.cursorOf,
      known: this.#source.size,
    });
    return this.#scan.page(page);
  }

  /** A page in which rows that follow replace those that were left out: a short page is the end of the list. */
  async #filled({ limit, filter }: Page, read: Rows<T>): Promise<T[]> {
    const { scanned } = this.#source;
    let page = read;
    const rows = [...page];
    for (let more = 0; more < MAX_REFILLS; more += 1) {
      const last = rows.at(-1);
      const leftOut = page.leftOut ?? 0;
      if (leftOut === 0 || !last || rows.length >= limit) break;
      scanned?.check();
      page = await this.#source.page({
        start: this.#source.cursorOf(last),
        limit: limit - rows.length + leftOut + 1,
        filter,
      });
      scanned?.count(page.length);
      const before = rows.length;
      rows.push(...page.filter((row) => this.#source.cursorOf(row) > this.#source.cursorOf(last)));
      if (rows.length === before) break;
    }
    return rows;
  }

  #load(id: string): Promise<Item<T>> {
    this.#asked ??= new Map();
    this.#loader ??= new DataLoader((ids) => this.#batch(ids) as Promise<Item<T>[]>, { cacheMap: this.#asked });
    return this.#loader.load(id);
  }

  #loadNamed(id: string): Promise<Item<T>> {
    this.#asked ??= new Map();
    this.#byName ??= new DataLoader((ids) => this.#namedBatch(ids) as Promise<Item<T>[]>, { cacheMap: this.#asked });
    return this.#byName.load(id);
  }

  async #namedBatch(ids: readonly string[]): Promise<Found<T>[]> {
    return ids.length > MAX_SINGLE_READS ? this.#batch(ids) : ids.map((id) => this.#find(id) ?? this.#one(id));
  }

  /** What a batch of ids is answered, in their order. Each single read settles its own id, whatever the others do. */
  async #batch(ids: readonly string[]): Promise<Found<T>[]> {
    if (this.#listing > 0) await Promise.allSettled([...this.#pages.values()].map(({ rows }) => rows));
    let missing = ids.filter((id) => this.#find(id) === undefined);
    let failure: Error | undefined;
    const limit = listPage(missing.length, this.#source.size);
    if (limit !== undefined) {
      this.#chose('list', missing.length);
      missing = await this.#fromList(missing, limit).catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error('The list could not be read.', { cause: error });
        return missing.filter((id) => this.#find(id) === undefined);
      });
    }
    if (failure) missing = await this.#worthReading(missing, failure);
    if (missing.length > 0) this.#chose('single reads', missing.length);
    const alone = new Map(missing.map((id) => [id, this.#one(id)]));
    return ids.map((id) => this.#find(id) ?? alone.get(id) ?? failure ?? null);
  }

  #one(id: string): Promise<Item<T>> {
    return Promise.try(() => {
      this.#checkWanted();
      return this.#source.one(id);
    });
  }

  #checkWanted(): void {
    if (this.#isOver) throw new Error('The operation that this would be read for has been answered.');
  }

  /**
   * Of ids whose list failed, those that are worth a single read: as many as may start now. Where it is not the list
   * that is at fault but perhaps the provider, the first of them is read before the others are.
   */
  async #worthReading(ids: readonly string[], failure: Error): Promise<string[]> {
    if (!(failure instanceof Fault)) return [];
    const isOutage = failure.code === 'PROVIDER_UNAVAILABLE' && !failure.notSent;
    if (failure.code !== 'PROVIDER_BAD_ANSWER' && !isOutage) return [];
    const [first, ...others] = ids.slice(0, this.#source.size?.callsLeft);
    if (first === undefined) return [];
    if (!isOutage) return [first, ...others];
    const isThere = await this.#one(first).then(
      (item) => (item && this.put(item), true),
      () => false,
    );
    return isThere ? [first, ...others].filter((id) => this.#find(id) === undefined) : [];
  }

  #chose(by: 'list' | 'single reads', ids: number): void {
    const { size, trace } = this.#source;
    if (size && trace) trace.chose(by, { list: size.list, ids, rows: size.rows, callsLeft: size.callsLeft });
  }

  /** Reads pages while that promises fewer calls than single reads; answers the ids that are still missing. */
  async #fromList(ids: readonly string[], limit: number): Promise<string[]> {
    let missing = [...ids];
    let start: string | undefined;
    let rowsRead = 0;
    for (let calls = 0; calls < ids.length - 1 && missing.length > MAX_SINGLE_READS; calls += 1) {
      const rows = await this.page({ start, limit });
      rowsRead += rows.length;
      this.#source.size?.note(rowsRead, rows.length < limit);
      const before = missing.length;
      missing = missing.filter((id) => this.#find(id) === undefined);
      const last = rows.at(-1);
      // A short page is the end of the list; a page that found less than two makes single reads the cheaper way.
      if (!last || rows.length < limit || before - missing.length < 2) break;
      start = this.#source.cursorOf(last);
    }
    return missing;
  }
}
