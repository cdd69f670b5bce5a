import { AsyncLocalStorage } from 'node:async_hooks';
import type { SharedLimits } from '../../../cluster/limits.ts';
import { Fault } from '../../../faults.ts';
import type { ProviderName } from '../../../problem.ts';
import { Deadlines, type Deadline } from '../deadlines.ts';
import { rejected } from '../rejected.ts';
import type { StopSignal } from '../stop.ts';
import { OwnBudget, type Budget } from './budget.ts';
import { FairQueue } from './fair-queue.ts';
import { SharedBudget } from './shared-budget.ts';

/** What a call is for, the most urgent first. */
const PRIORITIES = ['write', 'interactive', 'poll', 'backfill'] as const;
export type Priority = (typeof PRIORITIES)[number];

const ambient = new AsyncLocalStorage<Priority>();

/** Everything that the work asks of a provider counts as this urgent, unless the call itself says otherwise. */
export const atPriority = <T>(priority: Priority, work: () => T): T => ambient.run(priority, work);
export const ambientPriority = (): Priority | undefined => ambient.getStore();

/** The share of the capacity that a call of this kind leaves free for more urgent ones. */
const RESERVED: Readonly<Record<Priority, number>> = { write: 0, interactive: 0.05, poll: 0.25, backfill: 0.5 };

/** Pauses whose ends are this close are the same: calls that were under way together are refused together. */
const SAME_PAUSE_MS = 100;

export interface SchedulerOptions {
  readonly provider: ProviderName;
  readonly concurrency: number;
  /** 0: no budget. */
  readonly requestsPerSecond: number;
  readonly queue: number;
  readonly queueMs: number;
}

/** Whether a call of this kind waits for the end of a pause, and is made again by whoever makes it. */
export const canWait = (priority: Priority): boolean => priority === 'poll' || priority === 'backfill';

/** What a call waits for its turn as. */
export interface Turn {
  readonly priority: Priority;
  /** Who asks: calls of equal priority take turns by it. Those without one share a turn. */
  readonly caller?: string | undefined;
  /** Stops the waiting. */
  readonly signal?: StopSignal | undefined;
}

/** A call that waits for its turn. It is settled once: whoever settles it has taken it out of its queue. */
interface Waiting {
  readonly caller: string;
  readonly priority: Priority;
  readonly signal: StopSignal | undefined;
  readonly start: () => void;
  readonly refuse: (error: Error) => void;
  late: Deadline | undefined;
  leave: (() => void) | undefined;
}

/**
 * Gives calls to one provider their turn: at most so many at the same time and so many per second, the urgent ones
 * first, and callers in turns where calls are equally urgent. The queue is bounded in length and in time; a full one
 * refuses the least urgent call, of equally urgent ones the latest of the caller with most calls in it.
 */
