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

/** Whoever is told how many items will be asked for; the promise is of a read that was started because of it. */
interface Expecting {
  expect(ids: number): Promise<unknown> | undefined;
}

type Args = Readonly<Record<string, unknown>>;

/**
 * What a field says of reads that need not wait for its parent. The parent is known by its key alone: it may turn out
 * not to exist, so everything here goes through the providers of the context, which know what the caller may see.
 */
export interface Prefetch<C = unknown> {
  /** On a field that answers one object: its key, from the arguments alone. Everything below may start then. */
  readonly key?: (args: Args) => string;
  /** On a field of such an object: starts what its resolver will read, in the same words, so that nothing is read twice. */
  readonly start?: (key: string, args: Args, context: C) => unknown;
  /** On a list: how many rows it had when it was last read; unknown: as many as are asked for. */
  readonly rows?: (key: string, context: C) => number | undefined;
  /** On a field that answers one item by an id that only its parent knows: where the item will be asked for. */
  readonly needs?: (key: string, context: C) => Expecting;
}

/** What was found below one object: the reads to start, and how many items each collection will be asked for. */
interface Found {
  readonly starts: (() => unknown)[];
  readonly needs: Map<Expecting, number>;
}

/** Rows of a list that is not told how many. */
const DEFAULT_ROWS = 20;

/** Keys that are remembered to lead to nothing: what is below them waits, so that it is not asked for in vain again. */
const MAX_ABSENT = 10_000;

/** Makes every field with a key start what is known to be needed below it, before its own resolver runs. */
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
        // What is below is then all there at once: nothing of the answer could be finished before it anyway.
        return answer.then((found: unknown) => {
          if (found == null) absent.set(seenBy, true);
          return found == null ? found : Promise.allSettled(started).then(() => found);
        });
      };
    }
  }
  return schema;
}

/** Starts everything, and answers what was started. */
function begin(key: string, context: unknown, info: GraphQLResolveInfo): Promise<unknown>[] {
  const found: Found = { starts: [], needs: new Map() };
  quietly(() => walk(readsBelow(info), key, 1, info.variableValues, context, found));
  // First the lists that will answer many ids: they may hold the pages that the others ask for.
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

/** A field below an object whose key is known, where it or something below it says what it reads. */
interface Read {
  /** What @skip, @include or @defer may stand at. */
  readonly conditions: readonly Selection[];
  readonly prefetch: Prefetch;
  argsOf(variables: VariableValues): Args;
  readonly below: readonly Read[];
}
type Selection = Pick<FieldNode, 'directives'>;

/** By the selections of a field, which a plan keeps: found once. */
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
      // @stream at a list is about what is in it.
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

/** The arguments of a field: read once where no variable has a part in them. */
function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): Read['argsOf'] {
  if (node.arguments?.some(({ value }) => mentionsVariable(value)))
    return (variables) => getArgumentValues(definition, node, variables);
  let args: Args | undefined;
  return () => (args ??= getArgumentValues(definition, node));
}

const prefetchOf = (extensions: Readonly<Record<string, unknown>>): Prefetch =>
  (extensions['prefetch'] as Prefetch | undefined) ?? {};

/** Whatever goes wrong in a prefetch goes wrong again where the field is resolved, and is shown there. */
function quietly(start: () => unknown): unknown {
  try {
    const started = start();
    if (started instanceof Promise) started.catch(() => undefined);
    return started;
  } catch {
    return undefined;
  }
}
