import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../kit/clock.ts';
import { applyVariants } from './responses.ts';
import { TIMINGS } from './timings.ts';
import type { Event, FondoVariants } from './types.ts';

/** Maximum number of buffered bytes of a slow consumer; beyond it the socket is terminated. */
const MAX_BUFFERED = 4 * 1024 * 1024;

/** Publishes the events of each client to its open sockets. Events are not stored for disconnected consumers. */
export class Feed {
  /** If false, no heartbeats are sent on open sockets. */
  heartbeats = true;
  readonly #clock: Clock;
  readonly #variants: FondoVariants;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sockets = new Map<string, Set<WebSocket>>();
  readonly #muted = new WeakSet<WebSocket>();
  readonly #stopHearts: readonly (() => void)[];

  constructor(clock: Clock, variants: FondoVariants) {
    this.#clock = clock;
    this.#variants = variants;
    // Consumers measure silence in real time: hearts beat while the clock is stopped, too.
    const slow = setInterval(() => clock.speed < 1 && this.#beat(), TIMINGS.heartbeat).unref();
    this.#stopHearts = [clock.every(TIMINGS.heartbeat, () => this.#beat()), () => clearInterval(slow)];
  }

  count(clientId: string): number {
    return this.#sockets.get(clientId)?.size ?? 0;
  }

  accept(clientId: string, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (client) => {
      const open = this.#sockets.get(clientId) ?? new Set();
      this.#sockets.set(clientId, open.add(client));
      client.on('close', () => open.delete(client));
      client.on('error', () => client.terminate());
    });
  }

  publish(clientId: string, event: Event): void {
    if (this.count(clientId) > 0) this.emit(clientId, this.envelope(event));
  }

  /** Sends a message; strings are sent verbatim, so that frames may be malformed. */
  emit(clientId: string, message: unknown): void {
    const frame = typeof message === 'string' ? message : JSON.stringify(message);
    for (const socket of this.#sockets.get(clientId) ?? []) {
      if (this.#muted.has(socket)) continue;
      if (socket.bufferedAmount > MAX_BUFFERED) socket.terminate();
      else socket.send(frame);
    }
  }

  /** Simulates half-open connections: the client's current sockets stay open, but nothing more is sent on them. */
  mute(clientId: string): () => void {
    const open = [...(this.#sockets.get(clientId) ?? [])];
    open.forEach((socket) => this.#muted.add(socket));
    return () => open.forEach((socket) => this.#muted.delete(socket));
  }

  /** Ends the silence of the client's current sockets. */
  unmute(clientId: string): void {
    for (const socket of this.#sockets.get(clientId) ?? []) this.#muted.delete(socket);
  }

  /** Terminates the open sockets of a client; left out: of all. */
  cut(clientId?: string): void {
    const clients = clientId === undefined ? this.#sockets.keys() : [clientId];
    for (const client of clients) for (const socket of this.#sockets.get(client) ?? []) socket.terminate();
  }

  close(): void {
    this.#stopHearts.forEach((stop) => stop());
    this.#server.close();
    this.cut();
  }

  /** The event in its wire format. */
  envelope(event: Event): unknown {
    const { type, ...rest } = event;
    const objects = Object.entries(rest).map(([name, value]) => [name, applyVariants(value, this.#variants)] as const);
    return { [this.#variants.eventName]: type, ...Object.fromEntries(objects) };
  }

  #beat(): void {
    if (!this.heartbeats) return;
    const event: Event = { type: 'heartbeat', timestamp: this.#clock.iso() };
    for (const clientId of this.#sockets.keys()) this.publish(clientId, event);
  }
}
