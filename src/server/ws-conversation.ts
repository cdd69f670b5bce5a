import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  CloseCode,
  MessageType,
  parseMessage,
  stringifyMessage,
  type Message,
  type SubscribeMessage,
} from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Authenticate } from '../auth/authenticator.ts';
import { headerIn, SocketSession } from '../auth/socket.ts';
import type { IncrementalForm } from '../context.ts';
import type { Deadline, Deadlines } from '../datasources/kit/deadlines.ts';
import { withoutHttp, type Report } from '../execution/error-masking.ts';
import { incrementalForm } from '../execution/incremental-delivery.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import { givenCorrelationId, keptCorrelationId, traceOf } from './request-ids.ts';
import { CLOSE, farewell } from './ws-delivery.ts';
import type { Beating, Heartbeat } from './ws-heartbeat.ts';
import { BoundedSocket, faultOf } from './ws-limits.ts';
import { SocketOperation, type Talk } from './ws-operation.ts';

/** What all conversations share. */
export interface ConversationServices {
  readonly authenticate: Authenticate;
  readonly admission: AdmissionControl;
  readonly report: Report;
  readonly heartbeat: Heartbeat;
  /** Within which a `connection_init` must come. */
  readonly initDeadlines: Deadlines;
  /** Executes an operation, and sends its results. Rejects where that is a defect. */
  run(operation: SocketOperation, payload: SubscribeMessage['payload']): Promise<void>;
}

const CONVERSATION = Symbol('conversation');
interface Spoken {
  [CONVERSATION]?: Conversation;
}

/**
 * The server's end of graphql-transport-ws over one WebSocket: who speaks, and the operations that run. Messages are those
 * of graphql-ws; its server keeps some twenty closures and two suspended functions for each subscriber, which this does
 * without: its listeners are shared by all connections, and so are its timers.
 */
export class Conversation implements Talk, Beating {
  readonly socket: WebSocket;
  readonly connection: Duplex;
  readonly bounds: BoundedSocket;
  readonly session: SocketSession;
  readonly source: string;
  /** The address that it comes from; empty where it is not known. */
  readonly remoteAddress: string;
  readonly traceparent: string | undefined;
  incremental: IncrementalForm | undefined;
  isAlive = true;
  running = 0;
  readonly #services: ConversationServices;
  readonly #correlationId: string | undefined;
  readonly #operations = new Map<string, SocketOperation>();
  readonly #place: Set<Beating>;
  #authorization: string | undefined;
  #init: Deadline | undefined;
  #isAcknowledged = false;

  constructor(services: ConversationServices, socket: WebSocket, connection: Duplex, request: IncomingMessage) {
    const { admission, authenticate, heartbeat, initDeadlines } = services;
    this.#services = services;
    this.socket = socket;
    this.connection = connection;
    this.source = admission.holderOf(request);
    this.remoteAddress = admission.addressOf(request);
    this.traceparent = traceOf(request);
    this.#correlationId = givenCorrelationId(request);
    this.#authorization = request.headers.authorization;
    this.bounds = new BoundedSocket(socket, connection, admission.messageBounds, this.source);
    this.session = new SocketSession(authenticate, socket);
    this.#place = heartbeat.add(this);
    this.#init = initDeadlines.begin(() => socket.close(CloseCode.ConnectionInitialisationTimeout, INIT_TIMEOUT));
    (socket as Spoken)[CONVERSATION] = (connection as Spoken)[CONVERSATION] = this;
    connection.prependListener('data', onData);
    socket.on('message', onMessage).on('ping', onPing).on('pong', onPong).on('close', onClose);
  }

  ping(): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  cut(): void {
    this.socket.terminate();
  }

