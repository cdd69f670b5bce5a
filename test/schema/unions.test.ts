import { getNamedType, isLeafType, isUnionType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

test('a field that several members of a union have can be selected on all of them without an alias', () => {
  const unions = Object.values(schema.getTypeMap()).filter(isUnionType);
  expect(unions.length).toBeGreaterThan(20);
  const conflicts = unions.flatMap((union) => {
    const fields = union.getTypes().flatMap((type) => Object.values(type.getFields()));
    const shapes = Map.groupBy(fields, ({ name }) => name);
    return [...shapes].flatMap(([name, found]) => {
      const distinct = new Set(
        found.map(({ type }) => (isLeafType(getNamedType(type)) ? String(type) : String(type).replace(/\w+/, ''))),
      );
      return distinct.size > 1 ? `${union.name}.${name}: ${[...distinct].join(' or ')}` : [];
    });
  });
  expect(conflicts).toEqual([]);
});
