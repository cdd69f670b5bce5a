import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { textOf } from '../document-text.ts';
import { GatewayError, type GraphQLErrorEntry } from '../gateway-error.ts';
import { backoff, pause } from './backoff.ts';
import { cursorIn, providerStatusIn, resumptionOf } from './resume.ts';
import { Disconnected, type Transport } from './transport.ts';

/** How a stream is doing. */
export type StreamStatus =
  | { readonly state: 'CONNECTING'; readonly attempt: number }
  /** The gateway has been asked for what follows the last cursor, or the present state. */
  | { readonly state: 'OPEN' }
  /** Events may be missing before the ones that follow: read the present state by a query. */
  | { readonly state: 'GAP'; readonly reason: 'CURSOR_EXPIRED' | 'NO_CURSOR' }
  /** The gateway has lost the provider: what is shown may be old. Needs `includeStatus: true`. */
  | { readonly state: 'DELAYED'; readonly since?: string }
  /** The gateway has caught up with the provider. */
  | { readonly state: 'LIVE'; readonly since?: string }
  | { readonly state: 'RECONNECTING'; readonly attempt: number; readonly inMs: number; readonly reason: string };

export interface ForeverOptions<R, V> {
  readonly transport: Transport;
  /** One subscription: a typed document, or its text. */
  readonly document: TypedDocumentNode<R, V> | string;
  readonly variables?: V;
  /** The cursor of the last event of an earlier run. */
  readonly after?: string;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: StreamStatus) => void;
  /** What to do when the gateway no longer has the events after the cursor. Default: `restart`, with the status `GAP`. */
  readonly onExpired?: 'restart' | 'throw';
  /** Longest wait between two attempts, in milliseconds. Default: half a minute. */
  readonly maxWaitMs?: number;
}

/** An event of a stream. */
export interface StreamEvent<R> {
  readonly data: R;
  /** Of fields whose provider call has failed; their data is null. */
  readonly errors?: readonly GraphQLErrorEntry[];
  /** To continue after this event, in another run too. */
  readonly cursor?: string;
}

/** Errors of a stream after which it is subscribed to again, besides those that say so (`retryable`). */
const COME_BACK: ReadonlySet<unknown> = new Set([
  'CREDENTIALS_EXPIRED',
  'STREAM_TIME_LIMIT',
  'SUBSCRIBER_TOO_SLOW',
  'TOO_MANY_OPERATIONS',
  'TOO_MANY_SUBSCRIPTIONS',
]);
/** A connection that has lasted for so long was a good one: the next attempt is a first one. */
const GOOD_AFTER_MS = 5_000;
/** Refusals of fresh credentials in a row after which nobody is let in. */
const MAX_REFUSED = 2;

/**
 * Follows a subscription over every loss of the connection until it is complete, the signal aborts or the loop is left.
 * Comes back behind the last event that was read, with new credentials. Throws the `GatewayError` of what is final, such as
 * `NOT_FOUND`; refused credentials are `UNAUTHENTICATED`.
 */
export function subscribeForever<R, V>(options: ForeverOptions<R, V>): AsyncGenerator<StreamEvent<R>, void> {
  const controller = new AbortController();
  const leave = (): void => controller.abort();
  options.signal?.addEventListener('abort', leave, { once: true });
  if (options.signal?.aborted) leave();
  const events = follow(options, resumptionOf(options.document), controller.signal);
  const { next, return: end } = { next: events.next.bind(events), return: events.return.bind(events) };
  // A plain generator queues `return()` behind the `next()` that waits for an event.
  return Object.assign(events, {
    next: async () => {
      const result = await next();
      if (result.done) options.signal?.removeEventListener('abort', leave);
      return result;
    },
    return: () => (leave(), end()),
  });
}

async function* follow<R, V>(
  options: ForeverOptions<R, V>,
  resumption: ReturnType<typeof resumptionOf>,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent<R>, void> {
  const { transport, document, onStatus = () => undefined, onExpired = 'restart', maxWaitMs = 30_000 } = options;
  const query = typeof document === 'string' ? document : textOf(document);
  const given = { ...(options.variables as Record<string, unknown> | undefined) };
  let cursor = options.after ?? (given[resumption.variable] as string | undefined);
  let gap: 'CURSOR_EXPIRED' | 'NO_CURSOR' | undefined;
  let [attempt, refused] = [0, 0];
  while (!signal.aborted) {
    let openedAt = Infinity;
    const opened = (): void => {
      if (openedAt !== Infinity) return;
      openedAt = performance.now();
      onStatus({ state: 'OPEN' });
      if (gap) onStatus({ state: 'GAP', reason: gap });
      gap = undefined;
    };
    onStatus({ state: 'CONNECTING', attempt });
    try {
      const variables = resumption.byCursor ? { ...given, [resumption.variable]: cursor } : given;
      for await (const result of transport.open({ query, variables }, opened, signal)) {
        opened();
        refused = 0;
        cursor = result.cursor ?? cursorIn(result.data) ?? cursor;
        const status = providerStatusIn(result.data);
        if (status?.state === 'DELAYED' || status?.state === 'LIVE') onStatus(status as StreamStatus);
        else
          yield {
            data: result.data as R,
            ...(result.errors && { errors: result.errors }),
            ...(cursor !== undefined && { cursor }),
          };
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (codeOf(error) === 'CURSOR_EXPIRED' && onExpired === 'restart') {
        cursor = undefined;
        gap = 'CURSOR_EXPIRED';
      } else if (!mayComeBack(error)) throw error;
      else if (resumption.byCursor && cursor === undefined && openedAt !== Infinity) gap ??= 'NO_CURSOR';
      if (isRefused(error) && (refused += 1) >= MAX_REFUSED) throw unauthenticated(error);
      if (performance.now() - openedAt > GOOD_AFTER_MS) attempt = 0;
      const inMs = backoff(attempt, maxWaitMs, retryAfterOf(error));
      attempt += 1;
      onStatus({ state: 'RECONNECTING', attempt, inMs, reason: codeOf(error) ?? (error as Error).message });
      await pause(inMs, signal);
    }
  }
}

const codeOf = (error: unknown): string | undefined => (error instanceof GatewayError ? error.code : undefined);

const mayComeBack = (error: unknown): boolean =>
  error instanceof Disconnected || (error instanceof GatewayError && (error.retryable || COME_BACK.has(error.code)));

const isRefused = (error: unknown): boolean => error instanceof Disconnected && error.unauthenticated;

const retryAfterOf = (error: unknown): number =>
  error instanceof Disconnected || error instanceof GatewayError ? (error.retryAfterMs ?? 0) : 0;

const unauthenticated = (error: unknown): GatewayError =>
  new GatewayError([{ message: (error as Error).message, extensions: { code: 'UNAUTHENTICATED' } }]);
