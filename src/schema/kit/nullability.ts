import {
  getNamedType,
  getNullableType,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  DirectiveLocation,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/**
 * The `extensions` of a field that always has a value, but whose provider call of its own may fail. It is declared
 * `nullable: false`, so that the compiler holds its resolver to that; in the schema it is nullable, so that a failure
 * takes nothing else with it.
 */
export const mayFail = { mayFail: true } as const;

/** The `extensions` of a list of objects that the gateway itself makes: none of them can fail. */
export const ownRows = { ownRows: true } as const;

/** Of the nullability working group: what is null only together with an error at this place. Printed, not introspected. */
export const SEMANTIC_NON_NULL = new GraphQLDirective({
  name: 'semanticNonNull',
  description:
    'Null only together with an error whose path leads here. `levels` are the dimensions of a list for which this holds: 0 is the field itself, 1 its items. Clients that handle errors themselves may take these places for non-null.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { levels: { type: new GraphQLList(GraphQLInt), default: { value: [0] } } },
});

/**
 * The one rule about null. A field is null in the schema where
 * - a failure is to stop: the fields of `Mutation`, those that `mayFail`, pages and lists that a provider call of their
 *   own fills (declared nullable), and the rows of lists, each of which may have a value that breaks the contract. These
 *   places are marked as `@semanticNonNull`;
 * - there may be nothing: then the description says when, and where it does not, that the provider reports none.
 *
 * Changes the schema, and returns it.
 */
export function settleNullability(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if ((!isObjectType(type) && !isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) settle(field, type === schema.getMutationType());
  }
  return schema;
}

function settle(field: GraphQLField<unknown, unknown>, isAct: boolean): void {
  const { extensions, type } = field;
  const named = getNamedType(type);
  const levels: number[] = [];
  let present: GraphQLOutputType = getNullableType(type);
  const fails = isAct || extensions['mayFail'] === true;
  const isNullable = fails || !isNonNullType(type);
  if (isNullable && (fails || isListType(present) || named.name.endsWith('Connection'))) levels.push(0);
  if (isListType(present) && isNonNullType(present.ofType) && isCompositeType(named) && !extensions['ownRows']) {
    present = new GraphQLList(getNullableType(present.ofType));
    levels.push(1);
  }
  field.type = isNullable ? present : new GraphQLNonNull(present);
  if (levels.length > 0)
    field.extensions = {
      ...extensions,
      directives: { semanticNonNull: levels.join() === '0' ? {} : { levels } },
    };
  if (isNullable && levels[0] !== 0) field.description = described(field);
}

function described({ description, type }: GraphQLField<unknown, unknown>): string {
  if (/\bnull\b/i.test(description ?? '')) return description ?? '';
  const named = getNamedType(type);
  const isEntity = (isObjectType(named) || isInterfaceType(named)) && 'id' in named.getFields();
  return `${description} Null ${isEntity ? 'if there is none, or the caller may not access it' : 'if the provider does not report it'}.`;
}
