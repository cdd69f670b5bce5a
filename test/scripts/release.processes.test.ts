import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { refusalOf } from '../../scripts/release/version.ts';

/** Each of these tests starts programs. */
vi.setConfig({ testTimeout: 60_000 });

const PACKAGES = [
  'package.json',
  'package-lock.json',
  'packages/client/package.json',
  'packages/client/package-lock.json',
];
const NOTES = '### Added\n\n- Orders have `units`.\n\n### Removed\n\n- `Order.size`: use `Order.units`.';

/** A repository with what a release touches, whose next version breaks clients. */
function repository() {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  mkdirSync(join(folder, 'packages/client'), { recursive: true });
  mkdirSync(join(folder, 'releases'));
  for (const file of PACKAGES) cpSync(file, join(folder, file));
  for (const file of PACKAGES) write(file, read(file).replace(/"version": "[^"]+"/, '"version": "0.1.0"'));
  write('releases/schema.graphql', 'type Query { order: Order }\n\ntype Order { size: Int }\n');
  write('schema.graphql', 'type Query { order: Order }\n\ntype Order { units: Int }\n');
  write('CHANGELOG.md', `# Changelog\n\n## Unreleased\n\n${NOTES}\n\n## 0.1.0 (2026-01-01)\n\n- First.\n`);
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Somebody');
  git('config', 'user.email', 'somebody@example.test');
  git('config', 'commit.gpgsign', 'false');
  git('config', 'tag.gpgsign', 'false');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Begin');
  const release = (...args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> =>
    new Promise((done) =>
      execFile(process.execPath, [resolve('scripts/release.ts'), ...args], { cwd: folder }, (error, out, err) =>
        done({ code: error?.code ?? 0, out, err }),
      ),
    );
  return { write, read, git, release, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const versionIn = (text: string): unknown => (JSON.parse(text) as { version: unknown }).version;

test('a release without --write says what it would do, and does nothing', async () => {
  using repo = repository();
  const { code, out } = await repo.release('0.2.0');
  expect(code).toBe(0);
  expect(out).toContain('Would release v0.2.0');
  expect(out).toContain(NOTES);
  expect(repo.git('status', '--porcelain')).toBe('');
  expect(repo.git('tag')).toBe('');
});

test('a release sets both versions, the heading of the changelog and the published schema, in one tagged commit', async () => {
  using repo = repository();
  expect(await repo.release('0.2.0', '--write')).toMatchObject({ code: 0, err: '' });
  expect(PACKAGES.map((file) => versionIn(repo.read(file)))).toEqual(PACKAGES.map(() => '0.2.0'));
  expect(repo.read('CHANGELOG.md')).toMatch(
    /^# Changelog\n\n## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n### Added\n/,
  );
  expect(repo.read('releases/schema.graphql')).toBe(repo.read('schema.graphql'));
  expect(repo.git('status', '--porcelain')).toBe('');
  expect(repo.git('log', '-1', '--format=%s')).toBe('Release v0.2.0');
  expect(repo.git('rev-parse', 'v0.2.0^{commit}')).toBe(repo.git('rev-parse', 'HEAD'));
  expect(repo.git('tag', '--list', '--format=%(contents)', 'v0.2.0')).toBe(`v0.2.0\n\n${NOTES}`);
});

test.each([
  ['a tree that is not clean', 'new.txt', 'x', ['0.2.0'], 'The working tree is not clean'],
  ['a version that may not break clients', '', '', ['0.1.1'], 'that takes a minor version'],
  ['a version that was', '', '', ['0.1.0'], 'does not come after 0.1.0'],
  ['no version', '', '', [], 'Name the version'],
])('%s is refused, and nothing is written', async (_what, file, text, version, message) => {
  using repo = repository();
  if (file) repo.write(file, text);
  const { code, err } = await repo.release(...version, '--write');
  expect(code).toBe(1);
  expect(err).toContain(message);
  expect(repo.git('tag')).toBe('');
  expect(repo.git('log', '--format=%s')).toBe('Begin');
});

test.each([
  ['a breaking change that is not announced', NOTES.replace('`Order.size`', 'the size'), 'by its name in backticks'],
  ['an empty changelog', '', 'has nothing under "Unreleased"'],
])('%s is refused', async (_what, notes, message) => {
  using repo = repository();
  repo.write('CHANGELOG.md', `# Changelog\n\n## Unreleased\n\n${notes}\n`);
  repo.git('commit', '--quiet', '--all', '--message', 'Change the changelog');
  const { code, err } = await repo.release('0.2.0', '--write');
  expect(code).toBe(1);
  expect(err).toContain(message);
});

test.each([
  ['0.1.1', '0.1.0', false, true],
  ['0.2.0', '0.1.9', true, true],
  ['1.0.0', '0.9.0', true, true],
  ['1.1.0', '1.0.0', true, false],
  ['1.1.0', '1.0.0', false, true],
  ['2.0.0', '1.4.2', true, true],
  ['1.4.1', '1.4.2', false, false],
  ['v2', '1.0.0', false, false],
])('%s after %s (breaking: %s) is allowed: %s', (next, current, breaks, allowed) => {
  expect(refusalOf(next, current, breaks).length === 0).toBe(allowed);
});
