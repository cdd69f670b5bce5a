import type { Admitted } from './change-tracker.ts';

/**
 * The state of a relay.
 * - `CONNECTING`: the socket is being opened.
 * - `CATCHING_UP`: it is open and its events wait, while the lists are read for what was missed.
 * - `LIVE`: every event is published as it arrives.
 * - `SILENT`: nothing came for too long, heartbeat included: the socket counts as dead and is opened anew at once.
 * - `BACKING_OFF`: the socket or a reading failed; it waits before it begins again.
 */
export type RelayState = 'CONNECTING' | 'CATCHING_UP' | 'LIVE' | 'SILENT' | 'BACKING_OFF';

export interface RelayOptions {
  /** Silence after which a socket counts as dead. Fondo's heartbeat comes every 30 s (inferred). */
  readonly silenceMs: number;
  /** First and longest wait before another attempt; each wait is drawn at random below the doubled one before. */
  readonly backoffMs: readonly [first: number, longest: number];
  /** How far before the last change seen a catching up begins to read. */
  readonly overlapMs: number;
  /** Events that wait while the relay catches up; with more it discards them and reads the lists once more. */
  readonly maxBuffer: number;
  /** Objects of a client that the relay remembers. */
  readonly maxKnown: number;
}

export const RELAY_DEFAULTS: RelayOptions = {
  silenceMs: 90_000,
  backoffMs: [1_000, 60_000],
  overlapMs: 120_000,
  maxBuffer: 10_000,
  maxKnown: 20_000,
};

/** What a relay reports. */
export interface RelayListener {
  enter(state: RelayState): void;
  /** From now on every change will be published. */
  begun(): void;
  /** @param before whether they happened before this relay was started, for subscribers that resume */
  publish(changes: readonly Admitted[], before: boolean): void;
  /** Fondo has no such client, or not for us: a read of it says so. It is not tried again. */
  end(error: Error): void;
}
