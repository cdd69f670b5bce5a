/** Where instances write what happens between them. Messages are constants, threads are named by their hash. */
export interface ClusterLog {
  info(message: string, entry?: ClusterEntry): void;
  warn(message: string, entry?: ClusterEntry): void;
}

interface ClusterEntry {
  /** One of the threads that it is about. */
  readonly thread?: string;
  /** How many threads it is about. */
  readonly threads?: number;
  readonly ms?: number;
}
