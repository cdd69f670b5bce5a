import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Limits } from '../config/limits.ts';
import type { SharedServices } from '../context.ts';
import { Deadlines } from '../datasources/kit/deadlines.ts';
import type { Report } from '../execution/error-masking.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import { refuseUpgrade } from '../limits/refusal.ts';
import type { Yoga } from './graphql-http.ts';
import { Conversation, type ConversationServices } from './ws-conversation.ts';
import { CLOSE, farewell } from './ws-delivery.ts';
import { createExecution } from './ws-execution.ts';
import { Heartbeat } from './ws-heartbeat.ts';

/** Largest message of a client, in bytes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const INIT_MS = 5_000;
/** Longest pause between two farewells of a stop: few clients do not make it long. */
const LONGEST_PAUSE_MS = 10;

export type SocketLimits = Pick<Limits, 'maxSocketOperations'>;

/** GraphQL over WebSocket (graphql-transport-ws), on the port of the HTTP server, through the same Yoga. */
export function acceptSockets(
  server: Server,
  yoga: Yoga,
  shared: SharedServices,
  {
    hooks,
    limits,
    admission,
    report,
  }: { hooks: OperationHooks; limits: SocketLimits; admission: AdmissionControl; report: Report },
) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols });
  const heartbeat = new Heartbeat();
  const services: ConversationServices = {
    authenticate: shared.authenticate,
    admission,
    report,
    heartbeat,
    initDeadlines: new Deadlines(INIT_MS),
    run: createExecution({ yoga, shared, hooks, admission, report, maxOperations: limits.maxSocketOperations }),
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?', 1)[0] !== '/graphql') return refuseUpgrade(socket, { status: 404 });
    const held = admission.admitSocket(request);
    if (typeof held !== 'function') return refuseUpgrade(socket, held);
    socket.on('close', held); // it closes once: `on` spares the wrapper that `once` keeps
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', onError);
      if (client.protocol === GRAPHQL_TRANSPORT_WS_PROTOCOL) new Conversation(services, client, socket, request);
      else farewell(client, [CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable']);
    });
  });

  return {
    get open() {
      return sockets.clients.size;
    },
    /** Asks every client to come back elsewhere, evenly spread over `spreadMs`, so that they do not come back at once. */
    async close(spreadMs = 0): Promise<void> {
      const clients = [...sockets.clients];
      const pause = Math.min(spreadMs / clients.length, LONGEST_PAUSE_MS);
      for (const [at, client] of clients.entries()) {
        farewell(client, CLOSE.restarting);
        if (Math.floor((at + 1) * pause) > Math.floor(at * pause)) await delay(Math.ceil(pause));
      }
      for (const client of sockets.clients) farewell(client, CLOSE.restarting); // who came meanwhile
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
      heartbeat.stop();
    },
  };
}

/** `ws` has closed what broke its rules, with the code for it; a connection that breaks closes by itself. */
function onError(): void {}
