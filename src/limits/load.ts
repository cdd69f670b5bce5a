import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { isSubscription, OperationState, type OperationHook } from '../execution/operation-hook.ts';
import { Shares } from './shares.ts';

/** Sampling interval of the process, and the resolution of the measured delay. */
const EVERY_MS = 250;
const RESOLUTION_MS = 10;

export interface LoadLimits {
  readonly maxInFlight: number;
  readonly maxLoopDelayMs: number;
  readonly maxHeapRatio: number;
}

/** Whether an operation counts as under way. */
const counted = new OperationState<boolean>();

/**
 * Watches the event loop and the heap, and decides when new work must be rejected so that work in progress can
 * complete.
 */
export class LoadWatch implements Disposable {
  /** Complete requests that are being answered; no single source may hold more than half of what there may be. */
  readonly requests: Shares;
  /** Mean delay of the event loop, smoothed over the last second or so. */
  loopDelayMs = 0;
  heapRatio = 0;
  /** Queries and mutations under way, over WebSocket too. */
  operations = 0;
  readonly #limits: LoadLimits;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
    this.requests = new Shares(limits.maxInFlight, Math.ceil(limits.maxInFlight / 2));
    this.#delay.enable();
    this.#timer = setInterval(() => this.#look(), EVERY_MS).unref();
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.requests.total;
  }

  /** Counts operations. Stands last: nothing after it refuses. */
  get hook(): OperationHook {
    return {
      before: (operation) => {
        if (isSubscription(operation)) return;
        counted.set(operation, true);
        this.operations += 1;
      },
      after: (operation) => {
        if (!counted.get(operation)) return;
        counted.set(operation, false);
        this.operations -= 1;
      },
    };
  }

  /** Why the process cannot take more; undefined when it can. */
  get overload(): string | undefined {
    if (this.inFlight >= this.#limits.maxInFlight) return 'too many requests are under way';
    if (this.loopDelayMs > this.#limits.maxLoopDelayMs) return 'the event loop is late';
    if (this.heapRatio > this.#limits.maxHeapRatio) return 'memory is short';
    return undefined;
  }

  #look(): void {
    const seen = this.#delay.count > 0 ? Math.max(0, this.#delay.mean / 1e6 - RESOLUTION_MS) : 0;
    this.#delay.reset();
    this.loopDelayMs = (this.loopDelayMs + seen) / 2;
    const { used_heap_size, heap_size_limit } = getHeapStatistics();
    this.heapRatio = used_heap_size / heap_size_limit;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }
}
