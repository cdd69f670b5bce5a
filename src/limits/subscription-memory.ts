import { GraphQLError, type DocumentNode } from 'graphql';
import type { Limits } from '../config/limits.ts';
import { shareOfHeap } from '../execution/heap-cache.ts';
import { bytesOf } from '../execution/light-document.ts';
import { isSubscription, type OperationHook, type OperationParams } from '../execution/operation-hook.ts';
import { limitExceeded } from './document.ts';
import { Shares, type Lease } from './shares.ts';

/** Characters of variables and `extensions` of one subscription, as JSON: a few ids and filters. */
const MAX_VARIABLES = 32_768;
const HEAP_SHARES = { all: shareOfHeap(0.2), caller: shareOfHeap(0.05) };
/** Bytes of one subscription, whatever was sent for it. */
const BASE_BYTES = 1_000;
/** What is kept of each byte that was sent: the message, its texts, and what was read of them. */
const COPIES = 3;

/**
 * Bounds what subscriptions keep for as long as they live: all that was sent for them, be it variables, `extensions` or
 * what nobody reads, and their parsed document, which those who send the same text share. A caller who is not known is
 * its address.
 */
export function subscriptionMemory({
  subscriptionBytes: most = HEAP_SHARES,
}: Pick<Limits, 'subscriptionBytes'>): OperationHook {
  const memory = new Shares(most.all, most.caller);
  const documents = new WeakMap<DocumentNode, { readonly lease: Lease; subscribers: number }>();
  return {
    before(operation) {
      if (!isSubscription(operation)) return;
      const { document, variables, context } = operation;
      const length = JSON.stringify(variables).length + JSON.stringify(sentExtensions(context)).length;
      if (length > MAX_VARIABLES)
        throw limitExceeded(
          'VARIABLES_TOO_LARGE',
          'Characters of the variables and `extensions` of a subscription',
          MAX_VARIABLES,
          length,
        );
      const own = memory.lease(context.caller.id ?? 'open');
      const kept = documents.get(document) ?? { lease: memory.lease(), subscribers: 0 };
      const bound =
        own.grow(BASE_BYTES + COPIES * Math.max(context.sentBytes, length)) ??
        (kept.subscribers === 0 ? kept.lease.grow(bytesOf(document)) : undefined);
      if (bound) {
        own.release();
        throw TOO_MUCH;
      }
      kept.subscribers += 1;
      documents.set(document, kept);
      context.whenEnded(() => {
        own.release();
        kept.subscribers -= 1;
        if (kept.subscribers === 0) kept.lease.release();
      });
    },
  };
}

/** Yoga and the WebSocket put the parameters of a request into its context. */
const sentExtensions = (context: object): unknown =>
  (context as { readonly params?: OperationParams }).params?.extensions ?? {};

const TOO_MUCH = new GraphQLError(
  'The open subscriptions hold too much memory: end some of them, or send smaller variables.',
  {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', http: { status: 429 } },
  },
);
