import type { RawData, WebSocket } from 'ws';
import { BAD_REQUEST, faultOf } from './ws-limits.ts';

/** Handles one message; for `subscribe` it resolves when that operation has ended. Never rejects. */
type Handle = (data: RawData) => Promise<void>;

/** One operation under an id. */
interface Life {
  /** Of the message that began it. */
  readonly bytes: number;
  /** Completed by the client, or about to end by itself: its id may be used again. */
  ending: boolean;
  /** The `subscribe` that has come since under the same id. */
  next: RawData | undefined;
}

const SUBSCRIBER_EXISTS = 4409;

/**
 * Lets a client use the id of an operation again as soon as it has completed it, which graphql-transport-ws allows:
 * graphql-ws knows operations by their id alone, so that the end of the first would be taken for that of the second.
 * The second begins when the first has ended.
 */
export class OperationIds {
  readonly #socket: WebSocket;
  readonly #handle: Handle | undefined;
  readonly #lives = new Map<string, Life>();

  /**
   * Stands between a WebSocket and the listener for its messages that graphql-ws has put there; it puts none where it
   * has refused the connection.
   */
  constructor(socket: WebSocket) {
    this.#socket = socket;
    const listeners = socket.listeners('message');
    this.#handle = listeners[0] as Handle | undefined;
    if (this.#handle) socket.removeAllListeners('message').on('message', (data) => this.#receive(data));
  }

  /** Bytes of the message that began the operation. */
  bytesOf(id: string): number | undefined {
    return this.#lives.get(id)?.bytes;
  }

  /** The server has ended the operation; what is left of its handling is to tell the client. */
  ending(id: string): void {
    const life = this.#lives.get(id);
    if (life) life.ending = true;
  }

  #receive(data: RawData): void {
    const head = headOf(data);
    const fault = faultOf(data, head);
    if (fault) return this.#socket.close(BAD_REQUEST, fault);
    const { type, id } = head;
    const life = id === undefined ? undefined : this.#lives.get(id);
    if (id === undefined) void this.#handle?.(data);
    else if (type === 'subscribe') this.#subscribe(id, data, life);
    else if (type === 'complete' && life?.next) life.next = undefined;
    else {
      if (type === 'complete' && life) life.ending = true;
      void this.#handle?.(data);
    }
  }

  #subscribe(id: string, data: RawData, before: Life | undefined): void {
    if (!before) return this.#begin(id, data);
    if (before.ending && !before.next) before.next = data;
    else this.#socket.close(SUBSCRIBER_EXISTS, `Subscriber for ${id} already exists`);
  }

  #begin(id: string, data: RawData): void {
    const life: Life = { bytes: (data as Buffer).length, ending: false, next: undefined };
    this.#lives.set(id, life);
    void this.#handle?.(data).finally(() => {
      this.#lives.delete(id);
      if (life.next && this.#socket.readyState === this.#socket.OPEN) this.#begin(id, life.next);
    });
  }
}

/** Type and id of a message; nothing of one that is malformed, which graphql-ws answers. */
function headOf(data: RawData): { readonly type?: unknown; readonly id?: string } {
  try {
    const { type, id } = JSON.parse((data as Buffer).toString()) as { type?: unknown; id?: unknown };
    return typeof id === 'string' ? { type, id } : { type };
  } catch {
    return {};
  }
}
