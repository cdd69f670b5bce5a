import type { Duplex } from 'node:stream';
import { MessageType, type Message } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { MessageBounds } from '../limits/body.ts';
import type { Lease } from '../limits/shares.ts';

/** Largest message that asks for nothing (`connection_init`, `ping`, `complete`): credentials, above all. */
const MAX_CONTROL_BYTES = 16 * 1024;
/** Longest id of an operation: it is repeated in every message of it. */
const MAX_ID = 128;
/** Bytes of a message that are not counted before it is complete: most messages are shorter. */
const FREE_BYTES = 4 * 1024;
/** Bytes that may wait for a client before nothing more is read of it. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** Queries and mutations of one socket that are executed, or whose answers it has not taken, at the same time. */
const MAX_EXECUTED = 32;
/** Of a masked frame without a message, as each client sends it with its pings and pongs (RFC 6455, 5.2). */
const CONTROL_HEAD_BYTES = 6;

/** What one client may make the process keep, besides its subscriptions: messages that do not end, answers unread. */
export class BoundedSocket {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #bounds: MessageBounds;
  readonly #source: string;
  #waiting: (() => void)[] | undefined;
  #executed = 0;
  #unfinished = 0;
  #lease: Lease | undefined;
  #late: NodeJS.Timeout | undefined;
  #isFull = false;
  #isDraining = false;

  /** @param source whom its bytes count for */
  constructor(socket: WebSocket, connection: Duplex, bounds: MessageBounds, source: string) {
    this.#socket = socket;
    this.#connection = connection;
    this.#bounds = bounds;
    this.#source = source;
  }

  /** Waits until the client may have one more answer; `done` gives the place back. */
  async turn(): Promise<void> {
    if (this.#executed >= MAX_EXECUTED) await new Promise<void>((resolve) => (this.#waiting ??= []).push(resolve));
    else this.#executed += 1;
    this.look();
  }

  done(): void {
    const next = this.#waiting?.shift();
    if (next) next();
    else this.#executed -= 1;
    this.look();
  }

  /** Bytes of a message have come. */
  arrived(bytes: number): void {
    this.#unfinished += bytes;
    if (this.#unfinished <= FREE_BYTES) return;
    this.#lease ??= this.#bounds.lease(this.#source);
    if (!this.#late) this.#expect(performance.now());
    if (this.#lease.grow(bytes) !== undefined) this.#socket.terminate();
  }

  /** A ping or pong of so many bytes has come, which is none of a message; it may come amid one. */
  controlled(bytes: number): void {
    this.#unfinished -= CONTROL_HEAD_BYTES + bytes;
    if (this.#unfinished <= 0) this.finished();
  }

  /** Ends a socket whose message takes too long for its bytes. */
  #expect(since: number): void {
    const left = this.#bounds.timeFor(this.#unfinished) - (performance.now() - since);
    if (left <= 0) this.#socket.terminate();
    else this.#late = setTimeout(() => this.#expect(since), left).unref();
  }

  /** A message is complete, or nothing more comes. */
  finished(): void {
    this.#unfinished = 0;
    this.#lease?.release();
    this.#lease = undefined;
    clearTimeout(this.#late);
    this.#late = undefined;
  }

  /** Reads nothing more of a client with too much to be answered, or to read, until it has less. */
  look(): void {
    const isUnread = this.#connection.writableLength > MAX_UNREAD_BYTES;
    const isFull = isUnread || (this.#waiting?.length ?? 0) >= MAX_EXECUTED;
    if (isUnread && !this.#isDraining) {
      this.#isDraining = true;
      this.#connection.once('drain', () => {
        this.#isDraining = false;
        this.look();
      });
    }
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    if (isFull) this.#socket.pause();
    else this.#socket.resume();
  }
}

/** Why a message breaks the rules; undefined where it does not. */
export function faultOf(data: Buffer, message: Message): string | undefined {
  if (message.type !== MessageType.Subscribe && data.length > MAX_CONTROL_BYTES)
    return `Only a "subscribe" may be longer than ${MAX_CONTROL_BYTES} bytes`;
  return 'id' in message && message.id.length > MAX_ID ? `An id has at most ${MAX_ID} characters` : undefined;
}
