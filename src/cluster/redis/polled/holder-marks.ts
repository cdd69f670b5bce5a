import type { Grant } from '../replies.ts';
import type { Mark } from './reading-order.ts';

/** The marks that a holder has heard of, and before which of them its readings began. */
export class HolderMarks {
  #heard = -1;
  #newest: Mark = { number: -1, fence: -1 };
  #beforeReading = -1;
  #beforeLast = -1;

  /** The last one before the reading began that was told last; -1: it may have begun before any. */
  get after(): number {
    return this.#beforeLast;
  }

  /** With a claim all begins anew: a reading that is under way may have begun before any mark. */
  claimed({ mark, fence }: Pick<Grant, 'mark' | 'fence'>): void {
    // One that came after the claim may have been heard of before its answer.
    this.#heard = this.#newest.fence === fence ? Math.max(this.#newest.number, mark) : mark;
    this.#beforeReading = this.#beforeLast = -1;
  }

  /**
   * One was made: `<number> <fence>`.
   * @param held the fence under which the thread is held here: of another holder's time all are known with the claim
   * @returns whether it is for this holder
   */
  hear(text: string, held: number | undefined): boolean {
    const [number = 0, fence = 0] = text.split(' ').map(Number);
    this.#newest = { number, fence };
    if (held !== fence) return false;
    this.#heard = Math.max(this.#heard, number);
    return true;
  }

  /** A reading begins. */
  begins(): void {
    this.#beforeReading = this.#heard;
  }

  /** It has ended, and is told. */
  ended(): void {
    this.#beforeLast = this.#beforeReading;
  }
}
