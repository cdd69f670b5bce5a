import type { GraphQLError, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context, StreamRefusal } from '../context.ts';
import { toGraphQLError, withoutHttp, type Report } from '../execution/error-masking.ts';
import { Subscriber, type ResultReader } from '../execution/subscriber.ts';
import { serialise, type Wire } from '../execution/wire.ts';

const EVENT_STREAM = 'text/event-stream';
const PING_MS = 12_000;
const HEADERS = {
  'content-type': EVENT_STREAM,
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};

/**
 * The id of a `complete`. An `EventSource` connects again whatever a stream has ended with, and only the status 204 stops
 * it (HTML standard, 9.2.3): it comes back with this as its `Last-Event-ID`.
 */
const ENDED = 'ended';

/** Whether an event source comes back to a stream that has ended for good: to be answered with 204. */
export const isEnded = (headers: { readonly 'last-event-id'?: unknown; readonly accept?: string }): boolean =>
  headers['last-event-id'] === ENDED && Boolean(headers.accept?.includes(EVENT_STREAM));

/**
 * Ends of a stream after which its reader is expected back with its cursor, with other credentials or reading faster: no
 * `complete` is sent, as when the gateway stops.
 */
const COME_BACK: ReadonlySet<unknown> = new Set(['CREDENTIALS_EXPIRED', 'SUBSCRIBER_TOO_SLOW']);

type FetchAPI = { Response: typeof Response };
type Source<T> = Pick<AsyncIterator<T, void>, 'next' | 'return'>;

/** Answers a subscription with an error, and leaves it. */
function refuse(subscriber: Subscriber, fetchAPI: FetchAPI, refusal: StreamRefusal): Response {
  void subscriber.leave();
  const { status, code, message, retryAfterMs } = refusal;
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  const body = { errors: [{ message, extensions: { code, retryAfterMs } }] };
  return fetchAPI.Response.json(body, { status, headers });
}

/** A subscription that was asked for as if it were a query. */
const NO_STREAM: StreamRefusal = {
  status: 406,
  code: 'NOT_ACCEPTABLE',
  message: 'A subscription needs `accept: text/event-stream`, or a WebSocket (graphql-transport-ws).',
};

/**
 * Subscriptions over server-sent events (graphql-sse, distinct connections mode), with the cursor of each event as its
 * `id`, so that a browser's `EventSource` comes back with `Last-Event-ID`. Results are serialised once for everybody.
 */
export class EventStreams {
  readonly #report: Report;
  readonly #open = new Set<() => void>();

  constructor(report: Report) {
    this.#report = report;
  }

  plugin(): Plugin<Context> {
    return {
      onResultProcess: ({ result, request, serverContext, setResultProcessor }) => {
        const accept = request.headers.get('accept') ?? '';
        const isStream = accept.includes(EVENT_STREAM);
        if (!((result as unknown) instanceof Subscriber)) {
          if (isStream && !ANYTHING_ELSE.test(accept)) setResultProcessor(this.#events as never, EVENT_STREAM);
          return;
        }
        const refusal = isStream ? (serverContext as unknown as Context).openStream?.() : NO_STREAM;
        const refused = (subscriber: Subscriber, fetchAPI: FetchAPI): Response =>
          refuse(subscriber, fetchAPI, refusal ?? NO_STREAM);
        setResultProcessor(
          (refusal ? refused : this.#subscribed) as never,
          refusal ? 'application/json' : EVENT_STREAM,
        );
      },
    };
  }

  /** Ends every stream without its `complete`: who reads it comes back with the last id. */
  close(): void {
    this.#open.forEach((end) => end());
  }

  readonly #subscribed = (subscriber: Subscriber, fetchAPI: FetchAPI): Response =>
    new fetchAPI.Response(this.#body(new PulledResults(subscriber), toEvent), { headers: HEADERS });

  /** The result of a query or mutation, or its parts, or why a subscription did not begin. */
  readonly #events = (result: ExecutionResult | AsyncIterable<ExecutionResult>, fetchAPI: FetchAPI): Response => {
    const isWhole = !(Symbol.asyncIterator in result);
    const source = (isWhole ? only(result) : result[Symbol.asyncIterator]()) as Source<ExecutionResult>;
    const { status, headers } = isWhole ? transportOf(result) : { status: 200, headers: {} };
    const body = this.#body(source, (part) => toEvent(serialise(part)));
    return new fetchAPI.Response(body, { status, headers: { ...headers, ...HEADERS } });
  };

  #body<T>(source: Source<T>, eventOf: (item: T) => Buffer): ReadableStream<Uint8Array> {
    let open = true;
    let release = (): void => undefined;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Buffer.from(':\n\n')); // some readers wait for the first bytes
        const ping = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(Buffer.from(':\n\n'));
        }, PING_MS).unref();
        const end = (): void => {
          release();
          void source.return?.();
          controller.close();
        };
        this.#open.add(end);
        release = () => {
          open = false;
          clearInterval(ping);
          this.#open.delete(end);
        };
      },
      pull: async (controller) => {
        const failed = (error: unknown): Failed => ({ failure: toGraphQLError(error, this.#report) });
        const hook = await source.next().catch(failed);
        if (!open) return;
        if (!('failure' in hook) && !hook.done) return controller.enqueue(eventOf(hook.value));
        controller.enqueue(Buffer.from('failure' in hook ? endOf(hook.failure) : COMPLETE));
        release();
        controller.close();
      },
      cancel: async () => {
        release();
        await source.return?.();
      },
    });
  }
}