export class RequestScheduler {
  readonly #options: SchedulerOptions;
  readonly #waiting: Record<Priority, FairQueue<Waiting>> = {
    write: new FairQueue(),
    interactive: new FairQueue(),
    poll: new FairQueue(),
    backfill: new FairQueue(),
  };
  /** Undefined: none. */
  readonly #budget: Budget | undefined;
  /** How long a call may wait. */
  readonly #lates: Deadlines;
  #running = 0;
  #pausedUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param shared counts the budget for all instances; without it this one counts for itself */
  constructor(options: SchedulerOptions, shared?: SharedLimits) {
    const { provider, requestsPerSecond } = options;
    this.#options = options;
    this.#lates = new Deadlines(options.queueMs);
    if (requestsPerSecond === 0) this.#budget = undefined;
    else if (shared) this.#budget = new SharedBudget(requestsPerSecond, shared, provider, () => this.#next());
    else this.#budget = new OwnBudget(() => requestsPerSecond);
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
    const tokens = this.#budget?.left(RESERVED.interactive) ?? slots;
    return Math.max(0, Math.floor(Math.min(slots, tokens)) - write.size - interactive.size);
  }

  /**
   * The provider asks for a rest: nothing that can wait (polls, back-fill) starts before it is over.
   * @returns whether it is a longer one than was known
   */
  pause(ms: number): boolean {
    const until = performance.now() + ms;
    const isLonger = until > this.#pausedUntil + SAME_PAUSE_MS;
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    return isLonger;
  }

  /**
   * Runs the work in its turn. Rejects with a `Fault` that says that nothing was sent, or with the signal's reason.
   * @param rest what is left to be done after the result is there: the turn lasts until it has settled
   */
  run<T>(turn: Turn, work: () => Promise<T>, rest?: (result: T) => Promise<unknown> | undefined): Promise<T> {
    if (!this.mayStart(turn.priority)) return this.#wait(turn).then(() => this.#inTurn(work, rest));
    this.#begin(turn.priority);
    return this.#inTurn(work, rest);
  }

  #inTurn<T>(work: () => Promise<T>, rest?: (result: T) => Promise<unknown> | undefined): Promise<T> {
    let result: Promise<T>;
    try {
      result = work();
    } catch (error) {
      this.#end();
      return rejected(error);
    }
    return result.then(
      (settled) => {
        const left = rest?.(settled);
        if (left) left.then(this.#end, this.#end);
        else this.#end();
        return settled;
      },
      (error: unknown) => {
        this.#end();
        throw error;
      },
    );
  }

  #begin(priority: Priority): void {
    this.#running += 1;
    this.#budget?.spend(RESERVED[priority]);
  }

  readonly #end = (): void => {
    this.#running -= 1;
    this.#next();
  };

  /** Resolves when the call has its turn: it counts as running by then. */
  #wait({ priority, caller = '', signal }: Turn): Promise<void> {
    return new Promise((resolve, reject) => {
      const { queue, queueMs } = this.#options;
      signal?.throwIfAborted();
      const rest = canWait(priority) ? this.#pausedUntil - performance.now() : 0;
      if (rest > queueMs) throw this.#refusal(rest);
      if (this.queued >= queue && !this.#makeRoom(priority, caller)) throw this.#refusal(queueMs);
      const waiting: Waiting = {
        caller,
        priority,
        signal,
        start: resolve,
        refuse: reject,
        late: undefined,
        leave: undefined,
      };
      waiting.late = this.#lates.begin(() => this.#refuse(waiting, this.#refusal(queueMs)));
      if (signal) {
        waiting.leave = () => this.#refuse(waiting, signal.reason);
        signal.addEventListener('abort', waiting.leave, { once: true });
      }
      this.#waiting[priority].add(waiting);
      this.#next();
    });
  }

  #refuse(waiting: Waiting, why: Error): void {
    this.#waiting[waiting.priority].delete(waiting);
    this.#unwatch(waiting);
    waiting.refuse(why);
  }

  #unwatch({ late, leave, signal }: Waiting): void {
    if (late) this.#lates.met(late);
    if (leave) signal?.removeEventListener('abort', leave);
  }

  /** Makes room by refusing the least urgent call that waits, if it is to be refused rather than this one. */
  #makeRoom(priority: Priority, caller: string): boolean {
    const least = PRIORITIES.findLast((one) => this.#waiting[one].size > 0);
    if (least === undefined || PRIORITIES.indexOf(least) < PRIORITIES.indexOf(priority)) return false;
    const queue = this.#waiting[least];
    const latest = queue.latestOfLargest();
    if (!latest || (least === priority && queue.sizeOf(latest.caller) <= queue.sizeOf(caller) + 1)) return false;
    this.#refuse(latest, this.#refusal(this.#options.queueMs));
    return true;
  }

  /** Starts what may start; looks again when a token or the end of a pause is due. */
  #next(): void {
    for (;;) {
      const priority = PRIORITIES.find((one) => this.#waiting[one].size > 0);
      if (!priority) return;
      if (!this.#hasRoom(priority)) return this.#lookAgain(priority);
      const first = this.#waiting[priority].shift();
      if (!first) return;
      this.#unwatch(first);
      this.#begin(priority);
      first.start();
    }
  }

  #lookAgain(priority: Priority): void {
    if (this.#running >= this.#slots(priority)) return; // the end of a call looks again
    const { requestsPerSecond } = this.#options;
    const pause = canWait(priority) ? this.#pausedUntil - performance.now() : 0;
    const token = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
    // It may be set for what is less urgent, and later. Whoever puts it off has just looked.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#next(), Math.ceil(Math.max(pause, token, 0)));
  }

  /** Whether a call may start without waiting: there is room, and nothing as urgent waits already. */
  mayStart(priority: Priority): boolean {
    for (const one of PRIORITIES) {
      if (this.#waiting[one].size > 0) return false;
      if (one === priority) break;
    }
    return this.#hasRoom(priority);
  }

  #hasRoom(priority: Priority): boolean {
    if (canWait(priority) && performance.now() < this.#pausedUntil) return false;
    if (this.#running >= this.#slots(priority)) return false;
    return this.#budget?.mayStart(RESERVED[priority], this.#waiting[priority].size) ?? true;
  }

  /** Calls of this kind and of more urgent ones at the same time. */
  #slots(priority: Priority): number {
    return Math.max(1, Math.floor(this.#options.concurrency * (1 - RESERVED[priority])));
  }

  #refusal(retryAfterMs: number): Fault {
    return new Fault('RATE_LIMITED', {
      provider: this.#options.provider,
      retryAfterMs: Math.ceil(retryAfterMs),
      notSent: true,
    });
  }
}
