/** `npm run changes`: the breaking changes of schema.graphql since the last release; ends with 1 if one is not announced. */
import { readFileSync } from 'node:fs';
import { breakingChanges } from './changes/compare.ts';
import { adviceOn, unannounced } from './changes/unannounced.ts';

const read = (file: string): string => readFileSync(file, 'utf8');

const changes = breakingChanges(read('releases/schema.graphql'), read('schema.graphql'));
const missing = unannounced(changes, read('CHANGELOG.md'));
if (changes.length === 0) console.log('schema.graphql breaks nothing that the last release has.');
else if (missing.length === 0)
  console.log(`Announced in CHANGELOG.md:\n${changes.map(({ description }) => `  - ${description}`).join('\n')}`);
else {
  console.error(adviceOn(missing));
  process.exitCode = 1;
}
