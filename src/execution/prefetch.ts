import {
  defaultFieldResolver,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql';
import { LruCache } from '../datasources/kit/lru.ts';
import type { Optimizations } from '../config/optimizations.ts';
import { isDeliveredLater } from './incremental-delivery.ts';
import { mentionsVariable } from './arguments.ts';
import { applies, isIncluded } from './plan.ts';

/** A collection that is notified how many items will be read by id; returns the read that it started because of it. */
interface Expecting {
  expect(ids: number): Promise<unknown> | undefined;
}

type Args = Readonly<Record<string, unknown>>;

/**
 * Declares the reads of a field that need not wait for its parent. Only the key of the parent is known: it may not exist
 * or not be accessible, so all reads go through the providers of the context, which apply the access rules.
 */
export interface Prefetch<C = unknown> {
  /** On a field that returns one object: its key, from the arguments. Reads below it may then start. */
  readonly key?: (args: Args) => string;
  /**
   * On a field of such an object: starts the read of its resolver, with the same parameters, so that nothing is read
   * twice.
   */
  readonly start?: (key: string, args: Args, context: C) => unknown;
  /** On a list: its length when it was last read; undefined: as many as requested. */
  readonly rows?: (key: string, context: C) => number | undefined;
  /** On a field that returns one item by an id that only its parent has: the collection that it will be read from. */
  readonly needs?: (key: string, context: C) => Expecting;
}

/** The reads to start below one object, and the number of items that will be read from each collection. */
interface Found {
  readonly starts: (() => unknown)[];
  readonly needs: Map<Expecting, number>;
}

/** Assumed length of a list without `first`. */
const DEFAULT_ROWS = 20;

/** Cache size for keys that turned out not to exist: nothing is prefetched below them again. */
const MAX_ABSENT = 10_000;

/** Wraps the resolver of every field with a key, so that the reads below it start before its own. */
export function withPrefetch(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { key } = prefetchOf(field.extensions);
      if (!key) continue;
      const { resolve = defaultFieldResolver } = field;
      const absent = new LruCache<string, true>(MAX_ABSENT);
      field.resolve = (parent, args: Args, context: Optimizations & { readonly rights: string }, info) => {
        const known = quietly(() => key(args)) as string | undefined;
        const seenBy = `${context.rights} ${known}`;
        if (known === undefined || context.prefetch === false || absent.peek(seenBy))
          return resolve(parent, args, context, info);
        const started = begin(known, context, info);
        const answer = resolve(parent, args, context, info);
        if (!(answer instanceof Promise) || started.length === 0) return answer;
        // The fields below then complete synchronously: the response could not be finished earlier anyway.
        return answer.then((found: unknown) => {
          if (found == null) absent.set(seenBy, true);
          return found == null ? found : Promise.allSettled(started).then(() => found);
        });
      };
    }
  }
  return schema;
}

/** Starts all reads, and returns those that are asynchronous. */
function begin(key: string, context: unknown, info: GraphQLResolveInfo): Promise<unknown>[] {
  const found: Found = { starts: [], needs: new Map() };
  quietly(() => walk(readsBelow(info), key, 1, info.variableValues, context, found));
  // First the lists that many ids will be read from: they may contain the pages that the others request.
  const lists = [...found.needs].map(([collection, ids]) => quietly(() => collection.expect(ids)));
  return [...lists, ...found.starts.map(quietly)].filter((one) => one instanceof Promise);
}

function walk(
  reads: readonly Read[],
  key: string,
  parents: number,
  variables: VariableValues,
  context: unknown,
  found: Found,
): void {
  for (const { conditions, prefetch, argsOf, below } of reads) {
    if (!conditions.every((one) => isIncluded(one, variables.coerced) && !isDeliveredLater(one, variables.coerced)))
      continue;
    const { start, rows, needs } = prefetch;
    if (needs) {
      const collection = needs(key, context);
      found.needs.set(collection, (found.needs.get(collection) ?? 0) + parents);
    }
    if (!start) {
      walk(below, key, parents, variables, context, found);
      continue;
    }
    const args = argsOf(variables);
    found.starts.push(() => start(key, args, context));
    if (below.length === 0) continue;
    const asked = Number(args['first'] ?? DEFAULT_ROWS);
    walk(below, key, parents * Math.min(asked, rows?.(key, context) ?? asked), variables, context, found);
  }
}

/** A field below an object whose key is known, if it or a field below it declares a prefetch. */
interface Read {
  /** Selections whose @skip, @include or @defer decide about it. */
  readonly conditions: readonly Selection[];
  readonly prefetch: Prefetch;
  argsOf(variables: VariableValues): Args;
  readonly below: readonly Read[];
}
type Selection = Pick<FieldNode, 'directives'>;

/** Cache by the field nodes, which a plan retains. */
const known = new WeakMap<readonly FieldNode[], readonly Read[]>();

function readsBelow({ fieldNodes, returnType, schema, fragments }: GraphQLResolveInfo): readonly Read[] {
  let reads = known.get(fieldNodes);
  if (!reads) {
    const sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    known.set(fieldNodes, (reads = readsOf({ schema, fragments }, getNamedType(returnType), sets, [])));
  }
  return reads;
}

function readsOf(
  at: Pick<GraphQLResolveInfo, 'schema' | 'fragments'>,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  above: readonly Selection[],
): readonly Read[] {
  if (!isObjectType(type)) return [];
  return sets.flatMap(({ selections }) =>
    selections.flatMap((selection): readonly Read[] => {
      if (selection.kind !== Kind.FIELD) {
        const conditions = selection.directives?.length ? [...above, selection] : above;
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : at.fragments[selection.name.value];
        const fits = fragment && applies(at.schema, fragment.typeCondition?.name.value, type);
        return fits ? readsOf(at, type, [fragment.selectionSet], conditions) : [];
      }
      const definition = at.schema.getField(type, selection.name.value);
      if (!definition) return [];
      const prefetch = prefetchOf(definition.extensions);
      const sets = prefetch.needs || !selection.selectionSet ? [] : [selection.selectionSet];
      // @stream on a list applies to its items.
      const streamed = selection.directives?.filter(({ name }) => name.value === 'stream') ?? [];
      const own = selection.directives?.filter((one) => !streamed.includes(one)) ?? [];
      const within = streamed.length > 0 ? [{ directives: streamed }] : [];
      const below = readsOf(at, getNamedType(definition.type), sets, within);
      if (!prefetch.start && !prefetch.needs && below.length === 0) return [];
      const conditions = own.length > 0 ? [...above, { directives: own }] : above;
      return [{ conditions, prefetch, argsOf: argumentsOf(definition, selection), below }];
    }),
  );
}

/** The arguments of a field, coerced once if they contain no variables. */
function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): Read['argsOf'] {
  if (node.arguments?.some(({ value }) => mentionsVariable(value)))
    return (variables) => getArgumentValues(definition, node, variables);
  let args: Args | undefined;
  return () => (args ??= getArgumentValues(definition, node));
}

const prefetchOf = (extensions: Readonly<Record<string, unknown>>): Prefetch =>
  (extensions['prefetch'] as Prefetch | undefined) ?? {};

/** Ignores the errors of a prefetch: the resolver meets them again and reports them. */
function quietly(start: () => unknown): unknown {
  try {
    const started = start();
    if (started instanceof Promise) started.catch(() => undefined);
    return started;
  } catch {
    return undefined;
  }
}
