import type { Cluster } from './cluster.ts';
import type { ClusterLog, ClusterObserver } from './log.ts';
import { memoryStates } from './memory/states.ts';
import { memoryTokens } from './memory/tokens.ts';
import { MemoryThreads } from './memory/threads.ts';
import type { ClusterSettings } from './settings.ts';

export type { Cluster } from './cluster.ts';

const SILENT: ClusterLog = { info: () => undefined, warn: () => undefined };

const UNOBSERVED: ClusterObserver = { appended: () => undefined, heard: () => undefined };

/** Joins the instances that share a Redis; a single one, with everything in its own memory, where there is none. */
export const openCluster = async (
  settings: ClusterSettings | undefined,
  log: ClusterLog = SILENT,
  observer: ClusterObserver = UNOBSERVED,
): Promise<Cluster> =>
  settings ? (await import('./redis/index.ts')).openRedisCluster(settings, log, observer) : memoryCluster();

/** A single instance: everything in its own memory. */
export const memoryCluster = (): Cluster => ({
  threads: new MemoryThreads(),
  states: memoryStates,
  tokens: memoryTokens,
  records: undefined,
  limits: undefined,
  broadcast: undefined,
  addresses: undefined,
  status: undefined,
  drain: () => Promise.resolve(),
  close: () => Promise.resolve(),
});
