/** Where instances write what happens between them. Messages are constants, threads are named by their hash. */
export interface ClusterLog {
  info(message: string, entry?: ClusterEntry): void;
  warn(message: string, entry?: ClusterEntry): void;
}

/** Is told how long events take. */
export interface ClusterObserver {
  /** Events were written: how many, from when the first of them was known until when, in milliseconds since the epoch. */
  appended(events: number, from: number, to: number): void;
  /** An event was heard so long after its holder knew it, by the clocks of two machines. */
  heard(ms: number): void;
}

interface ClusterEntry {
  /** One of the threads that it is about. */
  readonly thread?: string;
  /** How many threads it is about. */
  readonly threads?: number;
  readonly ms?: number;
}
