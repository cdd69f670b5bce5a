import { GraphQLError, type DocumentNode } from 'graphql';
import { shareOfHeap } from '../execution/heap-cache.ts';
import { bytesOf } from '../execution/light-document.ts';
import type { OperationHook } from '../execution/operation-hook.ts';
import { isSubscription } from './deadline.ts';
import { limitExceeded } from './document.ts';
import { Shares, type Lease } from './shares.ts';

/** Characters of the variables of one subscription, as JSON. They name what is followed: a few ids and filters. */
const MAX_VARIABLES = 32_768;
/** Shares of the heap that the subscriptions of all callers, and those of one, may keep with what was sent for them. */
const ALL_SHARE = 0.2;
const CALLER_SHARE = 0.05;
/** Bytes of one subscription, whatever was sent for it. */
const BASE_BYTES = 1_000;

/**
 * Bounds what subscriptions keep for as long as they live: their variables, and their document, which those who send
 * the same text share.
 */
export function subscriptionMemory(): OperationHook {
  const memory = new Shares(shareOfHeap(ALL_SHARE), shareOfHeap(CALLER_SHARE));
  const documents = new WeakMap<DocumentNode, { readonly lease: Lease; subscribers: number }>();
  return {
    before({ document, operationName, variables, context }) {
      if (!isSubscription(document, operationName)) return;
      const { length } = JSON.stringify(variables);
      if (length > MAX_VARIABLES)
        throw limitExceeded(
          'VARIABLES_TOO_LARGE',
          'Characters of the variables of a subscription',
          MAX_VARIABLES,
          length,
        );
      const own = memory.lease(context.caller.id ?? 'open');
      const kept = documents.get(document) ?? { lease: memory.lease(), subscribers: 0 };
      const bound =
        own.grow(BASE_BYTES + 2 * length) ?? (kept.subscribers === 0 ? kept.lease.grow(bytesOf(document)) : undefined);
      if (bound) {
        own.release();
        throw TOO_MUCH;
      }
      kept.subscribers += 1;
      documents.set(document, kept);
      const leave = (): void => {
        own.release();
        kept.subscribers -= 1;
        if (kept.subscribers === 0) kept.lease.release();
      };
      if (context.signal.aborted) leave();
      else context.signal.addEventListener('abort', leave, { once: true });
    },
  };
}

const TOO_MUCH = new GraphQLError(
  'The open subscriptions hold too much memory: end some of them, or send smaller variables.',
  {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', http: { status: 429 } },
  },
);
