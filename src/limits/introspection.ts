import {
  getOperationAST,
  GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

/**
 * A field of the schema's own description costs a tenth of one that is read from a provider, and its lists are counted
 * with about the size that they have here: the queries of the usual tools stay within the default limit, ten of them in
 * one operation do not.
 */
const FIELD = 0.1;
const LISTS: Readonly<Record<string, number>> = {
  types: 300,
  directives: 10,
  fields: 6,
  inputFields: 6,
  enumValues: 6,
  args: 2,
  interfaces: 1,
  possibleTypes: 1,
};

/**
 * What `__schema` and `__type` of one operation cost: GraphQL's meta-fields belong to no type, so they have no cost of
 * their own.
 */
export function introspectionCost(document: DocumentNode, operationName: string | undefined): number {
  const operation = getOperationAST(document, operationName);
  if (!operation) return 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const known = new Map<string, number>();
  const ofFragment = (name: string, isRoot: boolean): number => {
    const key = `${name} ${isRoot}`;
    let cost = known.get(key);
    if (cost === undefined) {
      const fragment = fragments.get(name);
      known.set(key, (cost = fragment ? of(fragment.selectionSet, isRoot) : 0));
    }
    return cost;
  };
  const of = ({ selections }: SelectionSetNode, isRoot: boolean): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value, isRoot);
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + of(selection.selectionSet, isRoot);
      const { name, selectionSet } = selection;
      if (isRoot && name.value !== '__schema' && name.value !== '__type') return sum;
      return sum + FIELD + (selectionSet ? (LISTS[name.value] ?? 1) * of(selectionSet, false) : 0);
    }, 0);
  return of(operation.selectionSet, true);
}

/** Refuses every question about the schema. */
export const noIntrospection: ValidationRule = (context) => ({
  Field: ({ name }) => {
    if (name.value === '__schema' || name.value === '__type')
      context.reportError(
        new GraphQLError('Introspection is turned off in this gateway.', {
          extensions: { code: 'INTROSPECTION_OFF', http: { status: 400 } },
        }),
      );
  },
});
