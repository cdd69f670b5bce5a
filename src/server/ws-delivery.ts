import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Subscribed } from '../execution/sharing.ts';
import { wireOf } from '../execution/wire.ts';
import { SlowConsumer } from '../subscriptions/kit/queue.ts';

/** Close codes of the gateway, besides those of graphql-transport-ws. After either a client connects again. */
export const CLOSE = {
  /** The client reads too slowly; it comes back with its last cursor. */
  tooSlow: [4008, 'Reads too slowly: reconnect with the last cursor'],
  /** The gateway stops or restarts; another one takes over (RFC 6455 registry: service restart). */
  restarting: [1012, 'Restarting: reconnect with the last cursor'],
  /** Too many credentials were sent that are not accepted. */
  tooManyGuesses: [4429, 'Too many requests from this address'],
} as const;

/** Bytes that may wait for a client before its subscriptions wait, too. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** How long a client that was told to go may take to answer. */
const FAREWELL_MS = 5_000;
const CLOSING_BRACE = 0x7d;

/** A client: its WebSocket, and the connection below it. */
export interface Line {
  readonly socket: WebSocket;
  readonly connection: Duplex;
}

/**
 * Sends each result to one client, from bytes shared with everybody who is sent it. To graphql-ws it looks like a
 * stream without items: it speaks the rest of the protocol.
 */
export function delivering({ results }: Subscribed, line: Line, id: string): AsyncGenerator<never, void> {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  async function deliver(): Promise<IteratorReturnResult<void>> {
    try {
      for (;;) {
        const hook = await results.next();
        if (hook.done) return { done: true, value: undefined };
        const wait = send(line, head, wireOf(hook.value).json);
        if (wait) await wait;
      }
    } catch (error) {
      if (isTooSlow(error)) farewell(line.socket, CLOSE.tooSlow);
      throw error;
    }
  }
  const leave = async (): Promise<IteratorReturnResult<void>> => {
    await results.return();
    return { done: true, value: undefined };
  };
  const stream: AsyncGenerator<never, void> = {
    next: deliver,
    return: leave,
    throw: async (error) => {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => void (await leave()),
  };
  return stream;
}

/**
 * Writes one text frame (RFC 6455, 5.2), whole, to the connection below the WebSocket: a third of the work of sending
 * its parts through `ws`, which never leaves a frame unfinished, since nothing is compressed. Answers what to wait for
 * when the client is behind: that it has taken the frame, or is gone.
 */
function send({ socket, connection }: Line, head: Buffer, json: Buffer): Promise<void> | undefined {
  if (socket.readyState !== socket.OPEN) return undefined;
  const length = head.length + json.length + 1;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = 0x81;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  head.copy(frame, start);
  json.copy(frame, start + head.length);
  frame[start + length - 1] = CLOSING_BRACE;
  if (connection.writableLength <= MAX_BUFFERED_BYTES) return void connection.write(frame);
  return new Promise((resolve) => connection.write(frame, () => resolve()));
}

/** Closes a connection; one that does not answer is cut. */
export function farewell(socket: WebSocket, [code, reason]: readonly [number, string]): void {
  if (socket.readyState !== socket.OPEN) return;
  const cut = setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  socket.once('close', () => clearTimeout(cut));
  socket.close(code, reason);
}

const isTooSlow = (error: unknown): boolean => {
  const { originalError = error, extensions } = error as { originalError?: unknown; extensions?: { code?: unknown } };
  return originalError instanceof SlowConsumer || extensions?.code === 'SUBSCRIBER_TOO_SLOW';
};
