import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** Values for arguments and input fields: by `Type.field.argument`, by `Input.field`, or by the bare name. */
export type Samples = Readonly<Record<string, unknown>>;

/** Stands as a sample for a value that is made up, of an input that would be left out without it. */
export const GENERATED = Symbol('generated');

/** A document that asks for every field of one type, on the shortest way there. */
export interface Visit {
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** The field of the root with which the way begins. */
  readonly root: string;
  readonly document: string;
  /** `Type.field` of everything that is asked for. */
  readonly fields: readonly string[];
}

interface Way {
  readonly operation: Visit['operation'];
  readonly root: string;
  /** Wraps a selection in everything that leads to it. */
  wrap(selection: string): string;
}

interface Root {
  readonly operation: Visit['operation'];
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Every field of the three root types, and the shortest way to each object type that can be reached. */
function waysOf(schema: GraphQLSchema, samples: Samples): { roots: Root[]; ways: Map<string, Way> } {
  const ways = new Map<string, Way>();
  const queue: [GraphQLObjectType, Way][] = [];
  const reach = (type: GraphQLNamedType, way: Way): void => {
    if (isUnionType(type) || isInterfaceType(type)) {
      for (const one of schema.getPossibleTypes(type))
        reach(one, { ...way, wrap: (selection) => way.wrap(`__typename ... on ${one.name} { ${selection} }`) });
    } else if (isObjectType(type) && !ways.has(type.name)) {
      ways.set(type.name, way);
      queue.push([type, way]);
    }
  };
  const roots: Root[] = [];
  for (const operation of ['query', 'mutation', 'subscription'] as const) {
    const rootType = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[operation];
    for (const field of Object.values(rootType?.getFields() ?? {})) {
      const name = `${rootType?.name}.${field.name}`;
      const wrap = (selection: string): string => `${operation} { ${call(field, name, samples)} { ${selection} } }`;
      roots.push({ operation, name, field });
      if (isComposite(field)) reach(getNamedType(field.type), { operation, root: field.name, wrap });
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [type, way] = next;
        for (const below of Object.values(type.getFields())) {
          if (!isComposite(below)) continue;
          const step = call(below, `${type.name}.${below.name}`, samples);
          reach(getNamedType(below.type), {
            ...way,
            wrap: (selection) => way.wrap(`__typename ${step} { ${selection} }`),
          });
        }
      }
    }
  }
  return { roots, ways };
}

/** Documents that between them ask for every field of every type that can be reached. */
export function visitsOf(schema: GraphQLSchema, samples: Samples): Visit[] {
  const { roots, ways } = waysOf(schema, samples);
  return [
    ...roots.map(({ operation, name, field }): Visit => {
      const selection = isComposite(field) ? '{ __typename }' : '';
      const document = `${operation} { ${call(field, name, samples)} ${selection} }`;
      return { operation, root: field.name, document, fields: [name] };
    }),
    ...[...ways].map(([name, { operation, root, wrap }]) => {
      const fields = Object.values((schema.getType(name) as GraphQLObjectType).getFields());
      const selection = fields.map(
        (field) => `${call(field, `${name}.${field.name}`, samples)} ${isComposite(field) ? '{ __typename }' : ''}`,
      );
      return {
        operation,
        root,
        document: wrap(`__typename ${selection.join(' ')}`),
        fields: fields.map((field) => `${name}.${field.name}`),
      };
    }),
  ];
}

/**
 * Documents that between them give every argument that may be left out, each alone. They ask for what tells whose it is:
 * the fields of the rows that take no argument, and the ids of what these belong to. `fields` is `Type.field.argument`.
 */
export function argumentVisitsOf(schema: GraphQLSchema, samples: Samples): Visit[] {
  const { roots, ways } = waysOf(schema, samples);
  const visits = (name: string, field: GraphQLField<unknown, unknown>, { operation, root, wrap }: Way): Visit[] =>
    field.args.filter(isOptional).map((argument) => ({
      operation,
      root,
      document: wrap(`${call(field, name, samples, withIts(argument.name))} ${rowsOf(getNamedType(field.type))}`),
      fields: [`${name}.${argument.name}`],
    }));
  return [
    ...roots.flatMap(({ operation, name, field }) =>
      visits(name, field, { operation, root: field.name, wrap: (selection) => `${operation} { ${selection} }` }),
    ),
    ...[...ways].flatMap(([type, way]) =>
      Object.values((schema.getType(type) as GraphQLObjectType).getFields()).flatMap((field) =>
        visits(`${type}.${field.name}`, field, { ...way, wrap: (selection) => way.wrap(`__typename ${selection}`) }),
      ),
    ),
  ];
}

