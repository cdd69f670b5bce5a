import {
  BreakingChangeType,
  buildSchema,
  findSchemaChanges,
  isInterfaceType,
  isObjectType,
  print,
  type GraphQLSchema,
} from 'graphql';

/** A change after which an operation that worked may fail. */
export interface Breaking {
  /** What has changed: `Type`, `Type.field` or `@directive`. */
  readonly coordinate: string;
  readonly description: string;
}

const BREAKING: ReadonlySet<string> = new Set(Object.values(BreakingChangeType));

/** The breaking changes between two schemas, by their SDL: those of GraphQL, and lost promises of `@semanticNonNull`. */
export function breakingChanges(before: string, after: string): Breaking[] {
  const [old, fresh] = [buildSchema(before), buildSchema(after)];
  const changes = findSchemaChanges(old, fresh).filter(
    // A standard scalar that nothing uses any more: whatever used it has changed, and is listed itself.
    ({ type, description }) => BREAKING.has(type) && !description.startsWith('Standard scalar'),
  );
  return [
    ...changes.map(({ description }) => ({ coordinate: coordinateIn(description), description })),
    ...lostPromises(old, fresh),
  ];
}

/** Of a description of graphql-js: "Field Order.units was removed.", "Order was removed.", "Directive @x was removed." */
function coordinateIn(description: string): string {
  const [found = description] =
    /@\w+|\b\w+\.\w+/.exec(description) ?? /\b[A-Z]\w*(?= (?:was removed|changed|no longer))/.exec(description) ?? [];
  return found;
}

/** Fields whose null came only with an error, and no longer does. */
function lostPromises(old: GraphQLSchema, fresh: GraphQLSchema): Breaking[] {
  const before = promisesOf(old);
  const after = promisesOf(fresh);
  return [...before]
    .filter(([coordinate, promise]) => after.has(coordinate) && after.get(coordinate) !== promise && promise !== '')
    .map(([coordinate, promise]) => ({
      coordinate,
      description: `Field ${coordinate} may be null without an error: ${promise} was ${after.get(coordinate) === '' ? 'removed' : 'changed'}.`,
    }));
}

const promisesOf = (schema: GraphQLSchema): ReadonlyMap<string, string> =>
  new Map(
    Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInterfaceType(type))
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => {
          const directive = field.astNode?.directives?.find(({ name }) => name.value === 'semanticNonNull');
          return [`${type.name}.${field.name}`, directive ? print(directive) : ''] as const;
        }),
      ),
  );
