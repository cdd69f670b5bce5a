import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstQuery, readme, withFirstQuery } from '../../scripts/print-readme.ts';

test('the README’s first query gives the answer that it shows', async () => {
  const text = readme();
  expect(withFirstQuery(text, await firstQuery()) === text, 'run `npm run readme`').toBe(true);
});

test('every command and every file that the README names is there', () => {
  const text = readme();
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const [, name = ''] of text.matchAll(/`npm run ([a-z:-]+)/g)) expect(scripts).toHaveProperty([name]);
  for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(existsSync(target), target).toBe(true);
});
