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

  /** To be asked before a page is read. @throws ScanBudgetExceeded once the budget is used up */
  check(): void {
    if (this.#rows >= this.#max) throw new ScanBudgetExceeded(this.#max);
  }

  /** Counts the rows of a page that was read. */
  count(rows: number): void {
    this.#rows += rows;
  }
}
