import { GraphQLError, GraphQLID, GraphQLString, isEnumType, type GraphQLLeafType } from 'graphql';

/** Writes what is there of a scalar or an enum as JSON text. Throws where it is no value of the type. */
export type Leaf = (value: unknown) => string;

const leaves = new Map<GraphQLLeafType, Leaf>();

export function leafOf(type: GraphQLLeafType): Leaf {
  let leaf = leaves.get(type);
  if (!leaf) leaves.set(type, (leaf = createLeaf(type)));
  return leaf;
}

function createLeaf(type: GraphQLLeafType): Leaf {
  const known = isEnumType(type) ? new Map<unknown, string>() : undefined;
  const isText = type === GraphQLString || type === GraphQLID;
  return (value) => {
    if (isText && typeof value === 'string') return JSON.stringify(value);
    const text = known?.get(value);
    if (text !== undefined) return text;
    let output: unknown;
    try {
      output = type.serialize(value);
    } catch (error) {
      // Reported as any other error of a field, as the reference executor does.
      throw error instanceof GraphQLError ? new Error(error.message) : error;
    }
    if (output == null) throw new Error(`Expected \`${type.name}.serialize\` to return a value.`);
    const written = JSON.stringify(output);
    if (known && typeof value === 'string') known.set(value, written); // as many as the enum has
    return written;
  };
}
