/** What stops a read: an `AbortSignal`, or the signal of a `Stop`. */
export interface StopSignal {
  readonly aborted: boolean;
  /** Why, once it is aborted. */
  readonly reason: Error;
  throwIfAborted(): void;
  addEventListener(type: 'abort', act: () => void, options?: { readonly once: true }): void;
  removeEventListener(type: 'abort', act: () => void): void;
}

/**
 * Controller and signal in one, for what is stopped inside the gateway: each read has some of them and hardly one is ever
 * used, while an `AbortController` with two listeners costs as much as a call through the breaker. Each act is done once.
 */
export class Stop implements StopSignal {
  aborted = false;
  reason!: Error;
  /** Nearly always there is one, or none. */
  #act: (() => void) | undefined;
  #others: Set<() => void> | undefined;

  /** Does what listens. Said again, it changes nothing. */
  abort(reason: Error = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#act?.();
    for (const act of this.#others ?? []) act();
    this.#act = this.#others = undefined;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  addEventListener(_type: 'abort', act: () => void): void {
    if (this.aborted) return;
    if (this.#act) (this.#others ??= new Set()).add(act);
    else this.#act = act;
  }

  removeEventListener(_type: 'abort', act: () => void): void {
    if (this.#act === act) this.#act = undefined;
    else this.#others?.delete(act);
  }
}

/** The same as an `AbortSignal`, for what takes no other. */
export function abortSignalOf(signal: StopSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  if (signal.aborted) return AbortSignal.abort(signal.reason);
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  return controller.signal;
}
