import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** Arguments that say which page is read, and not of which list. */
const PAGING: ReadonlySet<string> = new Set(['first', 'after', 'last', 'before']);
/** Types that are no `Node` and whose `id` is unique all the same, as its description says. */
const KEYED: ReadonlySet<string> = new Set(['Payment']);

type Field = GraphQLField<unknown, unknown>;

const objectsOf = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'));

const roots = (schema: GraphQLSchema): readonly unknown[] => [
  schema.getQueryType(),
  schema.getMutationType(),
  schema.getSubscriptionType(),
];

/** Whether a cache may store objects of this type under their id. */
const hasKey = (type: GraphQLObjectType): boolean =>
  KEYED.has(type.name) || type.getInterfaces().some(({ name }) => name === 'Node');

/** What caches and code generators have to know of the schema, in the order of its types. */
export function schemaDataOf(schema: GraphQLSchema) {
  for (const name of KEYED) if (!schema.getType(name)) throw new Error(`There is no type ${name} any more.`);
  const objects = objectsOf(schema);
  const fields = objects.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  const isConnection = (field: Field): boolean => getNamedType(field.type).name.endsWith('Connection');
  const connections: Record<string, Record<string, readonly string[]>> = {};
  for (const { type, field } of fields.filter((one) => isConnection(one.field)))
    (connections[type.name] ??= {})[field.name] = field.args
      .map(({ name }) => name)
      .filter((name) => !PAGING.has(name));
  return {
    possibleTypes: Object.fromEntries(
      Object.values(schema.getTypeMap())
        .filter(isAbstractType)
        .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
    ),
    connections,
    keyless: objects.filter((type) => !hasKey(type) && !roots(schema).includes(type)).map(({ name }) => name),
    resumable: Object.values(schema.getSubscriptionType()?.getFields() ?? {})
      .filter(({ args }) => args.some(({ name }) => name === 'after'))
      .map(({ name }) => name),
  };
}
