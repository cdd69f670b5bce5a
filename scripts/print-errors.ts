/** Rewrites docs/errors.md from the table of codes and the schema. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { errorsPage } from './errors-page.ts';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const file = at('docs/errors.md');
const page = errorsPage(buildSchema(readFileSync(at('schema.graphql'), 'utf8')));
writeFileSync(file, await format(page, { ...(await resolveConfig(file)), parser: 'markdown' }));
