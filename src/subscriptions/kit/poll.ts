import { setTimeout as delay } from 'node:timers/promises';
import { atPriority } from '../../datasources/kit/turns/scheduler.ts';
import { Failures, pauseAfter } from './failures.ts';
import type { Pace } from './pace.ts';
import type { Sink } from '../../cluster/states.ts';
import { StreamTimeLimit } from './time-limit.ts';

export interface Poll<T> {
  /** One reading, made fresh. */
  read(signal: AbortSignal): Promise<T>;
  /** Two readings of the same version are the same news. */
  version(reading: T): string;
  isFinal(reading: T): boolean;
  /** Whether who comes later waits for the next reading instead of being told this one: an act may have followed it. */
  mayBeOvertaken?(reading: T): boolean;
  /** Milliseconds until the next reading, unless there may be news. */
  everyMs(reading: T): number;
  /** Least milliseconds until the next reading whoever wants it: what the provider asked for with this reading. */
  leastMs?(reading: T): number;
  /** After so many milliseconds in all it ends with `StreamTimeLimit`, whatever the state. */
  maxMs: number;
  /** Least milliseconds between two readings, whatever `everyMs` says and however often there may be news. */
  minMs?: number;
  /** Where the pace of this key is stored when the poller is stopped, so that the next poller keeps to it. */
  pace: { readonly of: Pace<T>; readonly key: string };
  time?: Time;
  /**
   * Milliseconds for which an error that is no fault (there is no such object) must stay before it ends the poll, even
   * where nothing has been read yet. 0 when left out.
   */
  gracePeriodMs?(error: unknown): number;
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

const MIN_GAP_MS = 200;

/** Handle of a poller: calling it stops the poller. */
export interface PollHandle {
  (): void;
  /**
   * There may be news: read as soon as the provider permits instead of at the end of the interval. Returns whether the
   * last reading is not to be shown meanwhile: the next one is permitted already, or an act may have overtaken it.
   */
  now(): boolean;
}

/**
 * Publishes the first reading and each one that differs from the one before, up to the final one; confirms the others.
 * Rides out a failing provider for a while (backing off, honouring `Retry-After`), and once something was read any odd
 * answer. Returns its handle.
 */
export function poll<T>(options: Poll<T>, sink: Sink<T>): PollHandle {
  const { read, version, isFinal, everyMs, leastMs, maxMs, minMs = MIN_GAP_MS, pace, time = REAL_TIME } = options;
  const { gracePeriodMs = () => 0, mayBeOvertaken = () => false } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const until = time.now() + maxMs;
  let hint = new AbortController();
  let last: { readonly reading: T; readonly version: string } | undefined;
  /** When the next reading is permitted. */
  let next = 0;
  let isReading = false;
  const floorOf = (reading: T): number => Math.max(minMs, leastMs?.(reading) ?? 0);

  /** Waits, up to the end of all polling. Once the next reading is permitted, a hint ends the wait. */
  async function rest(ms: number, floorMs: number): Promise<void> {
    const left = Math.max(0, until - time.now());
    const fixed = Math.min(floorMs, left);
    next = time.now() + floorMs;
    if (fixed > 0) await time.wait(fixed, signal);
    const more = Math.min(Math.max(ms - floorMs, 0), left - fixed);
    if (more <= 0 || hint.signal.aborted) return;
    await time.wait(more, AbortSignal.any([signal, hint.signal])).catch(() => signal.throwIfAborted());
  }

  function publish(reading: T): void {
    const current = version(reading);
    const restMs = Math.max(0, next - time.now());
    if (current !== last?.version) sink.publish(reading, restMs);
    else sink.confirm(restMs);
    last = { reading, version: current };
  }

  async function readNow(): Promise<T> {
    isReading = true;
    try {
      await sink.reading?.(last ? floorOf(last.reading) : minMs);
      signal.throwIfAborted();
      return await read(signal);
    } finally {
      isReading = false;
    }
  }

  async function run(): Promise<void> {
    const held = pace.of.held(pace.key, time.now());
    if (held) {
      const { reading, until: restsUntil } = held;
      if (reading !== undefined && !mayBeOvertaken(reading)) publish(reading);
      if (reading !== undefined && isFinal(reading)) return;
      await rest(0, restsUntil - time.now());
    }
    const failures = new Failures();
    while (time.now() < until) {
      hint = new AbortController();
      try {
        const reading = await atPriority('poll', readNow);
        failures.clear();
        const floorMs = floorOf(reading);
        next = time.now() + floorMs;
        publish(reading);
        if (isFinal(reading)) return;
        await rest(everyMs(reading), floorMs);
      } catch (error) {
        if (signal.aborted) throw error;
        const floorMs = Math.max(minMs, pauseAfter(error));
        next = time.now() + floorMs;
        if (floorMs > minMs) sink.pause?.(floorMs);
        const context = { wasLive: last !== undefined, now: time.now(), gracePeriodMs: gracePeriodMs(error) };
        await rest(0, Math.max(floorMs, failures.waitAfter(error, context)));
      }
    }
    throw new StreamTimeLimit(maxMs);
  }

  const hold = (): void => {
    // What the answer to a reading under way would have asked for is not known: as much as the last one did.
    if (isReading) next = time.now() + (last ? floorOf(last.reading) : minMs);
    if (next > time.now()) pace.of.hold(pace.key, { until: next, reading: last?.reading });
  };
  run().then(
    () => (hold(), sink.end()),
    (error: unknown) => {
      if (signal.aborted) return;
      last = undefined; // the next poller reads for itself
      hold();
      sink.end(error as Error);
    },
  );
  const stop = (): void => {
    if (!signal.aborted) hold();
    controller.abort();
  };
  const now = (): boolean => {
    hint.abort();
    return time.now() >= next || (last !== undefined && mayBeOvertaken(last.reading));
  };
  return Object.assign(stop, { now });
}
