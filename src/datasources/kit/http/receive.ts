import type { Dispatcher } from 'undici';
import type { Deadline, Deadlines } from '../deadlines.ts';
import { jsonOf, UnreadableBody } from './body.ts';
import type { HttpReply, HttpRequest } from './exchange.ts';

/** How the replies to the requests of one provider are received. */
export interface Receiving {
  readonly deadlines: Deadlines;
  /** Of a body, decoded. */
  readonly maxBytes: number;
  /** What the caller is told of a failure; `late` where it is that the deadline has passed. */
  explain(error: unknown, request: HttpRequest, late: boolean): unknown;
}

/**
 * Receives the reply to one request, whole. Given to undici's `dispatch`, since `request` makes a stream of every body:
 * for answers of this size it costs more than what it carries. The size is bounded by the client (`maxResponseSize`).
 */
export class Receiver implements Dispatcher.DispatchHandler {
  /** Rejects with the reason of the signal of the request, or with what explains the failure. */
  readonly reply: Promise<HttpReply>;
  readonly #resolve: (reply: HttpReply) => void;
  readonly #reject: (error: unknown) => void;
  readonly #request: HttpRequest;
  readonly #how: Receiving;
  readonly #deadline: Deadline;
  readonly #leave: (() => void) | undefined;
  #chunks: Buffer[] | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HttpReply['headers'] = {};
  #stopped: Error | undefined;

  /** The deadline begins here. */
  constructor(request: HttpRequest, how: Receiving) {
    const { promise, resolve, reject } = Promise.withResolvers<HttpReply>();
    this.reply = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#request = request;
    this.#how = how;
    this.#deadline = how.deadlines.begin(() => this.stop(new Error('The deadline has passed.'), true));
    const { signal } = request;
    if (!signal) return;
    this.#leave = () => this.stop(signal.reason);
    signal.addEventListener('abort', this.#leave, { once: true });
  }

  /** Ends the exchange, at once and with this error, wherever it stands. */
  stop(error: Error, late = false): void {
    this.#stopped = error;
    this.#fail(error, late);
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
    if (this.#chunks) this.#chunks.push(chunk);
    else this.#chunks = [chunk];
  }

  onResponseEnd(): void {
    const chunks = this.#chunks;
    this.#controller = this.#chunks = undefined; // nothing of what it brought is kept here: see `Held`
    try {
      const bytes = chunks && (chunks.length > 1 ? Buffer.concat(chunks) : chunks[0]);
      const body = bytes && jsonOf(bytes, this.#headers, this.#how.maxBytes);
      if (!(body instanceof Promise)) return this.#succeed(body);
      body.then(
        (decoded) => this.#succeed(decoded),
        (error: unknown) => this.#unreadable(error),
      );
    } catch (error) {
      this.#unreadable(error);
    }
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#controller = undefined;
    this.#fail(error, false);
  }

  #succeed(body: unknown): void {
    this.#end();
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  /** A failure without JSON, such as a proxy's page, is undefined: the status says enough. */
  #unreadable(error: unknown): void {
    if (this.#status >= 400 && error instanceof UnreadableBody) this.#succeed(undefined);
    else this.#fail(error, false);
  }

  #fail(error: unknown, late: boolean): void {
    this.#end();
    const { signal } = this.#request;
    this.#reject(signal?.aborted ? signal.reason : this.#how.explain(error, this.#request, late));
  }

  #end(): void {
    this.#how.deadlines.met(this.#deadline);
    if (this.#leave) this.#request.signal?.removeEventListener('abort', this.#leave);
  }
}
