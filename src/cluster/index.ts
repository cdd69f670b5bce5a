import { memoryStates } from './memory/states.ts';
import { MemoryThreads } from './memory/threads.ts';
import type { States } from './states.ts';
import type { Threads } from './threads.ts';

/** What instances of the gateway share, so that several behave as one. */
export interface Cluster {
  readonly threads: Threads;
  readonly states: States;
  close(): Promise<void>;
}

/** A single instance: everything in its own memory. */
export const memoryCluster = (): Cluster => ({
  threads: new MemoryThreads(),
  states: memoryStates,
  close: () => Promise.resolve(),
});
