import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  typeFromAST,
  validate,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

const ROOT = resolve(import.meta.dirname, '../..');
const TEXTS = /`([^`]*\{[^`]*)`|'((?:[^'\\\n]|\\.)*\{(?:[^'\\\n]|\\.)*)'/g;

export interface CorpusEntry {
  readonly query: string;
  readonly operation: OperationDefinitionNode;
}

/** Every query and mutation that the tests and the documentation contain and that is valid on its own. */
export function corpus(schema: GraphQLSchema): CorpusEntry[] {
  const texts = [...filesIn('test', '.ts').flatMap(textsOf), ...filesIn('docs', '.graphql').map(read)];
  return [...new Set(texts)].flatMap((query) => {
    const document = parsed(query);
    if (!document || validate(schema, document).length > 0) return [];
    const operations = document.definitions.filter((one) => one.kind === 'OperationDefinition');
    const [operation] = operations;
    return operation && operations.length === 1 && operation.operation !== 'subscription' ? [{ query, operation }] : [];
  });
}

const read = (file: string): string => readFileSync(file, 'utf8');
const textsOf = (file: string): string[] =>
  [...read(file).matchAll(TEXTS)].map(([, quoted, single]) => (quoted ?? single ?? '').replaceAll(/\$\{[^}]*\}/g, 'x'));
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(ROOT, folder, name));

function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

/** Some value of every variable of an operation; `scalars` are values by the name of their type. */
export const variablesOf = (
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  scalars: Readonly<Record<string, unknown>> = {},
) =>
  Object.fromEntries(
    variableDefinitions.map(({ variable, type }) => {
      const input = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
      return [variable.name.value, input ? someValue(input, scalars) : null];
    }),
  );

function someValue(type: GraphQLInputType, scalars: Readonly<Record<string, unknown>>): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [someValue(inner.ofType, scalars)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    const given = inner.isOneOf ? fields.slice(0, 1) : fields.filter((field) => isNonNullType(field.type));
    return Object.fromEntries(given.map((field) => [field.name, someValue(field.type, scalars)]));
  }
  if (inner.name in scalars) return scalars[inner.name];
  if (inner.name === 'Int' || inner.name === 'Float') return 3;
  return inner.name === 'Boolean' ? true : 'x';
}
