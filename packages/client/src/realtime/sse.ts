import { anonymous, type Credentials } from '../credentials.ts';
import { GatewayError, type GraphQLErrorEntry } from '../gateway-error.ts';
import { readEvents } from './event-stream.ts';
import { Disconnected, SILENCE_MS, type StreamRequest, type StreamResult, type Transport } from './transport.ts';

export interface EventsOptions {
  /** `https://…/graphql`. */
  readonly url: string;
  readonly credentials?: Credentials;
  readonly fetch?: typeof fetch;
  /** Milliseconds without a sign of life after which the connection is replaced. Default: 40 s; the gateway gives one every 12 s. */
  readonly silenceMs?: number;
}

interface Payload {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLErrorEntry[];
}

/** Server-sent events by `fetch`. Nothing is buffered here: what is not read waits at the gateway, within its bounds. */
export const overEvents = ({
  url,
  credentials = anonymous,
  fetch: send = fetch,
  silenceMs = SILENCE_MS,
}: EventsOptions): Transport => ({
  async *open(request, opened, signal) {
    const connection = new AbortController();
    const watchdog = new Watchdog(silenceMs, () => connection.abort(new Disconnected('The connection is silent.')));
    const leave = (): void => connection.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      const response = await send(url, await initOf(request, credentials, connection.signal));
      watchdog.alive();
      if (response.status === 204) return;
      const body = await streamOf(response);
      opened();
      for await (const { event, data, id } of readEvents(body, () => watchdog.alive())) {
        if (event === 'complete') return;
        if (event !== 'next') continue;
        watchdog.pause(); // whoever reads slowly is not a silent gateway
        yield resultOf(JSON.parse(data) as Payload, id);
        watchdog.alive();
      }
    } catch (error) {
      throw reasonOf(error, connection.signal);
    } finally {
      watchdog.pause();
      signal.removeEventListener('abort', leave);
      connection.abort();
    }
    throw new Disconnected('The connection has ended.');
  },
});

/** Barks where nothing was heard for too long. */
class Watchdog {
  readonly #silenceMs: number;
  readonly #bark: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(silenceMs: number, bark: () => void) {
    this.#silenceMs = silenceMs;
    this.#bark = bark;
    this.alive();
  }

  alive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bark, this.#silenceMs);
  }

  pause(): void {
    clearTimeout(this.#timer);
  }
}

const initOf = async (request: StreamRequest, credentials: Credentials, signal: AbortSignal): Promise<RequestInit> => ({
  method: 'POST',
  headers: { ...(await credentials()), 'content-type': 'application/json', accept: 'text/event-stream' },
  body: JSON.stringify(request),
  cache: 'no-store',
  signal,
});

/** A last result without data says why the stream has failed. */
function resultOf({ data, errors }: Payload, cursor: string | undefined): StreamResult {
  if (data === undefined) throw new GatewayError(errors ?? []);
  return { data, ...(errors && { errors }), ...(cursor !== undefined && { cursor }) };
}

async function streamOf(response: Response): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') && response.body) return response.body;
  const text = await response.text();
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
  if (response.status === 401) throw new Disconnected('The credentials were refused.', { unauthenticated: true });
  const errors = errorsIn(text);
  if (errors?.length && !passes(response.status)) throw new GatewayError(errors);
  throw new Disconnected(`HTTP ${response.status}`, { retryAfterMs });
}

/** Statuses of refusals that pass. */
const passes = (status: number): boolean => status === 408 || status === 425 || status >= 429;

/** Undefined where it is not the gateway that answers: what stands before it ends no stream. */
function errorsIn(text: string): readonly GraphQLErrorEntry[] | undefined {
  try {
    return (JSON.parse(text) as Payload).errors?.filter(({ extensions }) => extensions?.code !== undefined);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof GatewayError || error instanceof Disconnected) return error;
  if (signal.reason instanceof Disconnected) return signal.reason;
  return new Disconnected(error instanceof Error ? error.message : 'The connection has failed.');
}
