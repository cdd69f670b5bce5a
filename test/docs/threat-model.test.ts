import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');
const threats = page.slice(page.indexOf('## Threats'), page.indexOf('## What remains'));
const rows = threats
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (threat |-)/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

test('every threat names its defence and tests that there are', () => {
  expect(rows.length).toBeGreaterThan(25);
  for (const [threat, defence = '', shown = ''] of rows) {
    expect(defence.length, threat).toBeGreaterThan(10);
    const tests = [...shown.matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(([, file]) => file ?? '');
    expect(tests.length, threat).toBeGreaterThan(0);
    for (const file of tests) expect(existsSync(join(ROOT, file)), file).toBe(true);
  }
});
