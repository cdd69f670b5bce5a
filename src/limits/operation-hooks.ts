import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Limits } from '../config/limits.ts';
import { createHeapCache, shareOfHeap, textSize } from '../execution/heap-cache.ts';
import { checkIncremental } from '../execution/incremental-delivery.ts';
import type { RunningOperation, OperationHook, OperationHooks } from '../execution/operation-hook.ts';
import { costOf, priceFields } from './cost.ts';
import { costUnderWay } from './cost-under-way.ts';
import { deadline } from './deadline.ts';
import { limitExceeded, checkDocument } from './document.ts';
import { noIntrospection } from './introspection.ts';
import { ScanBudget } from '../datasources/kit/paging/scan-budget.ts';
import type { RateLimiter } from './rate.ts';
import { tooManyOperations } from './refusal.ts';
import { subscriptionMemory } from './subscription-memory.ts';
import { trustedDocuments } from './trusted.ts';
import { variables } from './variables.ts';

/** What every operation is held to, whichever way it comes. */
export function limitHooks(schema: GraphQLSchema, limits: Limits, rate: RateLimiter): OperationHooks {
  priceFields(schema);
  return [
    trustedDocuments(limits),
    documents(limits),
    acts(rate),
    variables(schema, limits),
    costs(schema, limits),
    subscriptionMemory(limits),
    scans(limits),
    checkIncremental(schema),
    deadline(limits.deadlineMs),
    costUnderWay(),
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

/**
 * An operation is counted when it comes; each act of a mutation beyond the first counts once more, for its caller or,
 * where nobody is known, for its address.
 */
const acts = (rate: RateLimiter): OperationHook => ({
  before({ document, operation, context }) {
    const more = countActs(document, operation) - 1;
    const retryAfterMs = more > 0 && context.holder !== undefined ? rate.take(context.holder, more) : 0;
    if (retryAfterMs > 0) throw tooManyOperations(retryAfterMs);
  },
});

/** The fields of a mutation, under whatever fragments; 0 for what is no mutation. */
function countActs(document: DocumentNode, operation: OperationDefinitionNode | undefined): number {
  if (operation?.operation !== OperationTypeNode.MUTATION) return 0;
  const keys = new Set<string>();
  const seen = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) keys.add((selection.alias ?? selection.name).value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        for (const one of document.definitions)
          if (one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value)
            collect(one.selectionSet);
      }
    }
  };
  collect(operation.selectionSet);
  return keys.size;
}

function costs(schema: GraphQLSchema, { maxCost, maxDepth }: Limits): OperationHook {
  return {
    before({ document, operationName, variables, extensions }: RunningOperation) {
      const { cost, depth } = costOf(schema, document, operationName, variables);
      if (cost > maxCost) throw limitExceeded('TOO_COSTLY', 'Cost of the operation', maxCost, cost);
      if (isIntrospection(document)) return; // its depth is bounded by a rule of GraphQL, and by that of the text
      extensions['cost'] = { requested: cost, limit: maxCost };
      if (depth > maxDepth) throw limitExceeded('TOO_DEEP', 'Depth of the operation', maxDepth, depth);
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

/** Rows of lists that an operation may make the gateway read, reported beside its cost. */
const scans = ({ maxScannedRows }: Limits): OperationHook => ({
  before({ context }) {
    context.scanned = new ScanBudget(maxScannedRows);
  },
  after({ context: { scanned }, extensions }) {
    const cost = extensions['cost'] as object | undefined;
    if (cost && scanned) extensions['cost'] = { ...cost, scannedRows: scanned.rows };
  },
});
