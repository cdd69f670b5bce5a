import type { LogOptions } from '../../cluster/event-log.ts';
import { RELAY_DEFAULTS, type RelayOptions } from './relay-options.ts';

export interface ChannelOptions {
  readonly relay: RelayOptions;
  readonly log: LogOptions;
  /** How long the socket of a client stays open after its last subscriber left. */
  readonly lingerMs: number;
  /** Events that wait for a slow subscriber before it is disconnected, by number and by bytes. */
  readonly maxQueue: number;
  readonly maxQueueBytes: number;
  /** How long a stream may be without its socket before its subscribers are notified that it is delayed. */
  readonly delayedAfterMs: number;
}

export const CHANNEL_DEFAULTS: ChannelOptions = {
  relay: RELAY_DEFAULTS,
  log: { maxEvents: 10_000, maxBytes: 16 << 20, maxAgeMs: 600_000 },
  lingerMs: 1_000,
  maxQueue: 1_000,
  maxQueueBytes: 16 << 20, // takes no more: the log holds the same events
  delayedAfterMs: 2_000,
};

/** Is told what becomes of a channel. */
export interface ChannelUse {
  /** It has a subscriber again. */
  followed(): void;
  /** It has had none for a while: its log is kept for those who come back. */
  rested(): void;
  /** Nothing of it is worth keeping any more. */
  forgotten(): void;
}
