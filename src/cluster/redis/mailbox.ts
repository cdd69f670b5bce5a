import { setTimeout as delay } from 'node:timers/promises';

export interface MailboxOptions {
  hear(message: Buffer): void;
  /** Called when nothing waits any more. */
  idle(): void;
  /** Whether anybody still wants it. */
  isOpen(): boolean;
  /** Messages were dropped, which the log has. */
  overflowed(): void;
  /** Whether there is a point in trying. */
  isUp(): boolean;
}

/** Messages that wait: beyond it they are dropped, since the log has them. */
const MAX_WAITING = 10_000;
const AGAIN_MS = [100, 1_000] as const;

/** What is published to one thread, in order; it waits while the log of the thread is read. */
export class Mailbox {
  readonly #options: MailboxOptions;
  #work: Promise<void> | undefined;
  #waiting: Buffer[] = [];

  constructor(options: MailboxOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  take(message: Buffer): void {
    if (!this.#work) return this.#options.hear(message);
    this.#waiting.push(message);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#waiting = [];
    this.#options.overflowed();
  }

  /** Runs work between two messages; work that fails is tried again, as long as anybody wants it. */
  persistently(work: () => Promise<void>): void {
    this.between(() => this.#untilDone(work));
  }

  /** Runs work, which does not fail, between two messages. */
  between(work: () => Promise<void>): void {
    const mine: Promise<void> = (this.#work ?? Promise.resolve()).then(async () => {
      await work();
      if (this.#work !== mine) return;
      this.#work = undefined;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const message of waiting) this.take(message);
      this.#options.idle();
    });
    this.#work = mine;
  }

  async #untilDone(work: () => Promise<void>): Promise<void> {
    const { isOpen, isUp } = this.#options;
    while (isOpen()) {
      try {
        if (isUp()) return await work();
      } catch {
        // Redis did not answer: it is asked again
      }
      const [least, most] = AGAIN_MS;
      await delay(least + Math.random() * (most - least), undefined, { ref: false });
    }
  }
}
