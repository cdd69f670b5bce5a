/** `npm run generate`: writes what follows from the schema and the published operations of the gateway. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { minifyIntrospectionQuery } from '@urql/introspection';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { typedDocuments } from './documents.ts';
import { schemaDataOf } from './schema-data.ts';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const SCHEMA = at('../../schema.graphql');

const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
const data = schemaDataOf(schema);
const { module, manifest } = await typedDocuments(SCHEMA, at('../../docs/operations'));
const introspection = minifyIntrospectionQuery(introspectionFromSchema(schema, { descriptions: false }));

const constants = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value, undefined, 2)} as const;\n`)
    .join('\n');

mkdirSync(at('src/generated'), { recursive: true });
writeFileSync(at('src/generated/schema-data.ts'), constants(data));
writeFileSync(at('src/generated/introspection.ts'), `export const introspection = ${JSON.stringify(introspection)};\n`);
writeFileSync(at('src/generated/documents.ts'), module);
writeFileSync(at('documents.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
copyFileSync(SCHEMA, at('schema.graphql'));
