import { Bounded } from '../bounded.ts';

/** Lists whose size is remembered. */
const MAX_LISTS = 10_000;

/** What is remembered of one list: how many rows it had when it was last read. */
export interface Size {
  /** Undefined until the end of the list, or a full page of it, was seen. */
  readonly rows: number | undefined;
  note(rows: number): void;
}

/** Lists of which no batch of ids is answered: as if none ever ended. */
export const ENDLESS: Pick<Sizes, 'of'> = { of: () => ({ rows: Infinity, note: () => undefined }) };

/** How long a provider's lists were, so that the next operation can tell what reading them costs. */
export class Sizes {
  readonly #rows = new Bounded<string, number>(MAX_LISTS);

  /** The list at this address. */
  of(address: string): Size {
    const rows = this.#rows;
    return {
      get rows() {
        return rows.peek(address);
      },
      note: (count) => void rows.set(address, count),
    };
  }
}