/** What is sent rather than events where it is accepted as well. */
const ANYTHING_ELSE = /(?:application|multipart|\*)\/(?:graphql-response\+json|json|mixed|\*)/i;

/** The results of a subscription as they are asked for. */
class PulledResults implements ResultReader, Source<Wire> {
  readonly #subscriber: Subscriber;
  #asked: PromiseWithResolvers<IteratorResult<Wire, void>> | undefined;
  #hasStarted = false;

  constructor(subscriber: Subscriber) {
    this.#subscriber = subscriber;
  }

  next(): Promise<IteratorResult<Wire, void>> {
    const asked = (this.#asked = Promise.withResolvers());
    if (this.#hasStarted) this.#subscriber.resume();
    else this.#subscriber.start(this);
    this.#hasStarted = true;
    return asked.promise;
  }

  take(value: Wire): false {
    this.#asked?.resolve({ done: false, value });
    return false;
  }

  finished(error?: GraphQLError): void {
    if (error) this.#asked?.reject(error);
    else this.#asked?.resolve({ done: true, value: undefined });
  }

  async return(): Promise<IteratorReturnResult<void>> {
    await this.#subscriber.leave();
    return { done: true, value: undefined };
  }
}

interface Failed {
  readonly failure: GraphQLError;
}

const COMPLETE = `event: complete\nid: ${ENDED}\ndata:\n\n`;

/** The end of a stream that has failed: an error of the operation, or a comment where it is to be taken up again. */
const endOf = (failure: GraphQLError): string =>
  COME_BACK.has(failure.extensions['code'])
    ? `: ${String(failure.extensions['code'])} ${failure.message}\n\n`
    : `event: next\ndata: ${JSON.stringify({ errors: [withoutHttp(failure)] })}\n\n${COMPLETE}`;

async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield result.errors ? { ...result, errors: result.errors.map(withoutHttp) as unknown as GraphQLError[] } : result;
}

/** Status and headers that errors ask for, but for 400: its reason is in the event, which no client reads otherwise. */
function transportOf({ errors = [] }: ExecutionResult): { status: number; headers: Record<string, string> } {
  const asked = errors.flatMap(({ extensions }) => extensions?.['http'] ?? []);
  const status = asked.find((one) => (one.status ?? 400) > 400)?.status ?? 200;
  return { status, headers: Object.assign({}, ...asked.map(({ headers }) => headers)) as Record<string, string> };
}

function toEvent({ json, cursor }: Wire): Buffer {
  const head = cursor === undefined ? 'event: next\ndata: ' : `event: next\nid: ${cursor}\ndata: `;
  return Buffer.concat([Buffer.from(head), json, Buffer.from('\n\n')]);
}
