import type { Broadcast } from './broadcast.ts';
import type { SharedLimits } from './limits.ts';
import type { Records } from './records.ts';
import type { States } from './states.ts';
import type { Threads } from './threads.ts';
import type { Tokens } from './tokens.ts';

/** The ends of addresses that are given to a provider: what they are about travels in them, sealed. */
export interface SealedAddresses {
  /** A text for an address, of at most so long a life, in milliseconds. */
  seal(about: string, lifeMs: number): string;
  /** What was sealed by any of the instances; undefined for anything else, and for what is too old. */
  open(sealed: string): string | undefined;
}

/** What instances of the gateway share, so that several behave as one. */
export interface Cluster {
  readonly threads: Threads;
  readonly states: States;
  readonly tokens: Tokens;
  /** Undefined for a single instance, which keeps such values in its own memory. */
  readonly records: Records | undefined;
  /** Budgets and rates that count for all instances; undefined for a single instance, which counts for itself. */
  readonly limits: SharedLimits | undefined;
  /** Undefined for a single instance: there is nobody to be told. */
  readonly broadcast: Broadcast | undefined;
  /** Seals what providers hand back to any of the instances; undefined for a single instance. */
  readonly addresses: SealedAddresses | undefined;
  /** How this instance stands with the others; undefined for a single one. */
  readonly status: (() => ClusterStatus) | undefined;
  /** Hands over what this instance holds to those that follow it elsewhere; takes nothing over any more. */
  drain(): Promise<void>;
  /** Gives up what is left. */
  close(): Promise<void>;
}

/** How an instance stands with the others. */
export interface ClusterStatus {
  /** Whether what they share can be reached. */
  readonly isUp: boolean;
  /** Instances whose session has not ended, this one included. */
  readonly members: number;
  /** Threads that are followed or held here, and those of them that are held. */
  readonly followed: number;
  readonly held: number;
  /** What all instances hold, by kind of thread, as of their last signs of life. */
  readonly all: ReadonlyMap<string, HeldThreads>;
  /** Steps that wait to be written. */
  readonly queued: number;
  readonly counts: Readonly<Counts>;
  /** Commands that were answered, and those that were not in time, or not at all. */
  readonly commands: { readonly answered: number; readonly failed: number };
}

export interface HeldThreads {
  readonly held: number;
  /** Those of them whose source is live. */
  readonly live: number;
}

/** What an operator wants to know of an instance, counted since its start. */
export interface Counts {
  /** Threads claimed, and those of them whose holder before had died or was about to stop. */
  claims: number;
  takeovers: number;
  /** Writes that were refused since another instance had taken over. */
  fenced: number;
  /** Reads of events that followers had not heard. */
  gaps: number;
  /** Events appended again since Redis had lost them. */
  appendedAgain: number;
  /** Subscriptions that went on from a cursor, and those that could not. */
  resumed: number;
  expired: number;
  /** Entries that could not be opened: forged, or sealed with a secret that this instance does not know. */
  unreadable: number;
}

export const NO_COUNTS: Readonly<Counts> = {
  claims: 0,
  takeovers: 0,
  fenced: 0,
  gaps: 0,
  appendedAgain: 0,
  resumed: 0,
  expired: 0,
  unreadable: 0,
};
