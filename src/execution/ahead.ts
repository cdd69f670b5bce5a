import {
  defaultFieldResolver,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { Bounded } from '../bounded.ts';
import type { Devices } from '../devices.ts';
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
export interface Ahead<C = unknown> {
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
export function startAhead(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { key } = aheadOf(field.extensions);
      if (!key) continue;
      const { resolve = defaultFieldResolver } = field;
      const absent = new Bounded<string, true>(MAX_ABSENT);
      field.resolve = (parent, args: Args, context: Pick<Devices, 'readsAhead'>, info) => {
        const known = quietly(() => key(args)) as string | undefined;
        if (known === undefined || context.readsAhead === false || absent.peek(known))
          return resolve(parent, args, context, info);
        const started = begin(known, context, info);
        const answer = resolve(parent, args, context, info);
        if (!(answer instanceof Promise) || started.length === 0) return answer;
        // What is below is then all there at once: nothing of the answer could be finished before it anyway.
        return answer.then((found: unknown) => {
          if (found == null) absent.set(known, true);
          return found == null ? found : Promise.allSettled(started).then(() => found);
        });
      };
    }
  }
  return schema;
}

/** Starts everything, and answers what was started. */
function begin(key: string, context: unknown, info: GraphQLResolveInfo): Promise<unknown>[] {
  const type = getNamedType(info.returnType);
  if (!isObjectType(type)) return [];
  const found: Found = { starts: [], needs: new Map() };
  quietly(() => walk(info, type, info.fieldNodes, key, 1, context, found));
  // First the lists that will answer many ids: they may hold the pages that the others ask for.
  const lists = [...found.needs].map(([collection, ids]) => quietly(() => collection.expect(ids)));
  return [...lists, ...found.starts.map(quietly)].filter((one) => one instanceof Promise);
}

function walk(
  info: GraphQLResolveInfo,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  key: string,
  parents: number,
  context: unknown,
  found: Found,
): void {
  for (const [node, definition] of fieldsBelow(info, type, nodes)) {
    const { start, rows, needs } = aheadOf(definition.extensions);
    const args = (): Args => getArgumentValues(definition, node, { sources: {}, coerced: variablesOf(info) });
    if (start) found.starts.push(() => start(key, args(), context));
    if (needs) {
      const collection = needs(key, context);
      found.needs.set(collection, (found.needs.get(collection) ?? 0) + parents);
    }
    const below = getNamedType(definition.type);
    if (!isObjectType(below) || needs || !node.selectionSet) continue;
    const asked = 'first' in definition.args || start ? Number(args()['first'] ?? DEFAULT_ROWS) : 1;
    const count = start ? Math.min(asked, rows?.(key, context) ?? asked) : 1;
    walk(info, below, [node], key, parents * count, context, found);
  }
}

/** The fields selected for an object of this type, with their definitions. */
function* fieldsBelow(info: GraphQLResolveInfo, type: GraphQLObjectType, nodes: readonly FieldNode[]) {
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  for (let set = sets.pop(); set; set = sets.pop()) {
    for (const selection of set.selections) {
      if (!isIncluded(selection, variablesOf(info))) continue;
      if (selection.kind === Kind.FIELD) {
        const definition = info.schema.getField(type, selection.name.value);
        if (definition) yield [selection, definition] as const;
        continue;
      }
      const inline = selection.kind === Kind.INLINE_FRAGMENT;
      const fragment = inline ? selection : info.fragments[selection.name.value];
      if (fragment && applies(info.schema, fragment.typeCondition?.name.value, type)) sets.push(fragment.selectionSet);
    }
  }
}

/** The executors of this gateway hand out the values themselves. */
const variablesOf = ({ variableValues }: GraphQLResolveInfo): Args => variableValues as unknown as Args;

const aheadOf = (extensions: Readonly<Record<string, unknown>>): Ahead =>
  (extensions['ahead'] as Ahead | undefined) ?? {};

/** Whatever goes wrong ahead goes wrong again where the field is resolved, and is shown there. */
function quietly(start: () => unknown): unknown {
  try {
    const started = start();
    if (started instanceof Promise) started.catch(() => undefined);
    return started;
  } catch {
    return undefined;
  }
}
