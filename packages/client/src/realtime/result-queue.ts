import { Disconnected, type StreamResult } from './transport.ts';

/** Results and characters that may wait for their reader. */
const MAX_RESULTS = 1_000;
const MAX_CHARS = 4_000_000;

/**
 * Results that arrived before they are read. One that is full takes no more: once it is read empty the stream comes back
 * with the cursor of the last result that was read, so nothing is lost.
 */
export class ResultQueue implements AsyncIterable<StreamResult> {
  #waiting: { readonly result: StreamResult; readonly chars: number }[] = [];
  #chars = 0;
  #ended = false;
  #reason: Error | undefined;
  #wake: () => void = () => undefined;

  push(result: StreamResult): void {
    if (this.#ended) return;
    const chars = this.#waiting.length > 0 ? JSON.stringify(result).length : 0;
    if (this.#waiting.length >= MAX_RESULTS || this.#chars + chars > MAX_CHARS)
      return this.end(new Disconnected('Results are read too slowly.'));
    this.#waiting.push({ result, chars });
    this.#chars += chars;
    this.#wake();
  }

  end(reason?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reason = reason;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamResult, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        this.#chars -= next.chars;
        yield next.result;
      } else if (this.#ended) {
        if (this.#reason) throw this.#reason;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }
}
