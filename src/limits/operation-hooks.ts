import { GraphQLError, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Limits } from '../config/limits.ts';
import { createHeapCache, shareOfHeap, textSize } from '../execution/heap-cache.ts';
import { checkIncremental } from '../execution/incremental-delivery.ts';
import type { RunningOperation, OperationHook, OperationHooks } from '../execution/operation-hook.ts';
import { costOf, priceFields } from './cost.ts';
import { deadline } from './deadline.ts';
import { beyond, checkDocument } from './document.ts';
import { noIntrospection } from './introspection.ts';
import type { RateLimit } from './rate.ts';
import { subscriptionMemory } from './subscription-memory.ts';
import { trustedDocuments } from './trusted.ts';
import { wellFormedTexts } from './well-formed.ts';

/** What every operation is held to, whichever way it comes. */
export function limitHooks(schema: GraphQLSchema, limits: Limits, rate: RateLimit): OperationHooks {
  priceFields(schema);
  return [
    trustedDocuments(limits),
    documents(limits),
    callers(rate),
    wellFormedTexts,
    costs(schema, limits),
    subscriptionMemory(),
    checkIncremental(schema),
    deadline(limits.deadlineMs),
  ];
}

/** Share of the heap for the texts of documents that were found within the limits. */
const KNOWN_SHARE = 0.01;

function documents(limits: Limits): OperationHook {
  const known = createHeapCache<true>(shareOfHeap(KNOWN_SHARE), textSize);
  return {
    params(params) {
      const { query } = params;
      if (typeof query !== 'string' || known.get(query)) return params;
      checkDocument(query, limits);
      known.set(query, true);
      return params;
    },
    rules: limits.introspection ? [] : [noIntrospection],
  };
}

/** So many operations per second of one caller. One without a name is held to its address, by admission control. */
const callers = (rate: RateLimit): OperationHook => ({
  before({ context }) {
    const { access } = context.caller;
    const retryAfterMs = access ? rate.take(`caller:${access.subject}`) : 0;
    if (retryAfterMs === 0) return;
    const http = { status: 429, headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } };
    throw new GraphQLError('Too many operations of this caller.', {
      extensions: { code: 'RATE_LIMITED', retryAfterMs, http },
    });
  },
});

function costs(schema: GraphQLSchema, { maxCost, maxDepth }: Limits): OperationHook {
  return {
    before({ document, operationName, variables, extensions }: RunningOperation) {
      const { cost, depth } = costOf(schema, document, operationName, variables);
      if (cost > maxCost) throw beyond('TOO_COSTLY', 'Cost of the operation', maxCost, cost);
      if (isIntrospection(document)) return; // its depth is bounded by a rule of GraphQL, and by that of the text
      extensions['cost'] = { requested: cost, limit: maxCost };
      if (depth > maxDepth) throw beyond('TOO_DEEP', 'Depth of the operation', maxDepth, depth);
    },
  };
}

/** Asks for nothing but the schema. */
const isIntrospection = ({ definitions }: DocumentNode): boolean =>
  definitions.every(
    (one) =>
      one.kind !== Kind.OPERATION_DEFINITION ||
      one.selectionSet.selections.every((field) => field.kind === Kind.FIELD && field.name.value.startsWith('__')),
  );
