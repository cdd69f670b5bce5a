import { readdirSync, readFileSync } from 'node:fs';
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  validate,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

const FOLDER = 'docs/operations';
const read = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');

test.each(readdirSync(FOLDER))('%s is a valid operation of this schema', (file) => {
  expect(validate(schema, parse(read(file)))).toEqual([]);
});

const operations = readdirSync(FOLDER).flatMap((file) => {
  const found = parse(read(file)).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return found.map((operation) => ({ file, operation }));
});

test('every operation has a name of its own, as code generators require', () => {
  const names = operations.map(({ operation }) => operation.name?.value);
  expect(names.filter((name, at) => name === undefined || names.indexOf(name) !== at)).toEqual([]);
});

/** The places of an operation at which an object that has an id is selected without it. */
function withoutId({ operation, selectionSet }: OperationDefinitionNode): string[] {
  const isNode = (type: GraphQLNamedType | undefined): boolean =>
    (isObjectType(type) || isInterfaceType(type)) &&
    [type, ...type.getInterfaces()].some(({ name }) => name === 'Node');
  const walk = (set: SelectionSetNode, type: GraphQLNamedType | undefined, place: string, hasId: boolean): string[] => {
    const fields = set.selections.filter((one) => one.kind === Kind.FIELD);
    const identified = hasId || fields.some(({ name, alias }) => name.value === 'id' && !alias);
    const here = !identified && isNode(type) && fields.some(({ name }) => name.value !== '__typename') ? [place] : [];
    const below = set.selections.flatMap((one) => {
      if (one.kind === Kind.FRAGMENT_SPREAD || !one.selectionSet) return [];
      if (one.kind === Kind.INLINE_FRAGMENT) {
        const condition = one.typeCondition?.name.value;
        return walk(one.selectionSet, condition ? schema.getType(condition) : type, place, identified);
      }
      const field = type && 'getFields' in type ? type.getFields()[one.name.value] : undefined;
      if (!field) return [];
      return walk(one.selectionSet, getNamedType(field.type), `${place}.${one.name.value}`, false);
    });
    return [...here, ...below];
  };
  return walk(selectionSet, schema.getRootType(operation) ?? undefined, operation, false);
}

test.each(operations.filter(({ operation: { operation } }) => operation === 'subscription'))(
  'the subscription of $file selects the id of all that it changes, so that caches find it',
  ({ operation }) => {
    expect(withoutId(operation)).toEqual([]);
  },
);

test('every document begins with its title, by which the landing page lists it', () => {
  const untitled = readdirSync(FOLDER).filter((file) => !/^# [A-Z][^\n]*[^.\n]\n/.test(read(file)));
  expect(untitled).toEqual([]);
  const titles = readdirSync(FOLDER).map((file) => read(file).split('\n', 1)[0]);
  expect(new Set(titles).size).toBe(titles.length);
});
