import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DocumentNode, ExecutionArgs, execute, GraphQLError, GraphQLSchema, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { isOriginAllowed } from './auth/http.ts';
import { SocketSessions } from './auth/socket.ts';
import { Context, type Shared } from './context.ts';
import { readParams, type Steps } from './execution/steps.ts';
import { correlationIdOf, type Yoga } from './graphql-http.ts';

/** Largest message of a client, in bytes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const KEEP_ALIVE_MS = 15_000;
const INIT_MS = 5_000;

/** What Yoga prepares for one operation: its whole pipeline, error masking included. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  parse(source: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
  contextFactory(): Promise<Context> | Context;
  execute: typeof execute;
  subscribe: typeof subscribe;
}
type RootValue = Pick<Enveloped, 'execute' | 'subscribe'>;
interface SocketExtra extends Record<PropertyKey, unknown> {
  /** One per running operation: completing it stops its reads. */
  operations?: Map<string, AbortController>;
}

/** GraphQL over WebSocket (graphql-transport-ws), on the port of the HTTP server, through the same Yoga. */
export function acceptSockets(server: Server, yoga: Yoga, shared: Shared, steps: Steps, origins: readonly string[]) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const sessions = new SocketSessions(shared.authenticate);
  const running = (extra: SocketExtra): Map<string, AbortController> =>
    (extra.operations ??= new Map<string, AbortController>());
  const leave = (extra: SocketExtra, id: string): void => {
    running(extra).get(id)?.abort();
    running(extra).delete(id);
  };

  const { dispose } = useServer<Record<string, unknown>, SocketExtra>(
    {
      connectionInitWaitTimeout: INIT_MS,
      onConnect: (connection) => sessions.connect(connection),
      onPing: (connection, payload) => sessions.ping(connection, payload),
      execute: (args) => (args.rootValue as RootValue).execute(args),
      subscribe: (args) => (args.rootValue as RootValue).subscribe(args),
      onSubscribe: async ({ extra }, id, sent) => {
        const controller = new AbortController();
        running(extra).set(id, controller);
        const operation = { signal: controller.signal, correlationId: correlationIdOf(extra.request) };
        const context = new Context(shared, operation, sessions.callerOf(extra));
        const params = { ...sent, ...readParams(steps, sent, context) };
        const enveloped = yoga.getEnveloped(Object.assign(context, { params })) as unknown as Enveloped;
        const args: ExecutionArgs = {
          schema: enveloped.schema,
          operationName: params.operationName,
          document: enveloped.parse(params.query ?? ''),
          variableValues: params.variables,
          contextValue: await enveloped.contextFactory(),
          rootValue: enveloped satisfies RootValue,
        };
        const errors = enveloped.validate(args.schema, args.document);
        return errors.length > 0 ? errors : args;
      },
      onComplete: ({ extra }, id) => leave(extra, id),
      onClose: ({ extra }) => {
        sessions.end(extra);
        [...running(extra).keys()].forEach((id) => leave(extra, id));
      },
    },
    sockets,
    KEEP_ALIVE_MS,
  );

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?', 1)[0] !== '/graphql') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    if (!isOriginAllowed(request, origins)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  return { close: async () => void (await dispose()) };
}
