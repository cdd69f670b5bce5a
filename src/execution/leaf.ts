import { GraphQLBoolean, GraphQLError, GraphQLID, GraphQLString, type GraphQLLeafType } from 'graphql';

/** Serialises a value of a scalar or an enum. Throws if it is not a value of the type. */
export type Leaf = (value: unknown) => unknown;

/** `typeof` of the values that these types serialise unchanged. */
const PLAIN: ReadonlyMap<GraphQLLeafType, 'string' | 'boolean'> = new Map<GraphQLLeafType, 'string' | 'boolean'>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
]);
export const plainOf = (type: GraphQLLeafType): 'string' | 'boolean' | undefined => PLAIN.get(type);

export function leafOf(type: GraphQLLeafType): Leaf {
  const plain = plainOf(type);
  return (value) => {
    if (plain !== undefined && typeof value === plain) return value;
    let output: unknown;
    try {
      output = type.serialize(value);
    } catch (error) {
      // Reported like any other field error, as by the reference executor.
      throw error instanceof GraphQLError ? new Error(error.message) : error;
    }
    if (output == null) throw new Error(`Expected \`${type.name}.serialize\` to return a value.`);
    return output;
  };
}
