import type { GraphQLErrorEntry } from '../gateway-error.ts';

/** What is asked of the gateway at each connection. */
export interface StreamRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One result of a subscription. */
export interface StreamResult {
  readonly data: unknown;
  readonly errors?: readonly GraphQLErrorEntry[];
  /** The position of the event, where the transport tells it. */
  readonly cursor?: string;
}

/** A way to the gateway: `overWebSocket` or `overEvents`. */
export interface Transport {
  /**
   * Subscribes once. Ends where the gateway completes the stream; throws a `GatewayError` where it refuses or fails it,
   * and `Disconnected` for anything that another connection may mend. `opened` is called once the gateway was asked.
   */
  open(request: StreamRequest, opened: () => void, signal: AbortSignal): AsyncIterable<StreamResult>;
}

/** The connection has ended, and the stream with it: come back. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected';
  /** Whether the credentials were refused, and not the connection. */
  readonly unauthenticated: boolean;
  readonly retryAfterMs: number;

  constructor(reason: string, { unauthenticated = false, retryAfterMs = 0 } = {}) {
    super(reason);
    this.unauthenticated = unauthenticated;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Milliseconds without a sign of life after which a connection is taken for dead; the gateway gives one every 15 s. */
export const SILENCE_MS = 40_000;
