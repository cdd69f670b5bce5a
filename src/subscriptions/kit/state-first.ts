import { interruptible } from './interruptible.ts';

export interface StateFirst<T> {
  /** Every change from now on. It has joined its source already, so nothing between the reading and it is missed. */
  readonly changes: AsyncGenerator<T, void>;
  /** Resolves when changes made after it are sure to arrive in `changes`; the reading waits for it. */
  readonly ready?: Promise<void> | undefined;
  /** Reads the present state, fresh; null when there is none (yet). */
  present(): Promise<T | null>;
  /** Grows with every change of the object (`modifiedDate`); undefined where nothing is known of it. */
  version(state: T): string | number | null | undefined;
}

/** The present state first, then every newer one: no change between the two is lost, none is delivered twice. */
export const stateFirst = <T>({ changes, ready, present, version }: StateFirst<T>): AsyncGenerator<T, void> =>
  interruptible(async function* (signal) {
    signal.addEventListener('abort', () => void changes.return(), { once: true });
    try {
      await ready;
      const state = await present();
      if (state !== null) yield state;
      const seen = state === null ? undefined : version(state);
      for await (const change of changes) {
        const next = version(change);
        if (seen == null || next == null || next > seen) yield change;
      }
    } finally {
      await changes.return();
    }
  }, changes);
