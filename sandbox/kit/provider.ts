import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ContractOperation, ProviderName, Violation } from './contract.ts';

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
  /** When it arrived, in milliseconds of a clock that only goes forward. */
  readonly at: number;
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
  /** How many more requests a fault affects: 0 once it is removed. */
  left(fault: Fault): number;
  /** Resets all open connections, including WebSockets. */
  dropConnections(): void;
  /** Simulates an outage: stops listening and resets open connections. `up()` listens on the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  isDown(): boolean;
  /** Milliseconds since the last request, in real time; since the start where there was none. */
  idleMs(): number;
  /** Forgets all calls and faults. */
  reset(): void;
}
