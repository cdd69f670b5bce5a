import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { toGraphQLError, type Report } from '../execution/error-masking.ts';
import { Subscribed, wireOf } from '../execution/sharing.ts';

const EVENT_STREAM = 'text/event-stream';
const PING_MS = 12_000;
const HEADERS = {
  'content-type': EVENT_STREAM,
  'cache-control': 'no-cache',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

type FetchAPI = { Response: typeof Response };

/** A subscription that was asked for as if it were a query. */
function refuse({ results }: Subscribed, fetchAPI: FetchAPI): Response {
  void results.return();
  const message = 'A subscription needs `accept: text/event-stream`, or a WebSocket (graphql-transport-ws).';
  return fetchAPI.Response.json({ errors: [{ message, extensions: { code: 'NOT_ACCEPTABLE' } }] }, { status: 406 });
}

interface Failed {
  readonly failure: ExecutionResult;
}

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
      onResultProcess: ({ result, request, setResultProcessor }) => {
        if (!((result as unknown) instanceof Subscribed)) return;
        if (request.headers.get('accept')?.includes(EVENT_STREAM))
          setResultProcessor(this.#respond as never, EVENT_STREAM);
        else setResultProcessor(refuse as never, 'application/json');
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