/** `Type.field.argument` of every argument of an object type that may be left out. */
export const optionalArguments = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values((type as GraphQLObjectType).getFields()).flatMap((field) =>
        field.args.filter(isOptional).map((argument) => `${type.name}.${field.name}.${argument.name}`),
      ),
    );

/** `before` is of no use without `last`. */
const withIts = (argument: string): string[] => (argument === 'before' ? ['before', 'last'] : [argument]);

const isOptional = ({ type, defaultValue }: GraphQLArgument): boolean =>
  !isNonNullType(type) || defaultValue !== undefined;

/** The rows of a connection, or the object itself. */
function rowsOf(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return isInterfaceType(type) || isUnionType(type) ? '{ __typename }' : '';
  const { nodes } = type.getFields();
  if (nodes) return `{ nodes ${rowsOf(getNamedType(nodes.type))} }`;
  const own = Object.values(type.getFields()).filter(({ args }) => args.length === 0);
  const selected = own.flatMap((field) => {
    if (!isComposite(field)) return [field.name];
    const below = getNamedType(field.type);
    return isObjectType(below) && 'id' in below.getFields() ? [`${field.name} { id }`] : [];
  });
  return `{ __typename ${selected.join(' ')} }`;
}

/** `Type.field` of every field of every object type. */
export const allFields = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.keys((type as GraphQLObjectType).getFields()).map((field) => `${type.name}.${field}`));

const isComposite = ({ type }: GraphQLField<unknown, unknown>): boolean => {
  const named = getNamedType(type);
  return isObjectType(named) || isInterfaceType(named) || isUnionType(named);
};

function call(
  field: GraphQLField<unknown, unknown>,
  name: string,
  samples: Samples,
  more: readonly string[] = [],
): string {
  const given = field.args.filter(
    (arg) => !isOptional(arg) || `${name}.${arg.name}` in samples || more.includes(arg.name),
  );
  if (given.length === 0) return field.name;
  const args = given.map(
    (arg) => `${arg.name}: ${literal(arg, [`${name}.${arg.name}`, `${nameOf(field)}.${arg.name}`], samples)}`,
  );
  return `${field.name}(${args.join(', ')})`;
}

const nameOf = (field: GraphQLField<unknown, unknown>): string => getNamedType(field.type).name;

function literal(input: GraphQLArgument | GraphQLInputField, names: readonly string[], samples: Samples): string {
  const named = getNamedType(input.type);
  // A bare name may stand for an id elsewhere.
  const isValue = (sample: unknown): boolean => !isEnumType(named) || named.getValue(String(sample)) !== undefined;
  const known = [...names, input.name].find((name) => name in samples && isValue(samples[name]));
  const sample = known === undefined ? GENERATED : samples[known];
  return sample === GENERATED ? generated(input.type, samples) : printed(sample, input.type);
}

/** A value of the type, made up where its kind alone says what fits. */
function generated(type: GraphQLInputType, samples: Samples): string {
  if (isNonNullType(type)) return generated(type.ofType, samples);
  if (isListType(type)) return `[${generated(type.ofType, samples)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const known = fields.filter((field) => `${type.name}.${field.name}` in samples);
    const given = type.isOneOf
      ? [...known, ...fields].slice(0, 1)
      : fields.filter((field) => isNonNullType(field.type) || known.includes(field));
    return `{ ${given.map((field) => `${field.name}: ${literal(field, [`${type.name}.${field.name}`], samples)}`).join(', ')} }`;
  }
  if (!(type.name in samples)) throw new Error(`There is no sample of the type ${type.name}`);
  return printed(samples[type.name], type);
}

/** A value as a literal of GraphQL; texts of enums stand without quotes. */
function printed(value: unknown, type: GraphQLInputType): string {
  if (isEnumType(getNamedType(type))) return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => printed(one, type)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const named = getNamedType(type);
  const fields = isInputObjectType(named) ? named.getFields() : {};
  return `{ ${Object.entries(value)
    .map(([name, one]) => `${name}: ${printed(one, fields[name]?.type ?? type)}`)
    .join(', ')} }`;
}

/** What an answer shows: every value in it but nulls, `false`, type names, and problems that say "not found". */
export function shown(data: unknown): unknown[] {
  if (data === null || data === undefined || data === false || data === 0) return [];
  if (Array.isArray(data)) return data.flatMap(shown);
  if (typeof data !== 'object') return [data];
  if ('__typename' in data && data.__typename === 'NotFound') return [];
  return Object.entries(data).flatMap(([name, value]) => (name === '__typename' ? [] : shown(value)));
}
