/** When every change made from then on is sure to be heard: the first tenure that counts has begun to listen. */
export class Readiness {
  #pending: PromiseWithResolvers<void> | undefined;
  #isBegun = false;

  get promise(): Promise<void> {
    return this.#pending?.promise ?? Promise.resolve();
  }

  begin(): void {
    this.#pending = Promise.withResolvers();
    this.#isBegun = false;
  }

  /**
   * @param tenure the first that counts for a subscriber who comes now
   * @param begun the last that has begun to listen
   */
  learn(tenure: number, begun: number): void {
    const isBegun = begun >= tenure;
    if (this.#isBegun && !isBegun) this.#pending = Promise.withResolvers(); // for those who come now
    this.#isBegun = isBegun;
    if (isBegun) this.#pending?.resolve();
  }

  end(): void {
    this.#pending?.resolve();
  }
}
