import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../faults.ts';
import type { Sink } from './shared.ts';

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
}

/** Failures in a row after which a poller gives up. */
const MAX_FAILURES = 5;
const MAX_BACKOFF_MS = 30_000;
/** However often a poller is told that there is news, it reads no more often than this. */
const MIN_GAP_MS = 200;

/** Stops a poller. */
export interface Stop {
  (): void;
  /** There may be news: read at once instead of at the end of the interval. */
  now(): void;
}

/**
 * Publishes the first reading and each one that differs from the one before, up to the final one. Rides out a failing
 * provider for a while (backing off, honouring `Retry-After`). Answers how to stop it.
 */
export function poll<T>({ read, version, isFinal, everyMs, maxMs }: Poll<T>, sink: Sink<T>): Stop {
  const controller = new AbortController();
  const { signal } = controller;
  const until = Date.now() + maxMs;
  let hint = new AbortController();

  async function run(): Promise<void> {
    let last: string | undefined;
    let failures = 0;
    while (Date.now() < until) {
      let wait: number;
      hint = new AbortController();
      try {
        const reading = await read(signal);
        failures = 0;
        const current = version(reading);
        if (current !== last) sink.publish(reading);
        last = current;
        if (isFinal(reading)) return;
        wait = everyMs(reading);
      } catch (error) {
        failures += 1;
        if (!(error instanceof Fault) || !error.retryable || failures >= MAX_FAILURES) throw error;
        wait = error.retryAfterMs ?? Math.min(1_000 * 2 ** failures, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
      }
      await pause(Math.min(wait, MIN_GAP_MS), signal);
      await pause(wait - MIN_GAP_MS, AbortSignal.any([signal, hint.signal])).catch(() => signal.throwIfAborted());
    }
  }

  run().then(
    () => sink.end(),
    (error: unknown) => (signal.aborted ? undefined : sink.end(error as Error)),
  );
  return Object.assign(() => controller.abort(), { now: () => hint.abort() });
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(Math.max(0, ms), undefined, { signal, ref: false });
