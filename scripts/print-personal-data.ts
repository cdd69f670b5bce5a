/** `npm run personal-data`: rewrites docs/personal-data.md from the marks at the fields. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { personalDataPage } from './personal-data-page.ts';
import { schema } from '../src/schema/index.ts';

const file = fileURLToPath(new URL('../docs/personal-data.md', import.meta.url));
writeFileSync(file, await format(personalDataPage(schema), { ...(await resolveConfig(file)), parser: 'markdown' }));
