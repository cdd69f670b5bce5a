import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { SlowConsumer } from '../subscriptions/kit/queue.ts';

/** Close codes of the gateway, besides those of graphql-transport-ws. */
export const CLOSE = {
  /** The client reads too slowly: clients of graphql-ws connect again, with their last cursor. */
  tooSlow: [4008, 'Reads too slowly: reconnect with the last cursor'],
  /** The gateway stops or restarts, and another one takes over (RFC 6455 registry: service restart): they connect again. */
  restarting: [1012, 'Restarting: reconnect with the last cursor'],
  /** Too many credentials were sent that are not accepted: clients of graphql-ws give up. */
  tooManyGuesses: [4429, 'Too many requests from this address'],
} as const;

/** Bytes that may wait for a client before its subscriptions wait, too. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** How long a client that was told to go may take to answer. */
const FAREWELL_MS = 5_000;
/**
 * Writes a frame to the connection below a WebSocket, whole: a third of the work of sending its parts through `ws`, which
 * never leaves a frame unfinished, since nothing is compressed. False where the client is behind: `resume` is called once
 * it has taken the frame, or is gone.
 */
export function sendFrame(socket: WebSocket, connection: Duplex, frame: Buffer, reader: { resume(): void }): boolean {
  if (socket.readyState !== socket.OPEN) return true;
  if (connection.writableLength <= MAX_BUFFERED_BYTES) {
    connection.write(frame);
    return true;
  }
  connection.write(frame, () => reader.resume());
  return false;
}

/** Closes a connection; one that does not answer is cut. */
export function farewell(socket: WebSocket, [code, reason]: readonly [number, string]): void {
  if (socket.readyState !== socket.OPEN) return;
  const cut = setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  socket.once('close', () => clearTimeout(cut));
  socket.close(code, reason);
}

export const isTooSlow = (error: unknown): boolean => {
  const { originalError = error, extensions } = error as { originalError?: unknown; extensions?: { code?: unknown } };
  return originalError instanceof SlowConsumer || extensions?.code === 'SUBSCRIBER_TOO_SLOW';
};
