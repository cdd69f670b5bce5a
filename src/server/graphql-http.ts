import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { sendNodeResponse } from '@whatwg-node/server';
import { createYoga } from 'graphql-yoga';
import { callerOfRequest } from '../auth/http.ts';
import { identified, type Caller } from '../auth/caller.ts';
import { Context, type SharedServices } from '../context.ts';
import type { Limits } from '../config/limits.ts';
import type { Optimizations } from '../config/optimizations.ts';
import { toGraphQLError, useErrors, type Report } from '../execution/error-masking.ts';
import { canCompile } from '../execution/compile.ts';
import { INCREMENTAL_PARAMETERS, incrementalForm } from '../execution/incremental-delivery.ts';
import { createFastPath, type Reply } from '../execution/fast-path.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import { ClientDisconnected } from '../limits/body.ts';
import { whenClosed } from '../limits/when-closed.ts';
import { useSharing } from '../execution/sharing.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import { documentCaches, useValidation } from '../execution/document-caches.ts';
import { useOperationHooks } from '../execution/operation-hooks.ts';
import { EventStreams, isEnded } from './graphql-sse.ts';
import type { Operation } from '../datasources/kit/operation.ts';
import { Stop, type StopSignal } from '../datasources/kit/stop.ts';
import { answer } from './http.ts';
import { correlationIdOf, traceOf } from './request-ids.ts';

export type Yoga = ReturnType<typeof createYoga<Context>>;

export interface GraphQLOptions extends Pick<Optimizations, 'compiled'> {
  readonly limits: Pick<Limits, 'maxBodyBytes' | 'introspection'>;
  readonly admission: AdmissionControl;
  /** What happens around every operation, whichever way it comes. */
  readonly hooks: OperationHooks;
}

/** GraphQL over HTTP and server-sent events (distinct connections mode). */
export function createGraphQL(
  schema: GraphQLSchema,
  shared: SharedServices,
  report: Report,
  { limits, admission, hooks, compiled = true }: GraphQLOptions,
) {
  const events = new EventStreams(report);
  const translate = (error: GraphQLError, correlationId: string): GraphQLError =>
    toGraphQLError(error, report, correlationId);
  const yoga: Yoga = createYoga<Context>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    graphiql: false,
    multipart: false,
    batching: false,
    maxRequestBodySize: false, // held to its limit where it is read
    extraParamNames: ['documentId'],
    parserAndValidationCache: documentCaches(),
    cors: false, // admission control answers for other origins
    logging: false,
    plugins: [
      useErrors(report, limits.introspection),
      useOperationHooks(hooks),
      useValidation(limits.introspection),
      useSharing(translate),
      events.plugin(),
    ],
    maskedErrors: { maskError: (error) => toGraphQLError(error, report) },
  });

  const fastPath = compiled && canCompile() ? createFastPath(schema, hooks, report) : () => undefined;

  /** Answers a request; whatever goes wrong is answered and reported here. */
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const correlationId = correlationIdOf(request);
    try {
      // Media types know no upper case (RFC 9110, 8.3.1), but Yoga compares them as they stand.
      const { 'content-type': type } = request.headers;
      if (type) request.headers['content-type'] = type.toLowerCase();
      // Awaited also where it is known at once: until then a small body has arrived, and is not waited for.
      const caller = await callerOfRequest(request, response, shared.authenticate);
      if (!caller) return void request.resume();
      if (isEnded(request.headers)) {
        request.resume();
        return void response.writeHead(204).end();
      }
      const source = caller.access && `caller:${caller.access.subject}`;
      let body: string | undefined;
      if (request.method === 'POST') {
        const received = admission.receive(request, response, limits.maxBodyBytes, source);
        body = received instanceof Promise ? await received : received;
        if (body === undefined) return;
        if (body.startsWith(BYTE_ORDER_MARK)) body = body.slice(1);
      }
      if (!admission.begin(request, response, source)) return;
      const call = new Call(response, correlationId, traceOf(request));
      const context = contextOf(request, response, call, caller, source);
      context.sentBytes = body?.length ?? request.url?.length ?? 0;
      const quick = body === undefined ? undefined : fastPath(request, body, context);
      if (quick) return call.answer(quick instanceof Promise ? await quick : quick);
      response.setHeader('x-correlation-id', correlationId);
      await throughYoga(request, response, body, context);
    } catch (error) {
      if (!(error instanceof ClientDisconnected)) report(error);
      if (response.headersSent) return void response.destroy();
      response.setHeader('x-correlation-id', correlationId);
      answer(response, 500, { errors: [{ message: 'Something went wrong in the gateway.' }] });
    }
  }

  function contextOf(
    request: IncomingMessage,
    response: ServerResponse,
    call: Call,
    caller: Caller,
    source: string | undefined,
  ): Context {
    const { accept, 'last-event-id': lastEventId } = request.headers;
    const holder = admission.holderOf(request, source);
    const context = new Context(shared, call, identified(caller, holder));
    context.holder = holder;
    context.remoteAddress = admission.addressOf(request);
    context.incremental = incrementalForm(accept);
    if (typeof lastEventId === 'string' && lastEventId !== '') context.lastEventId = lastEventId; // empty: none (HTML, 9.2.4)
    if (accept?.includes('text/event-stream')) context.openStream = () => admission.openStream(request, response);
    return context;
  }

  async function throughYoga(
    request: IncomingMessage,
    response: ServerResponse,
    body: string | undefined,
    context: Context,
  ): Promise<void> {
    // Yoga takes a body that was read already from here: as a stream, since it would list the indices of a text.
    if (body !== undefined) Object.assign(request, { body: Readable.from([Buffer.from(body)]) });
    const reply = await yoga.handleNodeRequestAndResponse(request, response, context);
    const why = reply.body ? undefined : UNSERVED[reply.status];
    if (why) return answer(response, reply.status, { errors: [why] });
    const sent = reply.headers.get('content-type');
    if (context.incremental && sent?.startsWith('multipart/mixed'))
      reply.headers.set('content-type', `${sent}; ${INCREMENTAL_PARAMETERS[context.incremental]}`);
    reply.headers.delete('connection'); // whether it stays open is for the server to say
    await sendNodeResponse(reply, response, request, true);
  }

  return {
    yoga,
    /** Ends the event streams; their readers come back with the last id. */
    close: () => events.close(),
    handle: (request: IncomingMessage, response: ServerResponse): void => void serve(request, response),
  };
}

