import { GraphQLError } from 'graphql';
import { shareOfHeap } from '../execution/heap-cache.ts';
import { isSubscription, OperationState, type OperationHook } from '../execution/operation-hook.ts';
import { longestName } from './longest-name.ts';
import { Shares, type Lease } from './shares.ts';

/** Share of the heap that answers which are being built may take together. */
const HEAP_SHARE = 0.4;
/** What a field of an answer takes: its value, and its name twice or nearly so, as a key and in the text. */
const BYTES_OF_VALUE = 60;
const BYTES_OF_CHARACTER = 1.5;

const leases = new OperationState<Lease>();

/**
 * Bounds what the answers of all queries and mutations under way may take, in bytes, and those of one caller to half of
 * it: the cost of an operation and its longest name say how large its answer may be, and many may be complete before the
 * first is sent.
 */
export function costUnderWay(max = shareOfHeap(HEAP_SHARE)): OperationHook {
  const shares = new Shares(max, max / 2);
  return {
    before(operation) {
      const { document, context, extensions } = operation;
      if (isSubscription(operation)) return;
      const { requested = 1 } = (extensions['cost'] ?? {}) as { requested?: number };
      const bytes = requested * (BYTES_OF_VALUE + BYTES_OF_CHARACTER * longestName.of(document));
      const lease = shares.take(bytes, context.caller.id ?? '');
      if (typeof lease === 'string') throw lease === 'all' ? OVERLOADED : TOO_MANY;
      leases.set(operation, lease);
    },
    after(operation) {
      leases.get(operation)?.release();
      leases.set(operation, undefined);
    },
  };
}

const WAIT_MS = 1_000;
const refusal = (code: string, status: number, message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code, retryAfterMs: WAIT_MS, http: { status, headers: { 'retry-after': String(WAIT_MS / 1000) } } },
  });
const OVERLOADED = refusal('OVERLOADED', 503, 'The gateway cannot take this now: too costly operations are under way.');
const TOO_MANY = refusal('TOO_MANY_REQUESTS', 429, 'The operations of this caller that are under way cost too much.');
