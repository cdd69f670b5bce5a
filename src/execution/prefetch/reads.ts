import {
  getArgumentValues,
  getNamedType,
  isListType,
  isNullableType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql';
import { mentionsVariable } from '../arguments.ts';
import { DEFAULT_PAGE } from '../page-size.ts';
import { applies } from '../plan.ts';
import { prefetchOf, type Prefetch } from './declared.ts';

type Args = Readonly<Record<string, unknown>>;
type Selection = Pick<FieldNode, 'directives'>;

/** A field below an object whose keys are known, if it or a field below it declares a prefetch. */
export interface Read {
  /** Selections whose @skip, @include or @defer decide about it. */
  readonly conditions: readonly Selection[];
  readonly prefetch: Prefetch;
  argsOf(variables: VariableValues): Args;
  /** How many objects it returns at most, as far as is known before. */
  items(args: Args): number;
  /** Name of the type that it returns. */
  readonly type: string;
  /** Whether it returns objects that have an id of their own: the keys of its parent are not theirs. */
  readonly isEntity: boolean;
  readonly below: readonly Read[];
}

/** Cache by the field nodes, which a plan retains, and by the type of the object. */
const known = new WeakMap<readonly FieldNode[], Map<string, readonly Read[]>>();

/** The reads below the object of a field, which is of this type. */
export function readsBelow({ fieldNodes, schema, fragments }: GraphQLResolveInfo, type: string): readonly Read[] {
  const perType = known.get(fieldNodes) ?? new Map<string, readonly Read[]>();
  known.set(fieldNodes, perType);
  let reads = perType.get(type);
  if (!reads) {
    const sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    perType.set(type, (reads = readsOf({ schema, fragments }, schema.getType(type), sets, [])));
  }
  return reads;
}

function readsOf(
  at: Pick<GraphQLResolveInfo, 'schema' | 'fragments'>,
  type: GraphQLNamedType | undefined,
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
      // @stream on a list applies to its items.
      const streamed = selection.directives?.filter(({ name }) => name.value === 'stream') ?? [];
      const own = selection.directives?.filter((one) => !streamed.includes(one)) ?? [];
      const within = streamed.length > 0 ? [{ directives: streamed }] : [];
      const returned = getNamedType(definition.type);
      const below = readsOf(at, returned, selection.selectionSet ? [selection.selectionSet] : [], within);
      if (!prefetch.start && !prefetch.needs && below.length === 0) return [];
      const conditions = own.length > 0 ? [...above, { directives: own }] : above;
      const isEntity = isObjectType(returned) && returned.getInterfaces().some(({ name }) => name === 'Node');
      const argsOf = argumentsOf(definition, selection);
      return [{ conditions, prefetch, argsOf, items: itemsOf(definition), type: returned.name, isEntity, below }];
    }),
  );
}

/** A page has as many items as requested, any other list as it declares (`listSize`); lists of a page are the page. */
function itemsOf({ args, type, extensions }: GraphQLField<unknown, unknown>): Read['items'] {
  if (args.some(({ name }) => name === 'first')) return ({ first, last }) => Number(first ?? last ?? DEFAULT_PAGE);
  const size = extensions['listSize'];
  const isList = isListType(isNullableType(type) ? type : type.ofType);
  return () => (isList && typeof size === 'number' ? size : 1);
}

/** The arguments of a field, coerced once if they contain no variables. */
function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): Read['argsOf'] {
  if (node.arguments?.some(({ value }) => mentionsVariable(value)))
    return (variables) => getArgumentValues(definition, node, variables);
  let args: Args | undefined;
  return () => (args ??= getArgumentValues(definition, node));
}