  /** Sends a message, unless the connection is closing. */
  send(message: Message): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(stringifyMessage(message));
  }

  async sent(message: Message): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    await new Promise<void>((resolve) => socket.send(stringifyMessage(message), () => resolve()));
  }

  fail(operation: SocketOperation, errors: readonly GraphQLError[]): void {
    if (operation.hasEnded) return;
    operation.end();
    this.send({ id: operation.id, type: MessageType.Error, payload: errors.map(shown) });
  }

  complete(operation: SocketOperation): void {
    if (operation.hasEnded) return;
    operation.end();
    this.send({ id: operation.id, type: MessageType.Complete });
  }

  forget({ id }: SocketOperation): void {
    this.#operations.delete(id);
  }

  receive(data: RawData): void {
    if (this.socket.readyState !== this.socket.OPEN) return; // nothing more is done for one that closes
    const message = this.#read(data as Buffer);
    if (!message) return;
    this.#obey(message, (data as Buffer).length).catch((error: unknown) => {
      this.#services.report(error);
      this.socket.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  closed(): void {
    this.#place.delete(this);
    this.#initialised();
    this.bounds.finished();
    this.session.end();
    for (const operation of this.#operations.values()) operation.end();
  }

  #read(data: Buffer): Message | undefined {
    try {
      const message = parseMessage(data.toString());
      const fault = faultOf(data, message);
      if (!fault) return message;
      this.socket.close(CloseCode.BadRequest, fault);
    } catch {
      this.socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
    return undefined;
  }

  async #obey(message: Message, bytes: number): Promise<void> {
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#begin(message.payload);
      case MessageType.Ping:
        return this.#answer(message.payload);
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#subscribe(message, bytes);
      case MessageType.Complete:
        return this.#operations.get(message.id)?.end();
      default:
        return this.socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  async #begin(payload: Record<string, unknown> | undefined): Promise<void> {
    if (!this.#init)
      return this.socket.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    this.#initialised();
    this.incremental = incrementalForm(headerIn(payload, 'accept'));
    const authorization = headerIn(payload, 'authorization') ?? this.#authorization;
    this.#authorization = undefined;
    if (!(await this.session.connect(authorization))) return void this.#services.admission.noteGuess(this.source);
    this.#isAcknowledged = true;
    this.send({ type: MessageType.ConnectionAck });
  }

  async #answer(payload: Record<string, unknown> | undefined): Promise<void> {
    const isAccepted = await this.session.ping(payload);
    if (!isAccepted && !this.#services.admission.noteGuess(this.source)) farewell(this.socket, CLOSE.tooManyGuesses);
    this.send({ type: MessageType.Pong, ...(payload && { payload }) });
  }

  async #subscribe({ id, payload }: SubscribeMessage, bytes: number): Promise<void> {
    if (!this.#isAcknowledged) return this.socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#operations.has(id)) return this.socket.close(CloseCode.SubscriberAlreadyExists, existing(id));
    const operation = new SocketOperation(this, id, this.#correlationId ?? keptCorrelationId(), bytes);
    this.#operations.set(id, operation);
    await this.#services.run(operation, payload);
  }

  /** The time for `connection_init` does not count any more. */
  #initialised(): void {
    if (this.#init) this.#services.initDeadlines.met(this.#init);
    this.#init = undefined;
  }
}

/** What is wrong with an operation is told as it was found, not as it was wrapped. */
const shown = (error: GraphQLError): GraphQLFormattedError =>
  withoutHttp(error.originalError instanceof GraphQLError ? error.originalError : error);

/** Bytes that the reason of a close frame has at most (RFC 6455, 5.5). */
const MAX_REASON_BYTES = 123;
function existing(id: string): string {
  const reason = `Subscriber for ${id} already exists`;
  return Buffer.byteLength(reason) > MAX_REASON_BYTES ? 'Subscriber already exists' : reason;
}

const INIT_TIMEOUT = 'Connection initialisation timeout';

function onData(this: Duplex, { length }: Buffer): void {
  (this as Spoken)[CONVERSATION]?.bounds.arrived(length);
}
function onMessage(this: WebSocket, data: RawData): void {
  const conversation = (this as Spoken)[CONVERSATION];
  conversation?.bounds.finished();
  conversation?.receive(data);
  conversation?.bounds.look();
}
function onPing(this: WebSocket, { length }: Buffer): void {
  (this as Spoken)[CONVERSATION]?.bounds.controlled(length);
}
function onPong(this: WebSocket, { length }: Buffer): void {
  const conversation = (this as Spoken)[CONVERSATION];
  if (!conversation) return;
  conversation.isAlive = true;
  conversation.bounds.controlled(length);
}
function onClose(this: WebSocket): void {
  (this as Spoken)[CONVERSATION]?.closed();
}
