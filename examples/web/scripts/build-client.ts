/**
 * Builds `@financial-gateway/client` where it is missing or older than what it is made from. A project of your own installs
 * the package from a registry, and has no such step.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const CLIENT = join(ROOT, 'packages/client');
const SOURCES = ['schema.graphql', 'docs/operations/*.graphql', 'packages/client/{src,scripts}/**/*.ts'];

const timeOf = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);

function npm(...args: readonly string[]): void {
  const cli = process.env['npm_execpath'];
  const [command, rest] = cli === undefined ? ['npm', args] : [process.execPath, [cli, ...args]];
  const { status } = spawnSync(command, rest, { cwd: CLIENT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const newest = Math.max(
  ...SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .filter((path) => !path.includes('generated'))
    .map((path) => timeOf(join(ROOT, path))),
);

if (timeOf(join(CLIENT, 'dist/index.js')) < newest) {
  if (timeOf(join(CLIENT, 'node_modules/.package-lock.json')) < timeOf(join(CLIENT, 'package-lock.json')))
    npm('ci', '--no-audit', '--no-fund');
  npm('run', '--silent', 'build');
}
