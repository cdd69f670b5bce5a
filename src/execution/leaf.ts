import { GraphQLBoolean, GraphQLError, GraphQLID, GraphQLString, type GraphQLLeafType } from 'graphql';

/** What is there of a scalar or an enum as JSON can hold it. Throws where it is no value of the type. */
export type Leaf = (value: unknown) => unknown;

/** What `typeof` says of the values that these types take as they are. */
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
      // Reported as any other error of a field, as the reference executor does.
      throw error instanceof GraphQLError ? new Error(error.message) : error;
    }
    if (output == null) throw new Error(`Expected \`${type.name}.serialize\` to return a value.`);
    return output;
  };
}
