import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { statusesPage } from '../../scripts/statuses-page.ts';

test('docs/statuses.md is what the tables of statuses print', async () => {
  const file = 'docs/statuses.md';
  const printed = await format(statusesPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
  expect(readFileSync(file, 'utf8')).toBe(printed);
});
