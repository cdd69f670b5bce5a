import { EventEmitter } from 'node:events';
import type { FondoConnection } from '../../src/datasources/fondo/index.ts';

/** The event socket of one client, without a network. */
class SimulatedSocket extends EventEmitter {
  readonly CLOSED = 3;
  readyState = 1;
  /** The last change: its number and moment. */
  last: readonly [number: number, at: number] | undefined;

  terminate(): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    this.emit('close');
  }
}

/** Bytes of an account beside its members: an event of some 1.1 KB shows it before and after. */
const FILLER = 'x'.repeat(250);

const account = (clientId: string, number: number, at: number) => ({
  id: `0${clientId.slice(1)}`,
  clientId,
  sortedId: '1',
  name: `change-${number}-`,
  status: 'open',
  owner: FILLER,
  createdDate: '2026-01-01T00:00:00.000Z',
  modifiedDate: new Date(at).toISOString(),
});

/** As Fondo: a socket that is silent for longer counts as dead. Sockets have their turns one after the other. */
const HEARTBEAT_MS = 30_000;
const TURN_MS = 100;

/** Fondo as relays see it, in this process: it counts what it is asked for, and has events for whom is connected. */
export class SimulatedFondo {
  readonly #sockets = new Map<string, SimulatedSocket>();
  /** Those that had no heartbeat yet in this round. */
  #quiet: Iterator<SimulatedSocket> = [].values();
  #beatenAt = performance.now();
  readonly #hearts = setInterval(() => this.#beat(), TURN_MS).unref();
  /** Reads of lists and objects, and sockets that were opened. */
  reads = 0;
  opened = 0;

  get sockets(): number {
    return this.#sockets.size;
  }

  /** What is not asked for by event streams is not there. */
  readonly connection = {
    openSocket: async (clientId: string) => {
      const socket = new SimulatedSocket();
      this.opened += 1;
      this.#sockets.set(clientId, socket);
      socket.once('close', () => this.#sockets.get(clientId) === socket && this.#sockets.delete(clientId));
      return { socket, token: '' };
    },
    isTokenCurrent: async () => true,
    forget: () => undefined,
    changes: {
      now: async () => this.#read(new Date().toISOString()),
      since: async () => this.#read([]),
      one: async () => this.#read(null),
      payments: async () => this.#read([]),
    },
  } as unknown as FondoConnection;

  /** A change at a client; answers whether anybody is connected to it here. */
  change(clientId: string, number: number): boolean {
    const socket = this.#sockets.get(clientId);
    if (!socket) return false;
    const at = Math.max(Date.now(), (socket.last?.[1] ?? 0) + 1);
    const current = account(clientId, number, at);
    const previous = socket.last ? account(clientId, ...socket.last) : null;
    socket.last = [number, at];
    socket.emit('message', Buffer.from(JSON.stringify({ type: 'account.update', current, previous })));
    return true;
  }

  close(): void {
    clearInterval(this.#hearts);
  }

  #beat(): void {
    const message = Buffer.from(JSON.stringify({ type: 'heartbeat', timestamp: new Date().toISOString() }));
    const now = performance.now();
    const due = (this.#sockets.size * (now - this.#beatenAt)) / HEARTBEAT_MS;
    this.#beatenAt = now;
    for (let left = Math.ceil(due); left > 0; left -= 1) {
      const next = this.#quiet.next();
      if (!next.done) next.value.emit('message', message);
      else if (this.#sockets.size > 0) this.#quiet = this.#sockets.values();
    }
  }

  #read<T>(answer: T): T {
    this.reads += 1;
    return answer;
  }
}
