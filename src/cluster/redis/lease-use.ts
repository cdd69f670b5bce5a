import type { Grant, ThreadState } from './replies.ts';

/** What is kept in a thread, on top of who holds it. Called while the lease lasts, never at the same time. */
export interface LeaseUse {
  /** How long Redis remembers the thread when nobody holds it any more, in milliseconds. */
  readonly keptMs: number;
  /** The first event to be read behind what has been heard: see the script `follow`. */
  wanted(): string;
  /** What Redis knows, after everything that was published before has been heard. Answers whether there is more to read. */
  read(state: ThreadState): boolean;
  /** Something else was published: its kind, and what follows. */
  hear(kind: string, rest: Buffer): void;
  /** This instance is the holder: for the first time, or anew since Redis was away. */
  held(grant: Grant, again: boolean): void;
  /** It is no longer: another instance is, or may be. */
  lost(): void;
  /** What is known of the owner or its source has changed. */
  changed(): void;
  hint(about: string): void;
}
