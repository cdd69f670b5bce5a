import type { Dispatcher } from 'undici';
import type { HttpReply } from './exchange.ts';

/** A response as it came, whole. */
export interface Received extends Pick<HttpReply, 'status' | 'headers'> {
  readonly bytes: Buffer;
}

/**
 * Reads one response whole. Given to undici's `dispatch`, since `request` makes a stream of every body: for answers of
 * this size it costs more than what it carries. The size is bounded by the client (`maxResponseSize`).
 */
export class Receiver implements Dispatcher.DispatchHandler {
  /** Settles when it is whole, and can be taken. */
  readonly received: Promise<void>;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HttpReply['headers'] = {};
  #stopped: Error | undefined;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.received = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** What was received; nothing of it is kept here: see `Held`. */
  take(): Received {
    const chunks = this.#chunks.splice(0);
    const [only = NOTHING] = chunks;
    const bytes = chunks.length > 1 ? Buffer.concat(chunks) : only;
    return { status: this.#status, headers: this.#headers, bytes };
  }

  /** Ends the exchange, at once and with this error, wherever it stands. */
  stop(error: Error): void {
    this.#stopped = error;
    this.#reject(error);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped) controller.abort(this.#stopped);
  }

  onResponseStart(_controller: unknown, status: number, headers: HttpReply['headers']): void {
    this.#status = status; // of the last: those below 200 only say that another follows
    this.#headers = headers;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#controller = undefined;
    this.#resolve();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#controller = undefined;
    this.#reject(error);
  }
}

const NOTHING = Buffer.alloc(0);