/** Before the JSON of a body: some editors write it, and it may be ignored (RFC 8259, 8.1). */
const BYTE_ORDER_MARK = '\uFEFF';

/** What Yoga refuses without a word. */
const UNSERVED: Readonly<Record<number, { readonly message: string; readonly extensions: { readonly code: string } }>> =
  {
    406: {
      message:
        'Nothing that "accept" names can be sent. Accept application/graphql-response+json or application/json, with multipart/mixed beside them for @defer and @stream, or text/event-stream.',
      extensions: { code: 'NOT_ACCEPTABLE' },
    },
    415: {
      message: 'The content type of the body is not supported. Send `content-type: application/json`.',
      extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    },
  };

/** A request on its way to an operation, which it ends when its caller leaves. */
class Call implements Operation {
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly #response: ServerResponse;
  #left: Stop | undefined; // made when it is first asked for: what reads nothing needs none
  #done = false;

  constructor(response: ServerResponse, correlationId: string, traceparent: string | undefined) {
    this.correlationId = correlationId;
    this.traceparent = traceparent;
    this.#response = response;
    whenClosed(response, this);
  }

  /** The response has closed. */
  release(): void {
    if (!this.#done) this.#left?.abort();
  }

  get signal(): StopSignal {
    if (!this.#left) {
      this.#left = new Stop();
      if (this.#response.closed && !this.#done) this.#left.abort();
    }
    return this.#left;
  }

  answer(reply: Reply): void {
    const { status, type, body, headers } = reply;
    reply.body = '';
    this.#done = !this.#response.closed;
    const bytes = Buffer.byteLength(body);
    const own = ['x-correlation-id', this.correlationId, 'content-type', `${type}; charset=utf-8`];
    own.push('content-length', String(bytes));
    for (const name in headers) own.push(name, headers[name] as string);
    this.#response.writeHead(status, own);
    // What is ASCII is sent as Latin-1, whose bytes are the same: Node copies them, and need not encode (2 µs of 40).
    this.#response.end(body, bytes === body.length ? 'latin1' : 'utf8');
  }
}
