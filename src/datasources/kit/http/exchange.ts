import type { CallerOf, RequestTrace } from '../operation.ts';
import type { StopSignal } from '../stop.ts';
import type { Priority } from '../turns/scheduler.ts';
import type { Use } from './use.ts';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with its segments already percent-encoded: see `path`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent form-encoded. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops a read when nobody waits any more. Never give it to a write. */
  readonly signal?: StopSignal;
  readonly correlationId?: string;
  /** Whose operation a read belongs to: it may be shared with others of the same rights. */
  readonly caller?: CallerOf;
  readonly trace?: RequestTrace | undefined;
  /** Milliseconds for the whole exchange; the provider's default otherwise. */
  readonly deadlineMs?: number;
  /** What the call is for: writes go first, then interactive reads (the default of a GET), polls, back-fill. */
  readonly priority?: Priority;
  /** What it is for, where method and path do not show it: decides what a status means. */
  readonly use?: Use;
  /** Whether it may be sent again after a failure: a GET may. Only ever true for what changes nothing. */
  readonly repeatable?: boolean;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decoded JSON; undefined for an empty body, and once it was taken: see `takeBody`. */
  body: unknown;
}

/** The body of a reply, which lets go of it: see `Held`. */
export function takeBody(reply: HttpReply): unknown {
  const { body } = reply;
  reply.body = undefined;
  return body;
}

/**
 * One exchange with a provider. Middleware (credentials, retry, breaker …) is wrapped around it: `Exchange =>
 * Exchange`.
 */
export type Exchange = (request: HttpRequest) => Promise<HttpReply>;
