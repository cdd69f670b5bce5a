import type { OpenSource, States } from '../states.ts';

/** States of a single instance: it polls whatever is followed, and knows its own pollers. */
export const memoryStates: States = {
  shared: <T>(_kind: string, open: OpenSource<T>) => open,
  hint: () => Promise.resolve(),
};
