import { ScanBudgetExceeded } from '../../../problem.ts';

/**
 * Rows of lists that one operation may make the gateway read. Its cost says what it can return; where rows are filtered
 * by the gateway, or hidden from the caller, far more may have to be read for it.
 */
export class ScanBudget {
  readonly #max: number;
  #rows = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows;
  }

  /** The same budget for another operation. */
  fresh(): ScanBudget {
    return new ScanBudget(this.#max);
  }

  /** Reads a page of a list. Rejects with `ScanBudgetExceeded`, and reads nothing, once the budget is used up. */
  page<P extends readonly unknown[]>(read: () => Promise<P>): Promise<P> {
    if (this.#rows >= this.#max) return Promise.reject(new ScanBudgetExceeded(this.#max));
    return read().then((page) => {
      this.#rows += page.length;
      return page;
    });
  }
}
