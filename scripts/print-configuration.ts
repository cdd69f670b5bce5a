/** `npm run configuration`: rewrites docs/configuration.md from the schema of settings. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from './configuration-page.ts';

const file = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));
writeFileSync(file, await format(configurationPage(), { ...(await resolveConfig(file)), parser: 'markdown' }));
