/** Notifies the listeners of a borrower, at all instances, that there may be something new to read. */
export class JourneyNotifier {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #elsewhere: (borrower: string) => Promise<void>;

  /** @param elsewhere notifies the other instances; rejects where that may have failed */
  constructor(elsewhere: (borrower: string) => Promise<void> = () => Promise.resolve()) {
    this.#elsewhere = elsewhere;
  }

  /** Returns a function that stops listening. */
  listen(borrower: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(borrower) ?? new Set();
    this.#listeners.set(borrower, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(borrower);
    };
  }

  /** Rejects where other instances may not learn of it. */
  notify(borrower: string): Promise<void> {
    this.#listeners.get(borrower)?.forEach((listener) => listener());
    return this.#elsewhere(borrower);
  }

  /** The same of what has been done already: those who follow it poll anyway. */
  announce(borrower: string): void {
    this.notify(borrower).catch(() => undefined);
  }
}
