import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import type { Message } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { SocketSession } from '../auth/socket.ts';
import type { IncrementalForm } from '../context.ts';
import type { Operation } from '../datasources/kit/operation.ts';
import { Stop, type StopSignal } from '../datasources/kit/stop.ts';
import type { ResultReader, Subscriber } from '../execution/subscriber.ts';
import type { Wire } from '../execution/wire.ts';
import { CLOSE, farewell, isTooSlow, sendFrame } from './ws-delivery.ts';
import { framedId, frameOf, giveBack } from './ws-frame.ts';
import type { BoundedSocket } from './ws-limits.ts';

/** The connection of an operation, as the operation sees it. */
export interface Talk {
  readonly socket: WebSocket;
  /** Below the WebSocket. */
  readonly connection: Duplex;
  readonly bounds: BoundedSocket;
  readonly session: SocketSession;
  /** Whom it counts for while its caller is not known. */
  readonly source: string;
  readonly remoteAddress: string;
  readonly traceparent: string | undefined;
  /** How the client takes the parts of an answer. */
  readonly incremental: IncrementalForm | undefined;
  /** Operations that run, and those that the client has left and that are still being executed. */
  running: number;
  /** Sends a message, unless the connection is closing; resolves when the client has taken it, or is gone. */
  sent(message: Message): Promise<void>;
  /** Ends an operation with errors, unless it has ended. */
  fail(operation: SocketOperation, errors: readonly GraphQLError[]): void;
  complete(operation: SocketOperation): void;
  /** To be called by an operation that ends. */
  forget(operation: SocketOperation): void;
}

/** One operation of a connection, from its `subscribe` until it ends: by itself, by the client, or with the connection. */
export class SocketOperation implements Operation, ResultReader {
  readonly conversation: Talk;
  readonly id: string;
  readonly correlationId: string;
  /** Of the message that began it. */
  readonly bytes: number;
  hasEnded = false;
  /** Whether it is being begun or, unless it is a subscription, executed. */
  #isBusy = true;
  /** Whether it counts among the answers that the client has not taken. */
  #hasTurn = false;
  #framedId = '';
  #subscriber: Subscriber | undefined;
  #stop: Stop | undefined;
  #acts: (() => void)[] | undefined;

  constructor(conversation: Talk, id: string, correlationId: string, bytes: number) {
    this.conversation = conversation;
    this.id = id;
    this.correlationId = correlationId;
    this.bytes = bytes;
    conversation.running += 1;
  }

  get traceparent(): string | undefined {
    return this.conversation.traceparent;
  }

  /** Aborted when it has ended. Made when it is first asked for: most subscriptions read nothing of their own. */
  get signal(): StopSignal {
    if (!this.#stop) {
      this.#stop = new Stop();
      if (this.hasEnded) this.#stop.abort();
    }
    return this.#stop;
  }

  whenEnded(act: () => void): void {
    if (this.hasEnded) act();
    else if (this.#acts) this.#acts.push(act);
    else this.#acts = [act];
  }

  /** Waits until the client has taken enough of its answers for one more. */
  async turn(): Promise<void> {
    await this.conversation.bounds.turn();
    this.#hasTurn = true;
  }

  /** Sends the results of a subscription as they come; nothing where the client has left meanwhile. */
  follow(subscriber: Subscriber): void {
    if (this.hasEnded) return void subscriber.leave();
    this.#framedId = framedId(this.id);
    this.#subscriber = subscriber;
    subscriber.start(this);
  }

  /** Nothing is sent for it any more, and what is read for it is stopped. Its id may be used again. */
  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.conversation.forget(this);
    void this.#subscriber?.leave();
    const acts = this.#acts ?? [];
    this.#acts = undefined;
    for (const act of acts) act();
    this.#stop?.abort();
    if (!this.#isBusy) this.conversation.running -= 1;
  }

  /** Nothing is being done for it any more, but for the results of a subscription. To be called once. */
  rest(): void {
    this.#isBusy = false;
    if (this.#hasTurn) this.conversation.bounds.done();
    if (this.hasEnded) this.conversation.running -= 1;
  }

  take(wire: Wire): boolean {
    const { socket, connection } = this.conversation;
    const frame = frameOf(this.#framedId, wire);
    const isTaken = sendFrame(socket, connection, frame, this);
    if (connection.writableLength === 0) giveBack(frame); // the kernel has it
    return isTaken;
  }

  /** The client has taken what it was behind with, or is gone. */
  resume(): void {
    this.#subscriber?.resume();
  }

  finished(error?: GraphQLError): void {
    if (error && isTooSlow(error)) farewell(this.conversation.socket, CLOSE.tooSlow);
    if (error) this.conversation.fail(this, [error]);
    else this.conversation.complete(this);
  }
}
