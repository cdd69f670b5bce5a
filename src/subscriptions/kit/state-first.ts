import { interruptible } from './interruptible.ts';

export interface StateFirst<T> {
  /** Every change from now on. It has joined its source already, so nothing between the reading and it is missed. */
  readonly changes: AsyncGenerator<T, void>;
  /** Resolves when changes made after it are sure to arrive in `changes`; the reading waits for it. */
  readonly ready?: Promise<void> | undefined;
  /** Reads the present state, fresh; null when there is none (yet). */
  present(): Promise<T | null>;
  /** Whether a change is not yet in the state that was read at this time. */
  isNewer(change: T, state: T, readMs: number): boolean;
}

/** The present state first, then every newer one: no change between the two is lost, none is delivered twice. */
export const stateFirst = <T>({ changes, ready, present, isNewer }: StateFirst<T>): AsyncGenerator<T, void> =>
  interruptible(async function* (signal) {
    signal.addEventListener('abort', () => void changes.return(), { once: true });
    try {
      await ready;
      let state = await present();
      const readMs = Date.now();
      if (state !== null) yield state;
      for await (const change of changes) {
        if (state !== null && !isNewer(change, state, readMs)) continue;
        state = null; // what follows is in the order of the stream
        yield change;
      }
    } finally {
      await changes.return();
    }
  }, changes);
