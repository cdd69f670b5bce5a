import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { GraphQLError } from 'graphql';
import type { ResultReader, Subscriber } from '../execution/subscriber.ts';
import type { Wire } from '../execution/wire.ts';
import { framedId, frameOf } from './ws-frame.ts';
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
/** A client: its WebSocket, and the connection below it. */
export interface Line {
  readonly socket: WebSocket;
  readonly connection: Duplex;
}

/** Sends the results of one operation to one client. */
class Delivery implements ResultReader {
  readonly #line: Line;
  readonly #subscriber: Subscriber;
  readonly #id: string;
  readonly #ended: (error?: GraphQLError) => void;

  /** @param ended called once, when the stream has ended or failed */
  constructor(line: Line, id: string, subscriber: Subscriber, ended: (error?: GraphQLError) => void) {
    this.#line = line;
    this.#id = framedId(id);
    this.#subscriber = subscriber;
    this.#ended = ended;
  }

  /**
   * Writes the frame to the connection below the WebSocket, whole: a third of the work of sending its parts through `ws`,
   * which never leaves a frame unfinished, since nothing is compressed.
   */
  take(wire: Wire): boolean {
    const { socket, connection } = this.#line;
    if (socket.readyState !== socket.OPEN) return true;
    const frame = frameOf(this.#id, wire);
    if (connection.writableLength <= MAX_BUFFERED_BYTES) {
      connection.write(frame);
      return true;
    }
    connection.write(frame, () => this.#subscriber.resume()); // taken, or gone
    return false;
  }

  end(error?: GraphQLError): void {
    if (error && isTooSlow(error)) farewell(this.#line.socket, CLOSE.tooSlow);
    this.#ended(error);
  }
}

/** To graphql-ws a subscription looks like a stream without items: it speaks the rest of the protocol. */
export function delivering(subscriber: Subscriber, line: Line, id: string): AsyncGenerator<never, void> {
  const end = Promise.withResolvers<IteratorReturnResult<void>>();
  const leave = async (): Promise<IteratorReturnResult<void>> => {
    await subscriber.leave();
    end.resolve({ done: true, value: undefined });
    return { done: true, value: undefined };
  };
  const stream: AsyncGenerator<never, void> = {
    next: () => {
      subscriber.start(
        new Delivery(line, id, subscriber, (error) =>
          error ? end.reject(error) : end.resolve({ done: true, value: undefined }),
        ),
      );
      return end.promise;
    },
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
