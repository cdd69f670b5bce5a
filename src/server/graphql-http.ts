import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { sendNodeResponse } from '@whatwg-node/server';
import { createYoga } from 'graphql-yoga';
import { callerOfRequest } from '../auth/http.ts';
import { Context, type Shared } from '../context.ts';
import type { Devices } from '../config/optimizations.ts';
import { toGraphQLError, useErrors, type Report } from '../execution/error-masking.ts';
import { canCompile } from '../execution/compile.ts';
import { takesParts } from '../execution/incremental-delivery.ts';
import { createOrdinary, type Reply } from '../execution/fast-path.ts';
import { useSharing } from '../execution/sharing.ts';
import { useSteps, type Steps } from '../execution/operation-hooks.ts';
import { graphiqlPage } from './graphiql.ts';
import { EventStreams } from './graphql-sse.ts';
import { answer, readBody } from './index.ts';

export type Yoga = ReturnType<typeof createYoga<Context>>;

export interface GraphQLOptions extends Pick<Devices, 'compiled'> {
  readonly graphiql: boolean;
  readonly maxBodyBytes: number;
  /** What happens around every operation, whichever way it comes. */
  readonly steps: Steps;
}

/** GraphQL over HTTP and server-sent events (distinct connections mode), and GraphiQL for a browser. */
export function createGraphQL(
  schema: GraphQLSchema,
  shared: Shared,
  report: Report,
  { graphiql, maxBodyBytes, steps, compiled = true }: GraphQLOptions,
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
    cors: false, // the gate answers for other origins
    logging: false,
    plugins: [useErrors(report), useSteps(steps), useSharing(translate), events.plugin()],
    maskedErrors: { maskError: (error) => toGraphQLError(error, report) },
  });

  const ordinary = compiled && canCompile() ? createOrdinary(schema, steps, report) : () => undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (graphiql && request.method === 'GET' && isPageRequest(request)) return graphiqlPage(response);
    // Media types know no upper case (RFC 9110, 8.3.1), but Yoga compares them as they stand.
    const { 'content-type': type } = request.headers;
    if (type) request.headers['content-type'] = type.toLowerCase();
    const caller = await callerOfRequest(request, response, shared.authenticate);
    if (!caller) return void request.resume();
    let body: string | undefined;
    if (request.method === 'POST') {
      body = await readBody(request, maxBodyBytes);
      if (body === undefined) {
        response.setHeader('connection', 'close');
        const message = `The request is larger than ${maxBodyBytes} bytes.`;
        return answer(response, 413, { errors: [{ message, extensions: { code: 'PAYLOAD_TOO_LARGE' } }] });
      }
    }
    const left = new AbortController();
    response.once('close', () => {
      const isStream = String(response.getHeader('content-type')).startsWith('text/event-stream');
      if (isStream || !response.writableFinished) left.abort();
    });
    const correlationId = correlationIdOf(request);
    response.setHeader('x-correlation-id', correlationId);
    const context = new Context(shared, { signal: left.signal, correlationId, traceparent: traceOf(request) }, caller);
    context.takesParts = takesParts(request.headers.accept);
    const lastEventId = request.headers['last-event-id'];
    if (typeof lastEventId === 'string') context.lastEventId = lastEventId;
    const quick = body === undefined ? undefined : await ordinary(request, body, context);
    if (quick) return send(response, quick);
    // Yoga takes a body that was read already from here: as a stream, since it would list the indices of a text.
    if (body !== undefined) Object.assign(request, { body: Readable.from([Buffer.from(body)]) });
    const reply = await yoga.handleNodeRequestAndResponse(request, response, context);
    await sendNodeResponse(reply, response, request, true);
  }

  return {
    yoga,
    /** Ends the event streams; their readers come back with the last id. */
    close: () => events.close(),
    handle: (request: IncomingMessage, response: ServerResponse): void => {
      serve(request, response).catch((error: unknown) => {
        if (!request.destroyed || !response.destroyed) report(error);
        if (!response.headersSent)
          answer(response, 500, { errors: [{ message: 'Something went wrong in the gateway.' }] });
        else response.destroy();
      });
    },
  };
}

export const traceOf = ({ headers: { traceparent } }: IncomingMessage): string | undefined =>
  typeof traceparent === 'string' ? traceparent : undefined;

/** The caller's own id of the operation when it is well formed, else a new one. */
export const correlationIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
};

function send(response: ServerResponse, { status, type, body, headers }: Reply): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

const isPageRequest = ({ headers, url = '' }: IncomingMessage): boolean =>
  Boolean(headers.accept?.includes('text/html')) && !new URLSearchParams(url.split('?')[1]).has('query');
