import { createHash } from 'node:crypto';
import {
  buildSchema,
  execute,
  getNullableType,
  GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  parse,
  printSchema,
  specifiedDirectives,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { expect, test } from 'vitest';
import { Documents } from '../../src/execution/documents.ts';
import { run } from '../../src/execution/run.ts';
import { schema } from '../../src/schema/index.ts';
import { corpus, variablesOf } from './corpus.ts';

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
function troubled(seed: number, trouble: number): GraphQLSchema {
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

interface Answered {
  readonly data: unknown;
  readonly errors: readonly string[];
}
type Variables = Record<string, unknown>;

async function planned(documents: Documents, query: string, variables: Variables): Promise<Answered> {
  const ready = documents.ready(query, undefined, variables);
  if (!ready) throw new Error(`Not planned: ${query}`);
  const { data, errors } = await run(ready, {});
  return { data: JSON.parse(JSON.stringify(data)), errors: errors.map((error) => JSON.stringify(error)).sort() };
}

async function reference(on: GraphQLSchema, query: string, variables: Variables): Promise<Answered> {
  const result = await execute({ schema: on, document: parse(query), variableValues: variables, contextValue: {} });
  const errors = (result.errors ?? []).map((error) => JSON.stringify(error)).sort();
  return { data: JSON.parse(JSON.stringify(result.data)), errors };
}

const operations = corpus(schema).filter(({ query }) => !/@(?:defer|stream)\b/.test(query));

test('the corpus is the operations of the whole suite', () => {
  expect(operations.length).toBeGreaterThan(60);
});

test('plans answer every operation of the suite as the reference executor does', async () => {
  const on = troubled(0, 0);
  const documents = new Documents(on, []);
  for (const { query, operation } of operations) {
    const variables = variablesOf(on, operation);
    expect(await planned(documents, query, variables), query).toEqual(await reference(on, query, variables));
  }
});

test('null propagation and errors are those of the reference executor', async () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const on = troubled(seed, 0.1);
    const documents = new Documents(on, []);
    for (const { query, operation } of operations) {
      const variables = variablesOf(on, operation);
      const ours = await planned(documents, query, variables);
      const theirs = await reference(on, query, variables);
      expect(ours.data, `${seed}: ${query}`).toEqual(theirs.data);
      expect(ours.errors.length > 0, `${seed}: ${query}`).toBe(theirs.errors.length > 0);
      // Below a place that became null either may have noted more than the one error that made it so.
      if (ours.errors.length === theirs.errors.length) expect(ours.errors, `${seed}: ${query}`).toEqual(theirs.errors);
    }
  }
});
