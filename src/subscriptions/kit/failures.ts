import { Fault } from '../../faults.ts';

/** Consecutive faults after which a poller gives up. */
const MAX_FAULTS = 5;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;
/** Consecutive answers that an object which has been read does not exist, before a stream of it ends. */
export const CONFIRMATIONS = 3;
/** Wait before an object that is reported missing is read again. */
const ABSENT_MS = 1_000;

/** Milliseconds in which the provider wants no further reading by anybody; 0 where it does not say, or was not asked. */
export const pauseAfter = (error: unknown): number =>
  error instanceof Fault && !error.notSent ? (error.retryAfterMs ?? 0) : 0;

export interface FailureContext {
  /** Whether something has been read before. */
  readonly wasLive: boolean;
  /** Milliseconds on the poller's clock. */
  readonly now: number;
  /** How long an error that is no fault must stay before it ends the poll, in milliseconds. */
  readonly gracePeriodMs: number;
}

/**
 * What has failed since the last reading. A fault means that the provider could not be reached, any other error (there
 * is no such object) what it answered. One odd answer ends no stream that was live.
 */
export class Failures {
  #faults = 0;
  #absences = 0;
  #absentSince = 0;

  clear(): void {
    this.#faults = this.#absences = 0;
  }

  /** Milliseconds until the next reading is worth trying. Throws the error where it ends the poll. */
  waitAfter(error: unknown, { wasLive, now, gracePeriodMs }: FailureContext): number {
    if (error instanceof Fault) {
      this.#faults += 1;
      // Before the first reading only what may pass is worth waiting for.
      if (this.#faults >= MAX_FAULTS || (!wasLive && !error.retryable)) throw error;
      const bound = Math.min(FIRST_BACKOFF_MS * 2 ** this.#faults, MAX_BACKOFF_MS);
      return error.retryAfterMs ?? bound * (0.5 + Math.random() / 2);
    }
    this.#absences += 1;
    if (this.#absences === 1) this.#absentSince = now;
    const isConfirmed = !wasLive || this.#absences >= CONFIRMATIONS;
    if (isConfirmed && now - this.#absentSince >= gracePeriodMs) throw error;
    return ABSENT_MS;
  }
}
