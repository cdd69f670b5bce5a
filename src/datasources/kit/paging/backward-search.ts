import type { ListSize } from '../list-sizes.ts';
import type { Stretch } from './stretches.ts';
import { leastUlidAt, timeOfUlid } from './ulid.ts';

/** Rows that one read asks for at most, and at least where it is known how close they lie. */
export const SCAN_PAGE = 500;
const SMALL_PAGE = 100;
/** Rows that are asked for beyond those that are expected, as a share of them. */
const MARGIN = 1.25;
/** How far the first read goes back where nothing is known of the list. */
const FIRST_SPAN_MS = 30 * 24 * 3_600_000;
/** By how much a read goes back further than one that found far less than was expected. */
const GROWTH = 16;
/** Before this no provider had rows. */
const EARLIEST_MS = Date.UTC(2010, 0, 1);
/** Rows from which on the distance of rows is estimated. */
const MIN_SAMPLE = 5;
/** Reads that begin in a gap; from then on rows are read one after the other. */
const MAX_JUMPS = 16;

/** What is remembered of a list. */
export type KnownList = Pick<ListSize, 'rows' | 'isWhole' | 'tail' | 'noteTail'>;

interface Gap {
  /** Rows before this are looked for; undefined: the last of the list. */
  readonly end: string | undefined;
  /** What is known directly below `end`. */
  readonly cover: Stretch<unknown> | undefined;
  /** What is known further below. */
  readonly below: Stretch<unknown> | undefined;
  /** Rows that are kept and that are missing. */
  readonly missing: number;
}

interface Read {
  /** '' is the beginning of the list. */
  readonly start: string;
  readonly limit: number;
}

/**
 * Looks for the rows before a cursor in a list that the provider pages upwards only (contract parameter `Start`). The
 * cursors are ULIDs in the order of creation, so that a cursor can be made from a time: a read begins so far back as
 * the missing rows are expected to reach. If it finds too few, the next one goes back further, by leaps; if there are
 * too many, the next one jumps over those that were read, closer to the end.
 *
 * Costs one read where it is remembered how close the rows lie; else two as a rule, and some more where the last rows
 * are old. Where cursors are no ULIDs the list is read from its beginning.
 */
export class BackwardSearch {
  readonly #known: KnownList | undefined;
  readonly #now = Date.now();
  #jumps = 0;
  #span = 0;
  /** What was asked for by the last read, if it was one that went back. */
  #last: { readonly top: string | undefined; readonly read: number; readonly expected: number } | undefined;
  #isUneven = false;

  constructor(known: KnownList | undefined) {
    this.#known = known;
  }

  /** What to read next. */
  next({ end, cover, below, missing }: Gap): Read {
    const onward = { start: below?.to ?? '', limit: SCAN_PAGE };
    const top = cover?.from ?? end;
    const latestMs = below ? this.#now : (this.#known?.tail?.lastMs ?? this.#now);
    const topMs = top === undefined ? latestMs : timeOfUlid(top);
    if (topMs === undefined) return onward;
    const read = cover?.read ?? 0;
    const isPoor = this.#judgeLast(top, read);
    if (!below && (cover ? this.#restFitsOnePage(cover, topMs) : this.#fitsOnePage)) return onward;

    const spacing = (cover && spacingOf(cover)) ?? this.#known?.tail?.msPerRow;
    const rows = rowsToRead(missing, cover);
    const startMs = topMs - this.#spanFor(spacing === undefined ? undefined : spacing * rows, isPoor);
    const start = startMs < EARLIEST_MS ? '' : leastUlidAt(startMs);
    if (below && (this.#isUneven || start <= below.to)) {
      const jumpMs = this.#jump(below, topMs, rows);
      if (jumpMs === undefined) return { ...onward, limit: cover ? pageOf(expectedIn(below, topMs)) : SCAN_PAGE };
      this.#last = { top, read, expected: rows };
      return { start: leastUlidAt(jumpMs), limit: SCAN_PAGE };
    }
    this.#last = { top, read, expected: rows };
    const limit = spacing === undefined ? SCAN_PAGE : pageOf(rows);
    return { start, limit };
  }

  /** Whether the last read that went back reached what was known, and found far less than was expected. */
  #judgeLast(top: string | undefined, read: number): boolean {
    const last = this.#last;
    this.#last = undefined;
    const isPoor = last !== undefined && last.top !== top && read - last.read < last.expected / 4;
    this.#isUneven ||= isPoor;
    return isPoor;
  }

  #spanFor(estimate: number | undefined, isPoor: boolean): number {
    this.#span = isPoor ? Math.max(estimate ?? 0, this.#span * GROWTH) : (estimate ?? FIRST_SPAN_MS);
    return this.#span;
  }

  /** Remembers how close the rows lie that were found, and where the last of the list is. */
  note(cover: Stretch<unknown>): void {
    const msPerRow = spacingOf(cover);
    const lastMs = cover.isEnd ? timeOfUlid(cover.last) : this.#known?.tail?.lastMs;
    if (msPerRow !== undefined && lastMs !== undefined) this.#known?.noteTail({ msPerRow, lastMs });
  }

  get #fitsOnePage(): boolean {
    const { isWhole = false, rows = Infinity } = this.#known ?? {};
    return isWhole && rows < SCAN_PAGE;
  }

  /** Whether the rows before those that are known are so few that one read from the beginning has them all. */
  #restFitsOnePage({ begins, to, isEnd, read }: Stretch<unknown>, topMs: number): boolean {
    const [since, last] = [timeOfUlid(begins), timeOfUlid(to)];
    if (since === undefined || last === undefined) return false;
    const extent = (isEnd ? Math.max(last, this.#now) : last) - since;
    return extent > 0 && (read * (topMs - EARLIEST_MS)) / extent < SCAN_PAGE;
  }

  /** The time to begin at in the gap above what was read; undefined where reading on is as good. */
  #jump(below: Stretch<unknown>, topMs: number, rows: number): number | undefined {
    const gap = topMs - (timeOfUlid(below.to) ?? topMs);
    this.#jumps += 1;
    if (gap <= 2 || expectedIn(below, topMs) <= SCAN_PAGE || this.#jumps > MAX_JUMPS) return undefined;
    return topMs - (this.#isUneven ? gap / 2 : Math.min(gap / 2, Math.max((spacingOf(below) ?? 0) * rows, 1)));
  }
}

/** Milliseconds between two rows, on average; undefined where too few were read. */
function spacingOf({ begins, last, read }: Stretch<unknown>): number | undefined {
  const extent = (timeOfUlid(last) ?? 0) - (timeOfUlid(begins) ?? Infinity);
  return read < MIN_SAMPLE || extent <= 0 ? undefined : extent / read;
}

/** How many rows lie between what was read and a moment, if they lie as close; none where that is not known. */
const expectedIn = (below: Stretch<unknown>, topMs: number): number =>
  (topMs - (timeOfUlid(below.to) ?? topMs)) / (spacingOf(below) ?? Infinity);

/** The page in which so many rows are expected before those that are known. */
const pageOf = (rows: number): number => Math.min(Math.max(Math.ceil(rows * MARGIN), SMALL_PAGE), SCAN_PAGE);

/** Rows to read for those that are missing: more of them where few are kept, and half as many again. */
function rowsToRead(missing: number, cover: Stretch<unknown> | undefined): number {
  const perKept = cover ? cover.read / Math.max(cover.rows.length, 1) : 1;
  return Math.min(Math.ceil(missing * Math.max(perKept, 1) * 1.5) + MIN_SAMPLE, SCAN_PAGE * 0.8);
}
