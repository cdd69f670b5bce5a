import type { ClusterLog } from '../log.ts';
import type { ThreadKeys } from './keys.ts';

const LINES = {
  takeover: { level: 'info', message: 'Took over what an instance held that has died or is about to stop' },
  fenced: { level: 'warn', message: 'Lost what is held here to another instance: this one was paused or cut off' },
} as const;

/** Lines of the log about threads: one for all of a moment, since an instance may hold a hundred thousand. */
export class Notices {
  readonly #log: ClusterLog;
  readonly #threads = new Map<keyof typeof LINES, { first: string; count: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: ClusterLog) {
    this.#log = log;
  }

  note(what: keyof typeof LINES, { thread }: ThreadKeys): void {
    const noted = this.#threads.get(what) ?? { first: thread.slice(thread.lastIndexOf(':') + 1), count: 0 };
    noted.count += 1;
    this.#threads.set(what, noted);
    this.#timer ??= setTimeout(() => this.flush(), 1_000).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [what, { first, count }] of this.#threads) {
      const { level, message } = LINES[what];
      this.#log[level](message, { thread: first, threads: count });
    }
    this.#threads.clear();
  }
}
