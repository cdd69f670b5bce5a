import { interruptible } from './interruptible.ts';
import { Queue } from './queue.ts';

/** Where a source puts what it has. */
export interface Sink<T> {
  publish(value: T): void;
  /** The source is through (or has failed): all subscribers end. */
  end(error?: Error): void;
}

export interface SharedOptions<T> {
  /** Opens the source of a key; answers how to close it. */
  open(key: string, sink: Sink<T>): () => void;
  /** How long the source stays open after its last subscriber left, for one that comes right back. */
  lingerMs?: number;
  /** Whether a subscriber that comes later gets the last value at once: for streams of states, not of events. */
  replayLast?: boolean;
  /** Items that wait for a slow subscriber before it is let go. */
  maxQueue?: number;
}

interface Running<T> {
  readonly subscribers: Set<Queue<T>>;
  last?: { value: T };
  close(): void;
  closing?: NodeJS.Timeout | undefined;
}

/** One source per key, however many subscribers: opened by the first, closed shortly after the last has left. */
export class Shared<T> {
  readonly #options: SharedOptions<T>;
  readonly #running = new Map<string, Running<T>>();

  constructor(options: SharedOptions<T>) {
    this.#options = options;
  }

  /** Keys whose source is open. */
  get open(): number {
    return this.#running.size;
  }

  subscribe(key: string): AsyncGenerator<T, void> {
    const { maxQueue = 1_000, replayLast = false } = this.#options;
    return interruptible((signal) => this.#read(key, new Queue<T>(maxQueue), replayLast, signal));
  }

  /** Ends every subscription and closes every source. */
  close(): void {
    for (const [key, running] of this.#running) {
      running.subscribers.forEach((queue) => queue.end());
      this.#stop(key, running);
    }
  }

  async *#read(key: string, queue: Queue<T>, replayLast: boolean, signal: AbortSignal): AsyncGenerator<T, void> {
    const running = this.#running.get(key) ?? this.#start(key);
    clearTimeout(running.closing);
    running.subscribers.add(queue);
    if (replayLast && running.last) queue.push(running.last.value);
    try {
      yield* queue.read(signal);
    } finally {
      running.subscribers.delete(queue);
      if (running.subscribers.size === 0 && this.#running.get(key) === running) {
        running.closing = setTimeout(() => this.#stop(key, running), this.#options.lingerMs ?? 1_000).unref();
      }
    }
  }

  #start(key: string): Running<T> {
    const running: Running<T> = { subscribers: new Set(), close: () => undefined };
    this.#running.set(key, running);
    running.close = this.#options.open(key, {
      publish: (value) => {
        running.last = { value };
        running.subscribers.forEach((queue) => queue.push(value));
      },
      end: (error) => {
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
    running.close();
  }
}
