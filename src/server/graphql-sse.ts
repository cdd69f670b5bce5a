import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { toGraphQLError, type Report } from '../execution/error-masking.ts';
import type { Refusal } from '../limits/refusal.ts';
import { Subscribed } from '../execution/sharing.ts';
import { wireOf } from '../execution/wire.ts';

const EVENT_STREAM = 'text/event-stream';
const PING_MS = 12_000;
const HEADERS = {
  'content-type': EVENT_STREAM,
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};

type FetchAPI = { Response: typeof Response };

/** Answers a subscription with an error, and leaves it. */
function refuse({ results }: Subscribed, fetchAPI: FetchAPI, refusal: StreamRefusal): Response {
  void results.return();
  const { status, code, message, retryAfterMs } = refusal;
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  const body = { errors: [{ message, extensions: { code, retryAfterMs } }] };
  return fetchAPI.Response.json(body, { status, headers });
}

interface StreamRefusal extends Pick<Refusal, 'code' | 'message' | 'retryAfterMs'> {
  readonly status: number;
}

/** A subscription that was asked for as if it were a query. */
const NO_STREAM: StreamRefusal = {
  status: 406,
  code: 'NOT_ACCEPTABLE',
  message: 'A subscription needs `accept: text/event-stream`, or a WebSocket (graphql-transport-ws).',
};

interface Failed {
  readonly failure: ExecutionResult;
}

/**
 * Subscriptions over server-sent events (graphql-sse, distinct connections mode), with the cursor of each event as its
 * `id`, so that a browser's `EventSource` comes back with `Last-Event-ID`. Results are serialised once for everybody.
 */
export class EventStreams {
  readonly #report: Report;
  readonly #refusal: () => StreamRefusal | undefined;
  readonly #open = new Set<() => void>();

  /** @param refusal why no new stream may be opened now */
  constructor(report: Report, refusal: () => StreamRefusal | undefined) {
    this.#report = report;
    this.#refusal = refusal;
  }

  plugin(): Plugin<Context> {
    return {
      onResultProcess: ({ result, request, setResultProcessor }) => {
        if (!((result as unknown) instanceof Subscribed)) return;
        const isStream = request.headers.get('accept')?.includes(EVENT_STREAM) ?? false;
        const refusal = isStream ? this.#refusal() : NO_STREAM;
        const refused = (subscribed: Subscribed, fetchAPI: FetchAPI): Response =>
          refuse(subscribed, fetchAPI, refusal ?? NO_STREAM);
        setResultProcessor((refusal ? refused : this.#respond) as never, refusal ? 'application/json' : EVENT_STREAM);
      },
    };
  }

  /** Ends every stream without its `complete`: who reads it comes back with the last id. */
  close(): void {
    this.#open.forEach((end) => end());
  }

  readonly #respond = ({ results: source }: Subscribed, fetchAPI: FetchAPI): Response => {
    let open = true;
    let release = (): void => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Buffer.from(':\n\n')); // some readers wait for the first bytes
        const ping = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(Buffer.from(':\n\n'));
        }, PING_MS).unref();
        const end = (): void => {
          release();
          void source.return();
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
        const failed = (error: unknown): Failed => ({ failure: { errors: [toGraphQLError(error, this.#report)] } });
        const hook = await source.next().catch(failed);
        if (!open) return;
        if ('failure' in hook) controller.enqueue(toEvent(hook.failure));
        else if (!hook.done) return controller.enqueue(toEvent(hook.value));
        controller.enqueue(Buffer.from('event: complete\ndata:\n\n'));
        release();
        controller.close();
      },
      cancel: async () => {
        release();
        await source.return();
      },
    });
    return new fetchAPI.Response(body, { headers: HEADERS });
  };
}

function toEvent(result: ExecutionResult): Buffer {
  const { json, cursor } = wireOf(result);
  const head = cursor === undefined ? 'event: next\ndata: ' : `event: next\nid: ${cursor}\ndata: `;
  return Buffer.concat([Buffer.from(head), json, Buffer.from('\n\n')]);
}
