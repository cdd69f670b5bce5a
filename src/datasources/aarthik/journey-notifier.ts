/** Notifies the listeners of a borrower that there may be something new to read. */
export class JourneyNotifier {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Returns a function that stops listening. */
  listen(borrower: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(borrower) ?? new Set();
    this.#listeners.set(borrower, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(borrower);
    };
  }

  notify(borrower: string): void {
    this.#listeners.get(borrower)?.forEach((listener) => listener());
  }
}
