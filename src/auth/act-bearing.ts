import { defaultFieldResolver, isNonNullType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Permission } from './access.ts';
import type { Caller } from './caller.ts';
import { requirePermission } from './guard.ts';

/** The permission that a value needs; for values of several providers, derived from the object that holds them. */
type Needed = Permission | ((parent: never) => Permission);

/**
 * Marks a field whose value lets its holder act for a person: the address of a hosted page, a QR code, a token that
 * opens an app. Permission to read does not include it: `extensions: actBearing('onboarding:write')`.
 */
export const actBearing = (needed: Needed) => ({ actBearing: needed });

export interface ActBearingField {
  readonly type: string;
  readonly field: string;
  readonly needed: Needed;
}

/** Every field that is marked, in the order of the schema. */
export const actBearingFields = (schema: GraphQLSchema): ActBearingField[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name, extensions }) => {
        const needed = extensions['actBearing'] as Needed | undefined;
        return needed ? [{ type: type.name, field: name, needed }] : [];
      }),
    );

/** Whether a caller may act: everybody has every permission where callers are not authenticated. */
const hasPermission = ({ access }: Caller, permission: Permission): boolean =>
  !access || access.permissions.has(permission);

/** Refuses a caller who may not act. @throws Forbidden that names the permission */
export function requireActPermission({ caller }: { readonly caller: Caller }, permission: Permission): void {
  if (caller.access) requirePermission(caller.access, permission);
}

/**
 * Withholds every field that is marked from callers who may not act: null, as with masked personal data, or `FORBIDDEN`
 * where null is impossible. Changes the schema, its descriptions included, and returns it.
 */
export function maskActBearingFields(schema: GraphQLSchema): GraphQLSchema {
  for (const { type: typeName, field: name, needed } of actBearingFields(schema)) {
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    if (!field) continue;
    const { resolve = defaultFieldResolver, description } = field;
    const permission =
      typeof needed === 'string' ? `the permission \`${needed}\`` : "the provider's permission to write";
    const without = isNonNullType(field.type) ? '`FORBIDDEN`' : 'Null';
    field.description = `${description ?? ''} ${without} for a caller without ${permission}.`.trim();
    field.resolve = (parent: unknown, args, context: { caller: Caller }, info): unknown => {
      const named = typeof needed === 'string' ? needed : needed(parent as never);
      if (hasPermission(context.caller, named)) return resolve(parent, args, context, info);
      if (isNonNullType(field.type)) requireActPermission(context, named);
      return null;
    };
  }
  return schema;
}
