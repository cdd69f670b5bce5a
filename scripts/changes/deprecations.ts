import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  resolveSchemaCoordinate,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';

/** How a reason is written: "Use `Order.units`. Removed after 2027-06-30." */
const REASON = /^Use `([^`]+)`\. Removed after (\d{4}-\d{2}-\d{2})\.$/;

/** What is deprecated, with its reason. */
export function deprecatedIn(schema: GraphQLSchema): { readonly coordinate: string; readonly reason: string }[] {
  const found: { coordinate: string; reason: string }[] = [];
  const add = (coordinate: string, reason: string | null | undefined): void => {
    if (reason != null) found.push({ coordinate, reason });
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isEnumType(type))
      for (const value of type.getValues()) add(`${type.name}.${value.name}`, value.deprecationReason);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    const fields: readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] = Object.values(type.getFields());
    for (const field of fields) {
      add(`${type.name}.${field.name}`, field.deprecationReason);
      if ('args' in field)
        for (const arg of field.args) add(`${type.name}.${field.name}(${arg.name}:)`, arg.deprecationReason);
    }
  }
  return found;
}

/** Deprecations that do not say what to use instead, or until when. */
export const badDeprecations = (schema: GraphQLSchema): string[] =>
  deprecatedIn(schema).flatMap(({ coordinate, reason }) => {
    const [, replacement = '', date = ''] = REASON.exec(reason) ?? [];
    if (!replacement)
      return [`${coordinate}: write the reason as "Use \`Type.field\`. Removed after YYYY-MM-DD.", not "${reason}".`];
    if (Number.isNaN(Date.parse(`${date}T00:00:00Z`))) return [`${coordinate}: ${date} is no date.`];
    return exists(schema, replacement) ? [] : [`${coordinate}: there is no \`${replacement}\` to use.`];
  });

function exists(schema: GraphQLSchema, coordinate: string): boolean {
  try {
    return resolveSchemaCoordinate(schema, coordinate) !== undefined;
  } catch {
    return false;
  }
}
