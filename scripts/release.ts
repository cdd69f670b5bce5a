/**
 * `npm run release -- <version>`: says what a release would do; with `--write` does it: the version of both packages, the
 * heading of CHANGELOG.md, releases/schema.graphql, a commit, and the tag `v<version>` with the notes. Nothing is pushed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { breakingChanges } from './changes/compare.ts';
import { unreleasedOf, releasedAs } from './changes/changelog.ts';
import { adviceOn, unannounced } from './changes/unannounced.ts';
import { refusalOf } from './release/version.ts';

const PACKAGES = [
  'package.json',
  'package-lock.json',
  'packages/client/package.json',
  'packages/client/package-lock.json',
];

const read = (file: string): string => readFileSync(file, 'utf8');
const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } });

function refusals(version: string | undefined): string[] {
  if (git('status', '--porcelain') !== '') return ['The working tree is not clean: commit or stash what is in it.'];
  const changelog = read('CHANGELOG.md');
  const changes = breakingChanges(read('releases/schema.graphql'), read('schema.graphql'));
  const missing = unannounced(changes, changelog);
  const { version: current } = JSON.parse(read('package.json')) as { readonly version: string };
  return [
    ...refusalOf(version, current, changes.length > 0),
    ...(unreleasedOf(changelog) === '' ? ['CHANGELOG.md has nothing under "Unreleased".'] : []),
    ...(missing.length > 0 ? [adviceOn(missing)] : []),
    ...(version !== undefined && git('tag', '--list', `v${version}`) !== '' ? [`The tag v${version} exists.`] : []),
  ];
}

/** The version of the package, and in a lock file that of its root entry. */
function setVersion(file: string, version: string): void {
  const content = JSON.parse(read(file)) as { version: string; packages?: Record<string, { version: string }> };
  content.version = version;
  const root = content.packages?.[''];
  if (root) root.version = version;
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

function release(version: string): void {
  const changelog = read('CHANGELOG.md');
  const notes = unreleasedOf(changelog);
  for (const file of PACKAGES) setVersion(file, version);
  writeFileSync('CHANGELOG.md', releasedAs(changelog, version, new Date().toISOString().slice(0, 10)));
  writeFileSync('releases/schema.graphql', read('schema.graphql'));
  git('add', ...PACKAGES, 'CHANGELOG.md', 'releases/schema.graphql');
  git('commit', '--quiet', '--message', `Release v${version}`);
  git('tag', '--annotate', '--cleanup=verbatim', `v${version}`, '--message', `v${version}\n\n${notes}\n`);
}

const [version] = positionals;
const found = refusals(version);
if (found.length > 0 || version === undefined) {
  for (const refusal of found) console.error(refusal);
  process.exitCode = 1;
} else if (values.write) {
  release(version);
  console.log(`v${version} is committed and tagged. Next: push the branch and the tag; CONTRIBUTING.md has the rest.`);
} else {
  console.log(
    `Would release v${version}, with these notes (add --write to do it):\n\n${unreleasedOf(read('CHANGELOG.md'))}`,
  );
}
