import { createHash } from 'node:crypto';
import {
  buildSchema,
  getNullableType,
  GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  printSchema,
  specifiedDirectives,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { schema } from '../../src/schema/index.ts';

/** A number below 1 that a place of the answer always draws again. */
const drawn = (...place: readonly unknown[]): number =>
  createHash('md5').update(JSON.stringify(place)).digest().readUInt32BE() / 2 ** 32;

/** Where a value stands: the fields and places of lists above it. */
interface Placed {
  readonly place: readonly unknown[];
}

/**
 * The schema with fields that answer anything: values, nulls, errors, and promises of them, in lists too; by resolvers
 * that look at their place and by such that do not, and by properties, getters and methods of what their parent answered.
 */
export function troubled(seed: number, trouble: number): GraphQLSchema {
  // graphql-js executes no schema in which parts of an answer can come later.
  const mocked = new GraphQLSchema({ ...buildSchema(printSchema(schema)).toConfig(), directives: specifiedDirectives });
  const some = (type: GraphQLOutputType, place: readonly unknown[]): unknown => {
    const draw = drawn(seed, place);
    if (draw < trouble / 3) return null;
    if (draw < trouble) return new Error(`an error at ${place.join('.')}`);
    const inner = getNullableType(type);
    const value = (): unknown => {
      if (isListType(inner)) {
        return Array.from({ length: Math.floor(draw * 4) }, (_, at) => some(inner.ofType, [...place, at]));
      }
      if (isEnumType(inner)) return inner.getValues()[Math.floor(draw * inner.getValues().length)]?.value as unknown;
      if (isObjectType(inner)) return object(inner, place);
      if (isAbstractType(inner)) {
        const possible = mocked.getPossibleTypes(inner);
        const type = possible[Math.floor(draw * possible.length)];
        return type && object(type, place);
      }
      if (inner.name === 'Int' || inner.name === 'Float') return Math.floor(draw * 100);
      return inner.name === 'Boolean' ? draw > 0.5 : `"${draw}"\n\u2028é`;
    };
    return drawn(seed, place, 'late') < 0.3 ? Promise.resolve(value()) : value();
  };
  const found = (type: GraphQLOutputType, place: readonly unknown[]): unknown => {
    const value = some(type, place);
    if (value instanceof Error && drawn(seed, place, 'thrown') < 0.7) throw value;
    return value;
  };
  const object = (type: GraphQLObjectType, place: readonly unknown[]): object => {
    const made = { __typename: type.name, place };
    for (const [name, field] of Object.entries(type.getFields())) {
      if (field.resolve) continue;
      const method = drawn(seed, type.name, name, 'method') < 0.3;
      const read = (args: unknown = {}) => found(field.type, [...place, name, args]);
      Object.defineProperty(made, name, { get: method ? () => read : () => read() });
    }
    return made;
  };
  const placeOf = (parent: unknown): readonly unknown[] => (parent as Placed | undefined)?.place ?? [];
  for (const type of Object.values(mocked.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const isRoot = Object.values(mocked.toConfig()).includes(type);
    for (const [name, field] of Object.entries(type.getFields())) {
      const way = drawn(seed, type.name, name);
      if (way < 0.4) field.resolve = (parent, args) => found(field.type, [...placeOf(parent), name, args]);
      else if (way < 0.7 || isRoot)
        field.resolve = (parent, args, _context, info) => found(info.returnType, [...placeOf(parent), name, args]);
    }
  }
  return mocked;
}
