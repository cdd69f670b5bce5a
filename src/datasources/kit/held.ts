/** What holds much for one operation, and lets go of it once its answer is written. */
export interface Holder {
  letGo(): void;
}

/**
 * What one operation holds: lists that were read for it alone, and parts of its answer. Whoever has written the answer
 * lets go of all of it. A promise keeps what it was settled with, and one that has waited for a provider while young
 * garbage was collected twice is old to V8, which keeps whatever old objects refer to until it collects those as well.
 * With many operations at the same time every row would be copied twice, and carried among the old ones.
 */
export class Held {
  #holders: Holder[] | undefined;
  #parts: object[] | undefined;

  /** Is told once the answer is written. What it has given away is then empty: nobody else may be using it. */
  by(holder: Holder): void {
    (this.#holders ??= []).push(holder);
  }

  /** An object or a list of which nothing but the answer consists: it will be emptied. */
  part(part: object): void {
    (this.#parts ??= []).push(part);
  }

  letGo(): void {
    for (const holder of this.#holders ?? []) holder.letGo();
    for (const part of this.#parts ?? []) empty(part);
    this.#holders = this.#parts = undefined;
  }
}

function empty(part: object): void {
  if (Array.isArray(part)) part.length = 0;
  else for (const key in part) (part as Record<string, unknown>)[key] = undefined;
}
