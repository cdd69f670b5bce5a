import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type subscribe,
} from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { headerIn, SocketSessions } from '../auth/socket.ts';
import type { Limits } from '../config/limits.ts';
import { identified } from '../auth/caller.ts';
import { Context, type SharedServices } from '../context.ts';
import { toGraphQLError, withoutHttp, type Report } from '../execution/error-masking.ts';
import { incrementalForm } from '../execution/incremental-delivery.ts';
import { Subscriber } from '../execution/subscriber.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import { readParams } from '../execution/operation-hooks.ts';
import { correlationIdOf, traceOf } from './request-ids.ts';
import type { Yoga } from './graphql-http.ts';
import { OperationIds } from './ws-operation-ids.ts';
import { CLOSE, delivering, farewell, type Line } from './ws-delivery.ts';
import { BoundedSocket } from './ws-limits.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import { refuseUpgrade } from '../limits/refusal.ts';

/** Largest message of a client, in bytes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const KEEP_ALIVE_MS = 15_000;
const INIT_MS = 5_000;
/** Longest pause between two farewells of a stop: few clients do not make it long. */
const LONGEST_PAUSE_MS = 10;

/** What Yoga prepares for one operation: its whole pipeline, error masking included. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  parse(source: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
  contextFactory(): Promise<Context> | Context;
  execute: typeof execute;
  subscribe: typeof subscribe;
}
type RootValue = Pick<Enveloped, 'execute' | 'subscribe'> & {
  readonly line: Line;
  readonly id: string;
  /** Aborted when the operation is complete, and the client has its answer. */
  readonly ended: AbortSignal;
};
interface SocketExtra extends Record<PropertyKey, unknown> {
  /** One per running operation: completing it stops its reads. */
  operations?: Map<string, AbortController>;
}

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
  const { maxSocketOperations } = limits;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const sessions = new SocketSessions(shared.authenticate);
  const ids = new WeakMap<WebSocket, OperationIds>();
  const bounded = new WeakMap<WebSocket, BoundedSocket>();
  const refused = (error: unknown): ExecutionResult => ({ errors: [toGraphQLError(error, report)] });
  const running = (extra: SocketExtra): Map<string, AbortController> =>
    (extra.operations ??= new Map<string, AbortController>());
  const leave = (extra: SocketExtra, id: string): void => {
    running(extra).get(id)?.abort();
    running(extra).delete(id);
  };

  const { dispose } = useServer<Record<string, unknown>, SocketExtra>(
    {
      connectionInitWaitTimeout: INIT_MS,
      onConnect: async (connection) => {
        const accepted = await sessions.connect(connection);
        if (!accepted) admission.noteGuess(connection.extra.request);
        return accepted;
      },
      onPing: async (connection, payload) => {
        await sessions.ping(connection, payload);
        const { socket, request } = connection.extra;
        if (payload?.['renewed'] === false && !admission.noteGuess(request)) farewell(socket, CLOSE.tooManyGuesses);
      },
      execute: async (args) => {
        const { execute, line, ended } = args.rootValue as RootValue;
        const release = await bounded.get(line.socket)?.turn();
        if (release) ended.addEventListener('abort', release, { once: true });
        if (ended.aborted) return { data: null }; // nobody waits for it any more
        try {
          return failing(await execute(args));
        } catch (error) {
          return failing(refused(error)); // a hook around the operation: no reason to end the others on this socket
        }
      },
      subscribe: async (args) => {
        const { subscribe, line, id } = args.rootValue as RootValue;
        const results = await Promise.resolve(subscribe(args)).catch(refused);
        return (results as unknown) instanceof Subscriber
          ? delivering(results as unknown as Subscriber, line, id)
          : failing(results as ExecutionResult);
      },
      onSubscribe: answering(async ({ connectionParams, extra }, id, sent) => {
        if (running(extra).size >= maxSocketOperations) return [tooMany(maxSocketOperations)];
        const controller = new AbortController();
        running(extra).set(id, controller);
        const [correlationId, traceparent] = [correlationIdOf(extra.request), traceOf(extra.request)];
        const operation = { signal: controller.signal, correlationId, traceparent };
        const caller = sessions.callerOf(extra);
        const source = caller.access && `caller:${caller.access.subject}`;
        admission.takeOperation(extra.request, source);
        const holder = admission.holderOf(extra.request, source);
        const context = new Context(shared, operation, identified(caller, holder));
        context.holder = holder;
        context.sentBytes = ids.get(extra.socket)?.bytesOf(id) ?? 0;
        context.incremental = incrementalForm(headerIn(connectionParams, 'accept'));
        const params = { ...sent, ...readParams(hooks, sent, context) };
        const enveloped = yoga.getEnveloped(Object.assign(context, { params })) as unknown as Enveloped;
        const args: ExecutionArgs = {
          schema: enveloped.schema,
          operationName: params.operationName,
          document: enveloped.parse(params.query ?? ''),
          variableValues: params.variables,
          contextValue: await enveloped.contextFactory(),
          rootValue: {
            execute: enveloped.execute,
            subscribe: enveloped.subscribe,
            line: { socket: extra.socket, connection: extra.request.socket },
            id,
            ended: controller.signal,
          } satisfies RootValue,
        };
        const errors = enveloped.validate(args.schema, args.document);
        if (errors.length > 0) return errors;
        return getOperationAST(args.document, args.operationName) ? args : [NO_OPERATION];
      }),
      onNext: (_connection, _id, _payload, _args, result) =>
        result.errors && { ...result, errors: result.errors.map(withoutHttp) },
      onError: ({ extra }, id, _payload, errors) => {
        ids.get(extra.socket)?.ending(id);
        leave(extra, id);
        return errors.flatMap((error) => {
          const { originalError = error } = error;
          if (originalError instanceof RequestErrors) return originalError.errors.map(withoutHttp);
          return withoutHttp(originalError instanceof GraphQLError ? originalError : error);
        });
      },
      onComplete: ({ extra }, id) => {
        ids.get(extra.socket)?.ending(id);
        leave(extra, id);
      },
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
    const held = admission.admitSocket(request);
    if (typeof held !== 'function') return refuseUpgrade(socket, held);
    socket.once('close', held);
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
      ids.set(client, new OperationIds(client));
      bounded.set(client, new BoundedSocket(client, socket, admission.messageBounds(request)));
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
      await dispose();
    },
  };
}

/** Neither data nor a place in it: an operation that did not begin, as one that is not valid. */
class RequestErrors extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('The operation did not begin.');
    this.errors = errors;
  }
}

/** A result, or a stream that fails, so that the client is sent `error`, where it has errors and no data. */
function failing<R extends object>(result: R): R | AsyncGenerator<never, void> {
  const { errors, data } = result as ExecutionResult;
  if (!errors || data !== undefined || isAsyncIterable(result)) return result;
  return (async function* (): AsyncGenerator<never, void> {
    throw new RequestErrors(errors);
  })();
}

const NO_OPERATION = new GraphQLError('Could not determine what operation to execute.', {
  extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
});

const tooMany = (limit: number): GraphQLError =>
  new GraphQLError(`At most ${limit} operations run at the same time on one connection.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS' },
  });

type OnSubscribe = NonNullable<ServerOptions<Record<string, unknown>, Extra & SocketExtra>['onSubscribe']>;

/** A document that cannot be parsed or that is refused is the answer of that operation, not the end of the socket. */
const answering =
  (subscribe: OnSubscribe): OnSubscribe =>
  async (...args) => {
    try {
      return await subscribe(...args);
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  };
