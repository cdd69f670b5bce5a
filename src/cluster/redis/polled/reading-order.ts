/** A moment that Redis has marked: what is read by somebody who has heard of it is read after it. */
export interface Mark {
  readonly number: number;
  /** Of the thread at that moment. */
  readonly fence: number;
}

/** When a state was read, and written. */
export interface ReadAt {
  /** Under which it was written. */
  readonly fence: number;
  /** The last mark that its holder had heard of when the reading began; -1: it may have begun before any. */
  readonly after: number;
  /** Rises with each write and mark of the thread. */
  readonly number: number;
}

/** `<fence> <after> <number>`, as the script `put` writes it. */
export function readAt(text: string): ReadAt {
  const [fence = 0, after = -1, number = 0] = text.split(' ').map(Number);
  return { fence, after, number };
}

/** The parts of a state as it is published: when it was read, and the sealed state. */
export function partsOfState(message: Buffer): { readonly at: ReadAt; readonly sealed: Buffer } {
  let end = -1;
  for (let words = 0; words < 3; words += 1) end = message.indexOf(' ', end + 1);
  return { at: readAt(message.subarray(0, end).toString()), sealed: message.subarray(end + 1) };
}

/** What is to be told; without a text the last one still holds. */
export interface Taken {
  readonly text: string | undefined;
}

type Written = Pick<ReadAt, 'fence' | 'number'>;

/** Whether the first was written after the second, to the same store. */
export const isLater = (one: Written, other: Written): boolean =>
  one.fence > other.fence || (one.fence === other.fence && one.number > other.number);

/**
 * Which of the states that instances share are later than what the subscribers of this one were told. Of one store the
 * fence and the number of a write say so. What was read here without it can be compared with nothing: it is followed by
 * what somebody began to read after a mark that was made later. No clock is compared with another.
 */
export class ReadingOrder {
  #name: string | undefined;
  #last: Written | undefined;
  /** What is admitted was read after it; 'unmade': there has been no mark yet since the last reading of this instance. */
  #mark: Mark | 'unmade' | undefined;
  #turn = 0;
  /** The state that the others share, while what was read here has been told instead. */
  #shared: { readonly text: string; readonly at: ReadAt } | undefined;

  /** Whether a reading of this instance was told that no state in Redis is known to follow. */
  get isAhead(): boolean {
    return this.#mark !== undefined;
  }

  /** What a mark is to be made for: see `marked`; undefined where none is to be made. */
  get unmarkedTurn(): number | undefined {
    return this.#mark === 'unmade' ? this.#turn : undefined;
  }

  /** A reading of this instance is told, and not by way of Redis. */
  toldDirectly(): void {
    this.#turn += 1;
    this.#mark = 'unmade';
  }

  /** The log of the thread has this name: with another one Redis has forgotten what it had numbered. */
  named(name: string | undefined): void {
    if (name === undefined || name === this.#name) return;
    const isFirst = this.#name === undefined;
    this.#name = name;
    if (isFirst) return;
    this.#last = this.#shared = undefined;
    this.toldDirectly();
  }

  /** This instance is the holder from this moment on. */
  claimed(mark: Mark): void {
    if (this.#mark !== undefined) this.#mark = mark;
  }

  /**
   * A mark was made.
   * @param turn for which: later readings of this instance need another one
   * @returns see `take`
   */
  marked(turn: number, mark: Mark): Taken | undefined {
    if (this.#mark !== 'unmade' || turn !== this.#turn) return undefined;
    this.#mark = mark;
    return this.#shared && this.take(this.#shared.at, this.#shared.text);
  }

  /**
   * A state of Redis.
   * @param text undefined: the last one still holds
   * @returns what is to be told, where it is later than all that was told: from then on it is what was told last
   */
  take(at: ReadAt, text: string | undefined): Taken | undefined {
    const shared = this.#shared;
    const known = text ?? shared?.text;
    if (this.#admits(at)) {
      this.#shared = undefined;
      return { text: known };
    }
    const isNews = !shared || isLater(at, shared.at);
    if (this.isAhead && known !== undefined && isNews) this.#shared = { text: known, at };
    return undefined;
  }

  #admits(at: ReadAt): boolean {
    const { fence, after, number } = at;
    if (this.#last && !isLater(at, this.#last)) return false;
    const mark = this.#mark;
    if (mark !== undefined && (mark === 'unmade' || fence < mark.fence || after < mark.number)) return false;
    this.#last = { fence, number };
    this.#mark = undefined;
    return true;
  }
}
