/** Rewrites docs/statuses.md from the tables of statuses. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { statusesPage } from './statuses-page.ts';

const file = fileURLToPath(new URL('../docs/statuses.md', import.meta.url));
writeFileSync(file, await format(statusesPage(), { ...(await resolveConfig(file)), parser: 'markdown' }));
