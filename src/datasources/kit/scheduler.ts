import { AsyncLocalStorage } from 'node:async_hooks';
import { Fault } from '../../faults.ts';
import type { ProviderName } from '../../problem.ts';

/** What a call is for, the most urgent first. */
const PRIORITIES = ['write', 'interactive', 'poll', 'backfill'] as const;
export type Priority = (typeof PRIORITIES)[number];

const ambient = new AsyncLocalStorage<Priority>();

/** Everything that the work asks of a provider counts as this urgent, unless the call itself says otherwise. */
export const atPriority = <T>(priority: Priority, work: () => T): T => ambient.run(priority, work);
export const ambientPriority = (): Priority | undefined => ambient.getStore();

/** The share of the capacity that a call of this kind leaves free for more urgent ones. */
const RESERVED: Readonly<Record<Priority, number>> = { write: 0, interactive: 0.05, poll: 0.25, backfill: 0.5 };

export interface SchedulerOptions {
  readonly provider: ProviderName;
  readonly concurrency: number;
  /** 0: no budget. */
  readonly requestsPerSecond: number;
  readonly queue: number;
  readonly queueMs: number;
}

const canWait = (priority: Priority): boolean => priority === 'poll' || priority === 'backfill';

interface Waiting {
  readonly priority: Priority;
  readonly start: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Gives calls to one provider their turn: at most so many at the same time and so many per second, the urgent ones
 * first. The queue is bounded in length and in time, and a full one gives up its least urgent call.
 */
export class RequestScheduler {
  readonly #options: SchedulerOptions;
  readonly #waiting: Record<Priority, Set<Waiting>> = {
    write: new Set(),
    interactive: new Set(),
    poll: new Set(),
    backfill: new Set(),
  };
  #running = 0;
  #tokens: number;
  #filledAt = performance.now();
  #pausedUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#tokens = options.requestsPerSecond;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return PRIORITIES.reduce((sum, priority) => sum + this.#waiting[priority].size, 0);
  }

  /** Interactive calls that may start now, one after the other, without waiting. */
  get left(): number {
    const { write, interactive } = this.#waiting;
    const slots = this.#slots('interactive') - this.#running;
    const tokens =
      this.#options.requestsPerSecond > 0 ? this.#refilled() - this.#leastTokens('interactive') + 1 : slots;
    return Math.max(0, Math.floor(Math.min(slots, tokens)) - write.size - interactive.size);
  }

  /** The provider asks for a rest: nothing that can wait (polls, back-fill) starts before it is over. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + ms);
  }

  /** Runs the work in its turn. Rejects with a `Fault` that says that nothing was sent, or with the signal's reason. */
  async run<T>(priority: Priority, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (!this.#mayStart(priority)) await this.#wait(priority, signal);
    this.#running += 1;
    if (this.#options.requestsPerSecond > 0) this.#tokens -= 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #wait(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    const { queue, queueMs } = this.#options;
    signal?.throwIfAborted();
    const rest = canWait(priority) ? this.#pausedUntil - performance.now() : 0;
    if (rest > queueMs) throw this.#refusal(rest);
    if (this.queued >= queue && !this.#giveUp(priority)) throw this.#refusal(queueMs);
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(late);
        signal?.removeEventListener('abort', leave);
        this.#waiting[priority].delete(waiting);
        end();
      };
      const waiting: Waiting = {
        priority,
        start: () => settle(resolve),
        refuse: (error) => settle(() => reject(error)),
      };
      const late = setTimeout(() => waiting.refuse(this.#refusal(queueMs)), queueMs);
      const leave = (): void => waiting.refuse(signal?.reason as Error);
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting[priority].add(waiting);
      this.#next();
    });
  }

  /** Makes room by refusing the least urgent call that waits, if it is less urgent than this one. */
  #giveUp(priority: Priority): boolean {
    const least = PRIORITIES.findLast((one) => this.#waiting[one].size > 0);
    if (least === undefined || PRIORITIES.indexOf(least) <= PRIORITIES.indexOf(priority)) return false;
    [...this.#waiting[least]].at(-1)?.refuse(this.#refusal(this.#options.queueMs));
    return true;
  }

  /** Starts what may start; looks again when a token or the end of a pause is due. */
  #next(): void {
    for (const priority of PRIORITIES) {
      for (const waiting of this.#waiting[priority]) {
        if (!this.#hasRoom(priority)) return this.#lookAgain();
        waiting.start();
        // What has started counts from the next microtask on: one at a time.
        return queueMicrotask(() => queueMicrotask(() => this.#next()));
      }
    }
  }

  #lookAgain(): void {
    const { requestsPerSecond } = this.#options;
    const rest = Math.max(this.#pausedUntil - performance.now(), requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0);
    if (rest <= 0 || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#next();
    }, Math.ceil(rest));
  }

  /** Whether a call may start without waiting: there is room, and nothing as urgent waits already. */
  #mayStart(priority: Priority): boolean {
    for (const one of PRIORITIES) {
      if (this.#waiting[one].size > 0) return false;
      if (one === priority) break;
    }
    return this.#hasRoom(priority);
  }

  #hasRoom(priority: Priority): boolean {
    if (canWait(priority) && performance.now() < this.#pausedUntil) return false;
    if (this.#running >= this.#slots(priority)) return false;
    return this.#options.requestsPerSecond === 0 || this.#refilled() >= this.#leastTokens(priority);
  }

  /** Calls of this kind and of more urgent ones at the same time. */
  #slots(priority: Priority): number {
    return Math.max(1, Math.floor(this.#options.concurrency * (1 - RESERVED[priority])));
  }

  /** What there must be of tokens for a call of this kind. */
  #leastTokens(priority: Priority): number {
    return Math.max(1, RESERVED[priority] * this.#options.requestsPerSecond);
  }

  /** The tokens there are by now. */
  #refilled(): number {
    const { requestsPerSecond } = this.#options;
    const now = performance.now();
    const fresh = ((now - this.#filledAt) / 1000) * requestsPerSecond;
    this.#tokens = Math.min(Math.max(1, requestsPerSecond), this.#tokens + fresh);
    this.#filledAt = now;
    return this.#tokens;
  }

  #refusal(retryAfterMs: number): Fault {
    return new Fault('RATE_LIMITED', {
      provider: this.#options.provider,
      retryAfterMs: Math.ceil(retryAfterMs),
      notSent: true,
    });
  }
}
