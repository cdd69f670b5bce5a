/** Rewrites docs/payex-problems.md from the table of problems. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { problemsPage } from './problems-page.ts';

const file = fileURLToPath(new URL('../docs/payex-problems.md', import.meta.url));
writeFileSync(file, await format(problemsPage(), { ...(await resolveConfig(file)), parser: 'markdown' }));
