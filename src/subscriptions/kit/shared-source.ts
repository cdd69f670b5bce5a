import type { OpenSource, Source } from '../../cluster/states.ts';
import { Queue } from './queue.ts';

export interface SharedSourceOptions<T> {
  /** Opens the source of a key; returns a function that closes it. */
  readonly open: OpenSource<T>;
  /** How long the source stays open after its last subscriber left, for one that comes right back. */
  lingerMs?: number;
  /** Whether a subscriber that comes later gets the last value at once: for streams of states, not of events. */
  replayLast?: boolean;
  /**
   * With `replayLast`: whether a later subscriber triggers a new read, and is not sent a value that is too old.
   */
  renewOnJoin?: boolean;
  /** Items that wait for a slow subscriber before it is disconnected. */
  maxQueue?: number;
}

interface Running<T> {
  readonly subscribers: Set<Queue<T>>;
  /** Those of them that still wait for the present state. */
  readonly awaitingRefresh: Set<Queue<T>>;
  last?: { value: T };
  /** Set when the source completed while it was still being opened. */
  ended?: { error: Error | undefined };
  source: Source;
  closing?: NodeJS.Timeout | undefined;
}

/** One source per key, however many subscribers: opened by the first, closed shortly after the last has left. */
export class SharedSource<T> {
  readonly #options: SharedSourceOptions<T>;
  readonly #running = new Map<string, Running<T>>();

  constructor(options: SharedSourceOptions<T>) {
    this.#options = options;
  }

  /** Keys whose source is open. */
  get open(): number {
    return this.#running.size;
  }

  /** Joins at once, not with the first read: nothing that is published after this call is missed. */
  subscribe(key: string): AsyncGenerator<T, void> {
    const { maxQueue = 1_000, replayLast = false, renewOnJoin = false } = this.#options;
    const known = this.#running.get(key);
    const isStale = renewOnJoin && known?.source.now?.() === true;
    const running = known ?? this.#start(key);
    const queue = new Queue<T>({
      limit: maxQueue,
      coalesceBy: replayLast ? () => key : undefined,
      onLeave: (left) => this.#leave(key, running, left),
    });
    clearTimeout(running.closing);
    if (isStale) running.awaitingRefresh.add(queue);
    else if (replayLast && running.last) queue.push(running.last.value);
    if (running.ended) queue.end(running.ended.error);
    else running.subscribers.add(queue);
    return queue;
  }

  /** Ends every subscription and closes every source. */
  close(): void {
    for (const [key, running] of this.#running) {
      running.subscribers.forEach((queue) => queue.end());
      this.#stop(key, running);
    }
  }

  #leave(key: string, running: Running<T>, queue: Queue<T>): void {
    running.subscribers.delete(queue);
    running.awaitingRefresh.delete(queue);
    if (running.subscribers.size > 0 || this.#running.get(key) !== running) return;
    running.closing = setTimeout(() => this.#stop(key, running), this.#options.lingerMs ?? 1_000).unref();
  }

  #start(key: string): Running<T> {
    const running: Running<T> = { subscribers: new Set(), awaitingRefresh: new Set(), source: () => undefined };
    this.#running.set(key, running);
    running.source = this.#options.open(key, {
      publish: (value) => {
        running.last = { value };
        running.awaitingRefresh.clear();
        running.subscribers.forEach((queue) => queue.push(value));
      },
      confirm: () => {
        const { last, awaitingRefresh } = running;
        if (last) awaitingRefresh.forEach((queue) => queue.push(last.value));
        awaitingRefresh.clear();
      },
      end: (error) => {
        running.ended = { error };
        running.subscribers.forEach((queue) => queue.end(error));
        this.#stop(key, running);
      },
    });
    return running;
  }

  #stop(key: string, running: Running<T>): void {
    clearTimeout(running.closing);
    if (this.#running.get(key) !== running) return;
    this.#running.delete(key);
    running.source();
  }
}
