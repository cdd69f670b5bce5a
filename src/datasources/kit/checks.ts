import { InvalidInput, type FieldProblem } from '../../problem.ts';

/** Gathers every fault of an input before anything is sent. */
export class Checks {
  readonly #faults: FieldProblem[] = [];

  /** Notes a fault at a path of the caller's input unless the condition holds. */
  expect(holds: boolean, path: string, message: string): void {
    if (!holds) this.#faults.push({ path, message });
  }

  /** Throws `InvalidInput` with all faults found so far, if any. */
  done(): void {
    if (this.#faults.length > 0) throw new InvalidInput(this.#faults);
  }
}

/** A decimal text with at most so many decimals, judged as text: 19.99 has two, whatever a double makes of it. */
export const hasDecimals = (decimal: string, atMost: number): boolean =>
  (decimal.split('.')[1] ?? '').replace(/0+$/, '').length <= atMost;

/** Above zero, judged as text. */
export const isPositive = (decimal: string): boolean => !decimal.startsWith('-') && /[1-9]/.test(decimal);
