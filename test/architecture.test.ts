import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { schema } from '../src/schema/index.ts';
import { sdlOf } from '../src/schema/sdl.ts';

const ROOT = resolve(import.meta.dirname, '..');

test('schema.graphql is the sorted print of the code', () => {
  const printed = sdlOf(schema);
  const file = readFileSync(join(ROOT, 'schema.graphql'), 'utf8');
  expect(file === printed, 'run `npm run schema`').toBe(true);
});

test('everything in the schema is described', () => {
  const silent: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (!type.description && !['ID', 'String', 'Int', 'Float', 'Boolean'].includes(type.name)) silent.push(type.name);
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) silent.push(`${type.name}.${field.name}`);
      if (!('args' in field)) continue;
      for (const arg of field.args) if (!arg.description) silent.push(`${type.name}.${field.name}(${arg.name}:)`);
    }
  }
  expect(silent).toEqual([]);
});
