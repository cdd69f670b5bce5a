import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../src/schema/index.ts';

const ROOT = resolve(import.meta.dirname, '..');

interface Source {
  readonly file: string;
  readonly text: string;
  /** Imported files (from the root) and packages. */
  readonly imports: readonly string[];
}

const sources: Source[] = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const file = join('src', name);
    const text = readFileSync(join(ROOT, file), 'utf8');
    const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
    const imports = found.map((one) => (one.startsWith('.') ? relative(ROOT, resolve(ROOT, file, '..', one)) : one));
    return { file, text, imports };
  });

const importing = (from: string, what: (target: string) => boolean): string[] =>
  sources
    .filter(({ file }) => file.startsWith(from))
    .flatMap(({ file, imports }) => imports.filter(what).map((target) => `${file} -> ${target}`));

test('datasources know neither GraphQL nor what is built on them', () => {
  const above = /^(graphql|graphql-yoga|@pothos\/.*|src\/(schema|subscriptions|context|gateway|server|main).*)$/;
  expect(importing('src/datasources/', (target) => above.test(target))).toEqual([]);
});

test('subscriptions build on datasources, not on the schema', () => {
  const above = /^(@pothos\/.*|graphql-yoga|src\/(schema\/.*|gateway|server|main).*)$/;
  expect(importing('src/subscriptions/', (target) => above.test(target))).toEqual([]);
});

test('the schema speaks no HTTP', () => {
  const below = /^(undici|ws|node:http|node:https|src\/(gateway|server|main).*)$/;
  expect(importing('src/schema/', (target) => below.test(target))).toEqual([]);
});

test('only main loads the sandbox', () => {
  expect(importing('src/', (target) => target.startsWith('sandbox'))).toEqual(['src/main.ts -> sandbox/index.ts']);
});

test('problems and faults depend on nothing', () => {
  expect(importing('src/problem.ts', () => true)).toEqual([]);
  expect(importing('src/faults.ts', (target) => target !== 'src/problem.ts')).toEqual([]);
});

test('only main and the configuration read the environment', () => {
  const readers = sources.filter(({ text }) => text.includes('process.env')).map(({ file }) => file);
  expect(readers).toEqual(['src/main.ts']);
});

test('schema.graphql is the sorted print of the code', () => {
  const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
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
