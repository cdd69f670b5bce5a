import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { wireOf } from './execution/sharing.ts';
import { TooSlow } from './subscriptions/queue.ts';

/** Close codes of the gateway, besides those of graphql-transport-ws. After either a client connects again. */
export const CLOSE = {
  /** The client reads too slowly; it comes back with its last cursor. */
  tooSlow: [4008, 'Reads too slowly: come back with the last cursor'],
  /** The gateway stops or restarts; another one takes over (RFC 6455 registry: service restart). */
  restarting: [1012, 'Restarting: come back with the last cursor'],
} as const;

/** Bytes that may wait for a client before its subscriptions wait, too. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** How long a client that was told to go may take to answer. */
const FAREWELL_MS = 5_000;
const OPTIONS = { binary: false, compress: false } as const;
const TAIL = Buffer.from('}');

/**
 * Sends each result to one client, from bytes shared with everybody who is sent it. To graphql-ws it looks like a
 * stream without items: it speaks the rest of the protocol.
 */
export function delivering(
  results: AsyncIterable<ExecutionResult, void>,
  socket: WebSocket,
  id: string,
): AsyncGenerator<never, void> {
  const source = results[Symbol.asyncIterator]();
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  async function* run(): AsyncGenerator<never, void> {
    try {
      for (;;) {
        const step = await source.next();
        if (step.done) return;
        const message = Buffer.concat([head, wireOf(step.value).json, TAIL]);
        if (socket.bufferedAmount > MAX_BUFFERED_BYTES) await flushed(socket, message);
        else if (socket.readyState === socket.OPEN) socket.send(message, OPTIONS);
      }
    } catch (error) {
      if (isTooSlow(error)) farewell(socket, CLOSE.tooSlow);
      throw error;
    }
  }
  const generator = run();
  const leave = generator.return.bind(generator);
  return Object.assign(generator, { return: () => (void source.return?.(), leave()) });
}

/** Closes a connection; one that does not answer is cut. */
export function farewell(socket: WebSocket, [code, reason]: readonly [number, string]): void {
  if (socket.readyState !== socket.OPEN) return;
  const cut = setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  socket.once('close', () => clearTimeout(cut));
  socket.close(code, reason);
}

/** Sends, and resolves when the client has taken it, or is gone. */
const flushed = (socket: WebSocket, message: Buffer): Promise<void> =>
  new Promise((resolve) => socket.send(message, OPTIONS, () => resolve()));

const isTooSlow = (error: unknown): boolean => {
  const { originalError = error, extensions } = error as { originalError?: unknown; extensions?: { code?: unknown } };
  return originalError instanceof TooSlow || extensions?.code === 'SUBSCRIBER_TOO_SLOW';
};
