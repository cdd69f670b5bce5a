import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Finds what the values of variables use that is deprecated: members of inputs, and values of enums. Only types that lead
 * to something deprecated are looked into.
 */
export class DeprecatedVariables {
  readonly #schema: GraphQLSchema;
  readonly #leading: ReadonlySet<GraphQLNamedType>;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    this.#leading = leadingToDeprecated(schema);
  }

  /** Coordinates, in the order of their first use. */
  usedBy({ variableDefinitions = [] }: OperationDefinitionNode, variables: Variables): ReadonlySet<string> {
    if (this.#leading.size === 0 || variableDefinitions.length === 0) return NOTHING;
    const used = new Set<string>();
    const open: (readonly [type: GraphQLNamedInputType, value: unknown])[] = [];
    for (const { variable, type: written } of variableDefinitions) {
      const type = typeFromAST(this.#schema, written as never);
      if (isInputType(type)) open.push([getNamedType(type), variables[variable.name.value]]);
    }
    // No recursion: how deep a value is, is up to the caller.
    for (let next = open.pop(); next; next = open.pop()) {
      const [type, value] = next;
      if (!this.#leading.has(type) || value == null) continue;
      if (Array.isArray(value)) for (const one of value) open.push([type, one]);
      else if (isEnumType(type)) {
        if (typeof value === 'string' && type.getValue(value)?.deprecationReason != null)
          used.add(`${type.name}.${value}`);
      } else if (isInputObjectType(type) && typeof value === 'object')
        for (const [name, member] of Object.entries(value)) {
          const field = type.getFields()[name];
          if (!field || member === undefined) continue;
          if (field.deprecationReason != null) used.add(`${type.name}.${name}`);
          open.push([getNamedType(field.type), member]);
        }
    }
    return used;
  }
}

/** The input types and enums of which a value may have something deprecated in it. */
function leadingToDeprecated(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const types = Object.values(schema.getTypeMap());
  const leading = new Set<GraphQLNamedType>();
  const leads = (type: GraphQLInputType): boolean => leading.has(getNamedType(type));
  for (let before = -1; before !== leading.size;) {
    before = leading.size;
    for (const type of types) {
      if (isEnumType(type) && type.getValues().some(isDeprecated)) leading.add(type);
      if (
        isInputObjectType(type) &&
        Object.values(type.getFields()).some((one) => isDeprecated(one) || leads(one.type))
      )
        leading.add(type);
    }
  }
  return leading;
}

const isDeprecated = ({ deprecationReason }: { deprecationReason?: string | null | undefined }): boolean =>
  deprecationReason != null;
