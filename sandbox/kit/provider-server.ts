import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { contractOf, type ContractOperation, type ProviderName, type Violation } from './contract.ts';

/** A request as passed to a handler: matched to its operation, decoded and validated against the contract. */
export interface SandboxRequest {
  readonly operation: ContractOperation;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decoded JSON or form body; undefined if there was none. The handler casts it, since it has been validated. */
  readonly body: unknown;
}

export interface SandboxResponse {
  readonly status: number;
  /** Sent as JSON unless `type` says otherwise; undefined sends no body. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>;

/** A request received by a simulator, in order of arrival. */
export interface Call {
  readonly operationId: string;
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  /** Status produced by the handler, even if the response was lost; undefined until the handler has completed. */
  done?: number;
}

/** An injected failure. */
export interface Fault {
  /** `operationId` that fails, or `*` for all operations. */
  readonly operation: string;
  /** Number of requests affected; unlimited if omitted. */
  readonly times?: number;
  /** Response to send instead of calling the handler. */
  readonly answer?: SandboxResponse;
  /** Delay before the request is processed, in milliseconds of real time. */
  readonly delayMs?: number;
  /**
   * `refuse`: the socket is reset before the handler runs. `lose`: the handler runs and the response is lost.
   * `truncate`: the response is cut off. `hang`: no response is ever sent. `endless`: the handler runs and the
   * response body never ends.
   */
  readonly socket?: 'refuse' | 'lose' | 'truncate' | 'hang' | 'endless';
}

/** The provider-specific parts of a simulator. */
export interface ProviderDefinition {
  readonly provider: ProviderName;
  /** Handlers by `operationId`. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Returns an error response for an unauthenticated caller, otherwise undefined. Called for public operations too. */
  authenticate(request: SandboxRequest): SandboxResponse | undefined;
  /** Whether to ignore a contract violation, where the sandbox is more lenient than the provider. */
  tolerates?(request: SandboxRequest, violation: Violation): boolean;
  /** The provider's response to a request that violates the contract. */
  refuse(request: SandboxRequest, violations: readonly Violation[]): SandboxResponse;
  /** The provider's response to an unknown path. */
  unknown(method: string, path: string): SandboxResponse;
  /** Handles a WebSocket upgrade. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Handles paths outside the contract (hosted pages); returns true if it has sent a response. */
  page?(request: IncomingMessage, response: ServerResponse): boolean;
  /** Maps an alternative path of an operation to the path in the contract. */
  alias?(path: string): string;
}

export interface ProviderServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly calls: readonly Call[];
  /** `GET /path?query` of each request since the last `forget()`. */
  callList(): string[];
  forget(): void;
  /** Injects a fault; the returned function removes it. */
  fault(fault: Fault): () => void;
  /** Resets all open connections, including WebSockets. */
  dropConnections(): void;
  /** Simulates an outage: stops listening and resets open connections. `up()` listens on the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
}

const MAX_CALLS = 10_000;

export async function startProviderServer(definition: ProviderDefinition, port = 0): Promise<ProviderServer> {
  const contract = contractOf(definition.provider);
  const calls: Call[] = [];
  const faults = new Set<Fault & { left: number }>();
  const sockets = new Set<Socket>();

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      console.error('The sandbox failed:', error);
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    record('getWebSocket', request, undefined);
    const fault = takeFault('getWebSocket');
    if (fault?.answer) {
      socket.end(`HTTP/1.1 ${fault.answer.status} Fault\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    } else if (fault?.socket) socket.destroy();
    else if (definition.upgrade) definition.upgrade(request, socket, head);
    else socket.destroy();
  });

  const record = (operationId: string, request: IncomingMessage, body: unknown): Call => {
    if (calls.length >= MAX_CALLS) calls.shift();
    const { method = 'GET', url = '/', headers } = request;
    const call: Call = { operationId, method, path: url, headers, body };
    calls.push(call);
    return call;
  };

  const takeFault = (operationId: string): Fault | undefined => {
    for (const fault of faults) {
      if (fault.operation !== '*' && fault.operation !== operationId) continue;
      fault.left -= 1;
      if (fault.left <= 0) faults.delete(fault);
      return fault;
    }
    return undefined;
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://sandbox');
    const path = definition.alias?.(url.pathname) ?? url.pathname;
    const matched = contract.match(incoming.method ?? 'GET', path);
    if (!matched) {
      if (definition.page?.(incoming, response)) return;
      incoming.resume();
      record('unknown', incoming, undefined);
      send(response, definition.unknown(incoming.method ?? 'GET', url.pathname));
      return;
    }
    const { operation, params } = matched;
    const body = await readBody(incoming);
    const call = record(operation.id, incoming, body);
    const request: SandboxRequest = {
      operation,
      params,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      body,
    };
    const fault = takeFault(operation.id);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.socket === 'hang') return;
    if (fault?.socket === 'refuse') return void incoming.socket.destroy();
    if (fault?.answer) return send(response, fault.answer);
    const result = await work(request);
    call.done = result.status;
    if (fault?.socket === 'lose') return void incoming.socket.destroy();
    if (fault?.socket === 'truncate') {
      response.writeHead(result.status, { 'content-type': 'application/json', 'content-length': 100_000 });
      response.write(JSON.stringify(result.body ?? '').slice(0, 20));
      return void setTimeout(() => response.destroy(), 20);
    }
    if (fault?.socket === 'endless') return sendEndlessly(response, result);
    send(response, result);
  }

  async function work(request: SandboxRequest): Promise<SandboxResponse> {
    const refused = definition.authenticate(request);
    if (refused) return refused;
    const violations = contract
      .violations(request.operation, request)
      .filter((violation) => !definition.tolerates?.(request, violation));
    if (violations.length > 0) return definition.refuse(request, violations);
    const handler = definition.handlers[request.operation.id];
    if (!handler) throw new Error(`No handler for ${request.operation.id}`);
    return handler(request);
  }

  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const dropConnections = (): void => sockets.forEach((socket) => socket.destroy());
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    dropConnections();
    await closed;
  };

  const bound = await listen(port);
  return {
    url: `http://127.0.0.1:${bound}`,
    calls,
    callList: () => calls.map(({ method, path }) => `${method} ${path}`),
    forget: () => void calls.splice(0),
    fault(fault) {
      const entry = { ...fault, left: fault.times ?? Infinity };
      faults.add(entry);
      return () => faults.delete(entry);
    },
    dropConnections,
    down,
    up: async () => void (await listen(bound)),
    [Symbol.asyncDispose]: down,
  };
}

function send(response: ServerResponse, { status, body, type, headers }: SandboxResponse): void {
  if (body === undefined) return void response.writeHead(status, headers).end();
  const content = type && (typeof body === 'string' || Buffer.isBuffer(body)) ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': type ?? 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(content),
    ...headers,
  });
  response.end(content);
}

/** An endless JSON body or document, in chunks of one megabyte, respecting backpressure. */
function sendEndlessly(response: ServerResponse, { status, type, body }: SandboxResponse): void {
  response.writeHead(status, { 'content-type': type ?? 'application/json' });
  response.write(type && Buffer.isBuffer(body) ? body : type && typeof body === 'string' ? body : '[');
  const more = (): void => {
    if (!response.destroyed) response.write(ENDLESS, (error) => error ?? setImmediate(more));
  };
  more();
}
const ENDLESS = ' '.repeat(1 << 20);

/** The decoded body; invalid JSON is passed on as text and fails validation. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
