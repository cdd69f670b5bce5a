import type { Client } from 'graphql-ws';
import { anonymous, type Credentials } from '../credentials.ts';
import { GatewayError, type GraphQLErrorEntry } from '../gateway-error.ts';
import { ResultQueue } from './result-queue.ts';
import { Disconnected, SILENCE_MS, type Transport } from './transport.ts';

export interface WebSocketOptions {
  /** `wss://…/graphql`. */
  readonly url: string;
  readonly credentials?: Credentials;
  /** Where there is no global `WebSocket`. */
  readonly webSocketImpl?: unknown;
  /** Milliseconds without a sign of life after which, at the latest, the connection is replaced. Default: 40 s. */
  readonly silenceMs?: number;
}

/** How often the gateway is asked for a sign of life, and how long it may take to give it, as shares of the silence. */
const PING = 3 / 8;
const PONG = 1 / 4;

/** Close codes after which the same client would be refused again. */
const FATAL: ReadonlySet<number> = new Set([4400, 4406, 4409, 4429]);
const UNAUTHENTICATED = 4401;

/** graphql-transport-ws by graphql-ws: one connection for all streams, opened by the first and closed after the last. */
export function overWebSocket(options: WebSocketOptions): Transport & { dispose(): void } {
  const { url, credentials = anonymous, webSocketImpl, silenceMs = SILENCE_MS } = options;
  let connected = false;
  const connect = async (): Promise<Client> => {
    const { createClient } = await import('graphql-ws'); // a peer that whoever uses `overEvents` does without
    const client: Client = createClient({
      url,
      ...(webSocketImpl !== undefined && { webSocketImpl }),
      connectionParams: async () => ({ ...(await credentials()) }),
      retryAttempts: 0, // `subscribeForever` comes back, stream by stream
      keepAlive: silenceMs * PING,
      on: watchdog(silenceMs * PONG, () => client.terminate()),
    });
    client.on('connected', () => (connected = true));
    client.on('closed', () => (connected = false));
    return client;
  };
  let connecting: Promise<Client> | undefined;
  return {
    async *open(request, opened, signal) {
      const client = await (connecting ??= connect());
      const queue = new ResultQueue();
      const off = client.on('connected', opened);
      const leave = client.subscribe(
        { query: request.query, variables: { ...request.variables } },
        {
          next: ({ data, errors }) =>
            queue.push({ data, ...(errors && { errors: errors as readonly GraphQLErrorEntry[] }) }),
          error: (error) => queue.end(reasonOf(error)),
          complete: () => queue.end(),
        },
      );
      if (connected) opened();
      signal.addEventListener('abort', () => queue.end(new Disconnected('Left.')), { once: true });
      if (signal.aborted) queue.end(new Disconnected('Left.'));
      try {
        for await (const result of queue) {
          yield result;
        }
      } finally {
        off();
        leave();
      }
    },
    dispose: () => void connecting?.then((client) => client.dispose()),
  };
}

/** Ends a connection whose other end does not answer: a laptop that slept, a network that was left. */
function watchdog(pongMs: number, bark: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (received: boolean) => {
      if (!received) timer = setTimeout(bark, pongMs);
    },
    pong: (received: boolean) => {
      if (received) clearTimeout(timer);
    },
    closed: () => clearTimeout(timer),
  };
}

/** graphql-ws reports errors of the operation as a list, and a lost connection as its close event or an error. */
function reasonOf(error: unknown): Error {
  if (Array.isArray(error)) return new GatewayError(error as GraphQLErrorEntry[]);
  const { code, reason, message } = error as { code?: unknown; reason?: string; message?: string };
  const text = reason || message || 'The connection has failed.';
  if (code === UNAUTHENTICATED) return new Disconnected(text, { unauthenticated: true });
  if (typeof code === 'number' && FATAL.has(code))
    return new GatewayError([{ message: text, extensions: { code: `CLOSED_${code}` } }]);
  return new Disconnected(text);
}
