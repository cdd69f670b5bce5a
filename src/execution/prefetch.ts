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
import { byteCache, type ByteCache } from '../datasources/kit/byte-cache.ts';
import type { Optimizations } from '../config/optimizations.ts';
import { isDeliveredLater } from './incremental-delivery.ts';
import { mentionsVariable } from './arguments.ts';
import { applies, isIncluded } from './plan.ts';

/** A collection that is notified how many items will be read by id; returns the read that it started because of it. */
interface Expecting {
  expect(ids: number): Promise<unknown> | undefined;
}

type Args = Readonly<Record<string, unknown>>;

/** Key of the object of a root field, and of the object below it where one is read by its own key. */
export type Keys = readonly [root: string, below?: string];

/**
 * Declares the reads of a field that need not wait for its parent. Only the keys of the parent are known: it may not
 * exist or not be accessible, so all reads go through the providers of the context, which apply the access rules.
 */
export interface Prefetch<C = unknown> {
  /**
   * On a field that returns one object: its keys, from the arguments and from the keys of its parent (none at the root).
   * Reads below it may then start. Undefined: nothing is known to be there.
   */
  readonly key?: (args: Args, parent: Keys | undefined) => Keys | undefined;
  /**
   * On a field of an object with keys: starts the read of its resolver, with the same parameters, so that nothing is
   * read twice. It is given the keys of the field itself where that has any, of its parent else.
   */
  readonly start?: (keys: Keys, args: Args, context: C) => unknown;
  /** On a list: its length when it was last read; undefined: as many as requested. */
  readonly rows?: (keys: Keys, context: C) => number | undefined;
  /** On a field that returns one item by an id that only its parent has: the collection that it will be read from. */
  readonly needs?: (keys: Keys, context: C) => Expecting;
  /** On a field that leads back up: nothing below it is prefetched. */
  readonly ends?: true;
}

/** Assumed length of a list without `first`. */
const DEFAULT_ROWS = 20;

/** Bytes, per field, of keys known to lead to nothing: what is below them waits, so that it is not read in vain again. */
const MAX_ABSENT_BYTES = 2 * 1024 * 1024;

/** What a prefetch needs of the context of an operation. */
type PrefetchContext = Optimizations & { readonly rights: string };

/** Wraps the resolver of every root field with a key, so that the reads below it start before its own. */
export function withPrefetch(schema: GraphQLSchema): GraphQLSchema {
  const absent = byteCache<true>(MAX_ABSENT_BYTES);
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { key } = prefetchOf(field.extensions);
    if (!key) continue;
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (parent, args: Args, context: PrefetchContext, info) => {
      const keys = quietly(() => key(args, undefined)) as Keys | undefined;
      if (!keys || context.prefetch === false) return resolve(parent, args, context, info);
      const one = new Walk(context, info.variableValues, absent);
      one.start(readsBelow(info), keys);
      return one.noteAbsence(keys, resolve(parent, args, context, info));
    };
  }
  return schema;
}

/** One look at what is selected below an object: starts the reads, and counts what each collection will be asked for. */
class Walk {
  readonly #context: PrefetchContext;
  readonly #variables: VariableValues;
  readonly #absent: ByteCache<true>;
  readonly #starts: (() => unknown)[] = [];
  readonly #needs = new Map<Expecting, number>();

  constructor(context: PrefetchContext, variables: VariableValues, absent: ByteCache<true>) {
    this.#context = context;
    this.#variables = variables;
    this.#absent = absent;
  }

  /**
   * Nobody waits for the reads: each field waits for its own alone, so that a slow one holds no sibling up. First the
   * lists that many ids will be read from: they may contain the pages that the others request.
   */
  start(reads: readonly Read[], keys: Keys): void {
    if (this.#isAbsent(keys)) return;
    quietly(() => this.#below(reads, keys, 1));
    for (const [collection, ids] of this.#needs) quietly(() => collection.expect(ids));
    this.#starts.forEach(quietly);
  }

  /** Remembers keys that lead to nothing, until they lead to something again; returns what was read. */
  noteAbsence<T>(keys: Keys, read: T): T {
    const note = (found: unknown): void => {
      if (found === null) this.#absent.set(this.#nameOf(keys), true);
      else this.#absent.delete(this.#nameOf(keys));
    };
    if (read instanceof Promise) read.then(note, () => undefined);
    return read;
  }

  #isAbsent(keys: Keys): boolean {
    return this.#absent.peek(this.#nameOf(keys)) ?? false;
  }

  #nameOf(keys: Keys): string {
    return `${this.#context.rights} ${keys.join('/')}`;
  }

  #below(reads: readonly Read[], keys: Keys, parents: number): void {
    const { coerced } = this.#variables;
    for (const read of reads) {
      const isSelected = read.conditions.every((one) => isIncluded(one, coerced) && !isDeliveredLater(one, coerced));
      if (isSelected) this.#field(read, keys, parents);
    }
  }

  #field({ prefetch, argsOf, below }: Read, keys: Keys, parents: number): void {
    const { key, start, rows, needs } = prefetch;
    const context = this.#context;
    if (needs) {
      const collection = needs(keys, context);
      this.#needs.set(collection, (this.#needs.get(collection) ?? 0) + parents);
    }
    if (!start && !key) return this.#below(below, keys, parents);
    const args = argsOf(this.#variables);
    if (key) {
      const own = quietly(() => key(args, keys)) as Keys | undefined;
      if (!own || this.#isAbsent(own)) return;
      if (start) this.#starts.push(() => this.noteAbsence(own, start(own, args, context)));
      return this.#below(below, own, parents);
    }
    this.#starts.push(() => start?.(keys, args, context));
    const asked = Number(args['first'] ?? args['last'] ?? DEFAULT_ROWS);
    // Of the items of a list no key is known but that of the root.
    this.#below(below, [keys[0]], parents * Math.min(asked, rows?.(keys, context) ?? asked));
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
      const sets = prefetch.needs || prefetch.ends || !selection.selectionSet ? [] : [selection.selectionSet];
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
