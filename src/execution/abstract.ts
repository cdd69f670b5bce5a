import {
  GraphQLError,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { FieldPlan } from './plan-types.ts';

type MaybePromise<T> = T | Promise<T>;

export const isPromise = <T>(value: T | PromiseLike<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** The object type that an abstract type resolved to, by its name. Throws if it is not one of its possible types. */
export function concreteType(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  name: string | undefined | null,
  field: FieldPlan,
): GraphQLObjectType {
  const found = name == null ? undefined : schema.getType(name);
  if (isObjectType(found) && schema.isSubType(type, found)) return found;
  const where = `field "${field.parentType.name}.${field.name}"`;
  throw new GraphQLError(`Abstract type "${type.name}" must resolve to one of its Object types at ${where}.`, {
    nodes: field.nodes,
  });
}

/**
 * The default type resolver of GraphQL: `__typename` of the value, else the first possible type whose `isTypeOf` is
 * true.
 */
export function typeByTest(
  value: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
  type: GraphQLAbstractType,
): MaybePromise<string | undefined> {
  const { __typename: name } = value as { __typename?: unknown };
  if (typeof name === 'string') return name;
  const possible = info.schema.getPossibleTypes(type);
  const verdicts = possible.map((one) => one.isTypeOf?.(value, context, info) ?? false);
  const first = (fits: readonly boolean[]): string | undefined => possible[fits.indexOf(true)]?.name;
  return verdicts.some(isPromise)
    ? Promise.all(verdicts as Promise<boolean>[]).then(first)
    : first(verdicts as boolean[]);
}
