import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const PAGES = [
  ...readdirSync('.').filter((file) => file.endsWith('.md')),
  'bench/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** The anchor that GitHub gives to a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** What a page links to that is not there. */
function deadLinks(page: string): string[] {
  const targets = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  return targets.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
  });
}

/** Files and folders of the sources that a page names in code style. */
const deadPaths = (page: string): string[] =>
  [
    ...readFileSync(page, 'utf8').matchAll(
      /`((?:src|test|sandbox|bench|docs|deploy|contracts|scripts)\/[\w./-]*\w)\/?`/g,
    ),
  ]
    .map(([, path = '']) => path)
    .filter((path) => !existsSync(path));

test.each(PAGES)('every link of %s leads to a page and a heading, and every file that it names exists', (page) => {
  expect([...deadLinks(page), ...deadPaths(page)]).toEqual([]);
});

test('every decision is in the index', () => {
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  for (const page of readdirSync('docs/decisions')) {
    if (page !== 'README.md') expect(index).toContain(`(${page})`);
  }
});
