import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sourceOfAddress } from '../limits/address.ts';
import { Shares } from '../limits/shares.ts';
import { whenClosed } from '../limits/when-closed.ts';
import { endUnread, type UnreadLimits } from './unread.ts';

/** Connections that may be open: in all, and of one address. */
export interface ConnectionLimits extends UnreadLimits {
  readonly max: number;
  readonly maxPerAddress: number;
}

/** How often idle connections are looked for once nothing new is taken. */
const LOOK_MS = 50;
/** How long a new connection may be silent then, and an unfinished request: whoever opened it may be about to send. */
const SILENT_MS = 1_000;
const UNFINISHED_MS = 2_000;

/** An answer under way, and its place among them. */
class Answer {
  readonly response: ServerResponse;
  readonly #all: Answer[];
  #at: number;

  constructor(response: ServerResponse, all: Answer[]) {
    this.response = response;
    this.#all = all;
    this.#at = all.push(this) - 1;
  }

  /** The last takes its place: in a set it would cost ten times as much, and could outlive what was taken out. */
  release(): void {
    const last = this.#all.pop();
    if (!last || last === this) return;
    last.#at = this.#at;
    this.#all[this.#at] = last;
  }
}

/** The connections of an HTTP server, and the answers that are under way on them. */
export class OpenConnections {
  readonly #server: Server;
  readonly #sockets = new Map<Socket, number>();
  readonly #upgraded = new WeakSet<Socket>();
  readonly #answers: Answer[] = [];
  #draining = false;

  /** A connection beyond the limits is closed as it comes. */
  constructor(server: Server, { max, maxPerAddress, ...unread }: ConnectionLimits) {
    this.#server = server;
    const shares = new Shares(max, maxPerAddress);
    server.on('connection', (socket) => {
      const leave = shares.take(1, sourceOfAddress(socket.remoteAddress ?? ''));
      if (typeof leave === 'string') return socket.destroy();
      this.#sockets.set(socket, performance.now());
      return socket.once('close', () => {
        leave.release();
        this.#sockets.delete(socket);
      });
    });
    server.once(
      'close',
      endUnread(
        {
          sockets: { [Symbol.iterator]: () => this.#sockets.keys() },
          responses: { [Symbol.iterator]: () => this.#responses() },
        },
        unread,
      ),
    );
    server.prependListener('upgrade', ({ socket }) => this.#upgraded.add(socket));
    server.prependListener('request', (_request, response) => {
      if (this.#draining) response.setHeader('connection', 'close');
      whenClosed(response, new Answer(response, this.#answers));
    });
  }

  get draining(): boolean {
    return this.#draining;
  }

  /**
   * From now on every answer ends its connection, also one that is under way and has not begun to be sent. Idle
   * connections stay open: closing one would lose the request that may be on its way.
   */
  drain(): void {
    this.#draining = true;
    for (const response of this.#responses()) if (!response.headersSent) response.setHeader('connection', 'close');
  }

  *#responses(): Generator<ServerResponse, undefined> {
    for (const { response } of this.#answers) yield response;
  }

  /** Takes no new connection, and closes each that is open as it becomes idle. */
  stopListening(): void {
    this.drain();
    if (!this.#server.listening) return;
    this.#server.close(() => clearInterval(timer));
    const since = performance.now();
    const timer = setInterval(() => this.#closeIdle(since), LOOK_MS);
    this.#closeIdle(since);
  }

  /** What Node calls idle, those on which nothing was ever sent, and those whose request does not come to its end. */
  #closeIdle(stoppedAt: number): void {
    this.#server.closeIdleConnections();
    const now = performance.now();
    const complete = new Set<Socket>();
    for (const { req } of this.#responses()) if (req.complete) complete.add(req.socket);
    for (const [socket, since] of this.#sockets) {
      const isSilent = socket.bytesRead === 0 && now - since > SILENT_MS;
      // One that has been answered is ended by Node, once what is left of its answer has been sent.
      const isAnswered = complete.has(socket) || socket.writableEnded || socket.writableLength > 0;
      const isUnfinished = !isAnswered && !this.#upgraded.has(socket) && now - stoppedAt > UNFINISHED_MS;
      if (isSilent || isUnfinished) socket.destroy();
    }
  }
}
