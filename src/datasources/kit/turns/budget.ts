/** The budget of calls per second of one provider. */
export interface Budget {
  /**
   * Whether a call may start now. A budget that is shared is asked for a token where it may not: `granted` says when to
   * look again.
   * @param reserved the share of the budget that calls of this kind leave for more urgent ones
   * @param waiting calls of this kind that wait
   */
  mayStart(reserved: number, waiting: number): boolean;
  /** A call of this kind has started. */
  spend(reserved: number): void;
  /** Calls of this kind that may start, one after the other. */
  left(reserved: number): number;
}

/** What there must be of tokens for a call that leaves this share to others. */
export const leastTokens = (reserved: number, perSecond: number): number => Math.max(1, reserved * perSecond);

/** The budget of one instance: a bucket of tokens with one second of burst. */
export class OwnBudget implements Budget {
  readonly #perSecond: () => number;
  #tokens: number;
  #filledAt = performance.now();

  /** @param perSecond above 0; asked at each use */
  constructor(perSecond: () => number, tokens = perSecond()) {
    this.#perSecond = perSecond;
    this.#tokens = tokens;
  }

  mayStart(reserved: number): boolean {
    return this.#refilled() >= leastTokens(reserved, this.#perSecond());
  }

  spend(): void {
    this.#tokens -= 1;
  }

  left(reserved: number): number {
    return this.#refilled() - leastTokens(reserved, this.#perSecond()) + 1;
  }

  /** The tokens there are by now. */
  #refilled(): number {
    const now = performance.now();
    const fresh = ((now - this.#filledAt) / 1000) * this.#perSecond();
    this.#tokens = Math.min(Math.max(1, this.#perSecond()), this.#tokens + fresh);
    this.#filledAt = now;
    return this.#tokens;
  }
}
