import { setTimeout as delay } from 'node:timers/promises';
import { atPriority } from '../../datasources/kit/scheduler.ts';
import { Fault } from '../../faults.ts';
import type { Sink } from './shared-source.ts';

export interface Poll<T> {
  /** One reading, made fresh. */
  read(signal: AbortSignal): Promise<T>;
  /** Two readings of the same version are the same news. */
  version(reading: T): string;
  isFinal(reading: T): boolean;
  /** Milliseconds until the next reading. */
  everyMs(reading: T): number;
  /** After so many milliseconds in all it ends, whatever the state. */
  maxMs: number;
  /** Least time between two readings, in milliseconds, whatever `everyMs` says and however often there may be news. */
  minMs?: number;
  time?: Time;
}

/** The time in which a poller lives. */
export interface Time {
  now(): number;
  /** Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>;
}

const REAL_TIME: Time = {
  now: () => Date.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal, ref: false }),
};

/** Failures in a row after which a poller gives up. */
const MAX_FAILURES = 5;
const MAX_BACKOFF_MS = 30_000;
const MIN_GAP_MS = 200;

/** Stops a poller. */
export interface Stop {
  (): void;
  /**
   * There may be news: read at once instead of at the end of the interval. Answers whether what was told last is too old
   * to be shown meanwhile; false just after a reading, while the next one waits for the least time.
   */
  now(): boolean;
}

/**
 * Publishes the first reading and each one that differs from the one before, up to the final one; confirms the others. Rides out a failing
 * provider for a while (backing off, honouring `Retry-After`). Answers how to stop it.
 */
export function poll<T>(options: Poll<T>, sink: Sink<T>): Stop {
  const { read, version, isFinal, everyMs, maxMs, minMs = MIN_GAP_MS, time = REAL_TIME } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const until = time.now() + maxMs;
  let hint = new AbortController();
  let isFresh = false;

  /** Waits, up to the end of all polling; after the least wait a hint cuts it short, unless the provider asked for it. */
  async function rest(ms: number, isHintable: boolean): Promise<void> {
    const whole = Math.min(Math.max(ms, minMs), Math.max(0, until - time.now()));
    const fixed = isHintable ? Math.min(minMs, whole) : whole;
    if (fixed > 0) await time.wait(fixed, signal);
    isFresh = false;
    if (whole === fixed || hint.signal.aborted) return;
    await time.wait(whole - fixed, AbortSignal.any([signal, hint.signal])).catch(() => signal.throwIfAborted());
  }

  async function run(): Promise<void> {
    let last: string | undefined;
    let failures = 0;
    while (time.now() < until) {
      let wait: number;
      hint = new AbortController();
      try {
        const reading = await atPriority('poll', () => read(signal));
        failures = 0;
        isFresh = true;
        const current = version(reading);
        if (current !== last) sink.publish(reading);
        else sink.confirm();
        last = current;
        if (isFinal(reading)) return;
        wait = everyMs(reading);
      } catch (error) {
        failures += 1;
        if (!(error instanceof Fault) || !error.retryable || failures >= MAX_FAILURES) throw error;
        wait = error.retryAfterMs ?? Math.min(1_000 * 2 ** failures, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
      }
      await rest(wait, failures === 0);
    }
  }

  run().then(
    () => sink.end(),
    (error: unknown) => (signal.aborted ? undefined : sink.end(error as Error)),
  );
  const now = (): boolean => {
    hint.abort();
    return !isFresh;
  };
  return Object.assign(() => controller.abort(), { now });
}
