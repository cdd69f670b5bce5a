import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { loadSettings, type GatewayConfig } from '../../src/config/index.ts';
import type { ProviderSettings } from '../../src/datasources/index.ts';
import { startGateway, type Gateway } from '../../src/gateway.ts';
import { clusterOn } from './redis.ts';

export interface Answered {
  readonly data?: any; // the shape depends on the query of the test
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
  readonly extensions?: Record<string, unknown>;
}

type Variables = Record<string, unknown>;

/** An active subscription. */
export interface Watching extends AsyncIterableIterator<Answered> {
  next(): Promise<IteratorResult<Answered, undefined>>;
  /** The next `count` events. */
  take(count: number): Promise<Answered[]>;
  /** All remaining events until the stream completes. */
  rest(): Promise<Answered[]>;
  leave(): Promise<void>;
}

/** A gateway connected to a sandbox, both on free ports, with client helpers. */
export interface Kit extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  query(document: string, variables?: Variables): Promise<Answered>;
  /** Subscribes over graphql-transport-ws, on a separate connection; `accept` in `connection_init`. */
  watch(document: string, variables?: Variables, accept?: string): Watching;
  /** Subscribes over server-sent events. */
  watchSse(document: string, variables?: Variables, accept?: string): Watching;
}

export interface KitOptions {
  readonly sandbox?: SandboxOptions;
  readonly gateway?: Partial<GatewayConfig>;
  /** Overrides the provider settings of the gateway. */
  readonly settings?: (settings: Sandbox['settings']) => ProviderSettings;
  /** Timeout of each request to a provider. */
  readonly deadlineMs?: number;
}

/** The Redis of the whole run: see `redis-run.ts`. */
const sharedUrl = process.env['TEST_REDIS_URL'];

/** The sandbox clock is stopped (`speed` 0) by default: tests advance `sandbox.clock`. */
export async function startKit(options: KitOptions = {}): Promise<Kit> {
  const { deadlineMs, settings = (given) => given, gateway: overrides } = options;
  const sandbox = await startSandbox({ speed: 0, ...options.sandbox });
  const { fondo, payex, aarthik } = settings(sandbox.settings);
  const deadline = deadlineMs === undefined ? {} : { deadlineMs };
  const { limits: usual } = loadSettings({});
  const { limits = usual } = overrides ?? {};
  const gateway = await startGateway({
    fondo: { ...fondo, ...deadline },
    payex: { ...payex, ...deadline },
    aarthik: { ...aarthik, ...deadline },
    host: '127.0.0.1',
    port: 0,
    graphiql: true,
    telemetry: { ...loadSettings({}).telemetry, logLevel: 'error' },
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
    ...(sharedUrl !== undefined && { cluster: clusterOn(sharedUrl) }),
    ...overrides,
    // On a busy machine the event loop of a test is late: unless a test is about it, that is no reason to refuse anything.
    limits: limits.maxLoopDelayMs === usual.maxLoopDelayMs ? { ...limits, maxLoopDelayMs: 60_000 } : limits,
  });
  return {
    sandbox,
    gateway,
    query: (document, variables) => post(gateway.url, document, variables),
    watch: (document, variables, accept) => watchSocket(gateway.url, document, variables, accept),
    watchSse: (document, variables, accept) => watchEvents(gateway.url, document, variables, accept),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await sandbox.close();
    },
  };
}

/** A second gateway over the sandbox of a kit. */
export const startBeside = ({ sandbox }: Pick<Kit, 'sandbox'>, gateway: Partial<GatewayConfig>): Promise<Gateway> =>
  startGateway({
    ...sandbox.settings,
    host: '127.0.0.1',
    port: 0,
    telemetry: { ...loadSettings({}).telemetry, logLevel: 'error' },
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
    ...gateway,
  });

export async function post(
  url: string,
  query: string,
  variables?: Variables,
  headers?: Record<string, string>,
): Promise<Answered> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answered;
}

/** Subscribes at the gateway of this address. */
export const watchAt = (
  url: string,
  document: string,
  variables?: Variables,
  transport: 'socket' | 'events' = 'socket',
): Watching => (transport === 'socket' ? watchSocket : watchEvents)(url, document, variables);

function watchSocket(url: string, query: string, variables: Variables = {}, accept?: string): Watching {
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    ...(accept !== undefined && { connectionParams: { accept } }),
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  });
  const source = client.iterate<Answered['data']>({ query, variables }) as AsyncIterableIterator<Answered>;
  return watching(source, () => client.terminate());
}

function watchEvents(url: string, query: string, variables: Variables = {}, accept = 'text/event-stream'): Watching {
  const controller = new AbortController();
  async function* read(): AsyncGenerator<Answered, undefined> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      signal: controller.signal,
    });
    let buffer = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      buffer += decoder.decode(chunk, { stream: true });
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        const message = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        const event = /^event: (.*)$/m.exec(message)?.[1];
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (event === 'complete') return;
        if (event === 'next' && data) yield JSON.parse(data) as Answered;
      }
    }
  }
  return watching(read(), () => controller.abort());
}

function watching(source: AsyncIterableIterator<Answered>, cut: () => void): Watching {
  const next = (): Promise<IteratorResult<Answered, undefined>> =>
    source.next() as Promise<IteratorResult<Answered, undefined>>;
  const self: Watching = {
    next,
    [Symbol.asyncIterator]: () => self,
    async take(count) {
      const events: Answered[] = [];
      while (events.length < count) {
        const { done, value } = await next();
        if (done) throw new Error(`The stream ended after ${events.length} of ${count} events`);
        events.push(value);
      }
      return events;
    },
    async rest() {
      const events: Answered[] = [];
      for await (const event of self) events.push(event);
      return events;
    },
    async leave() {
      cut();
      await source.return?.().catch(() => undefined);
    },
  };
  return self;
}

/** Polls until a condition holds; fails after `forMs` milliseconds. */
export async function until(holds: () => boolean, what = 'the condition', forMs = 5_000): Promise<void> {
  const deadline = Date.now() + forMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
