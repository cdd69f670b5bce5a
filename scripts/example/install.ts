import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const timeOf = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Whether the dependencies of a package are not there, or older than its lock file. */
export const isStale = (folder: string): boolean =>
  timeOf(join(folder, 'node_modules/.package-lock.json')) < timeOf(join(folder, 'package-lock.json'));

/** Runs the npm that runs this, on its Node; throws where it fails. */
export function npm(folder: string, args: readonly string[], output: 'inherit' | 'pipe' = 'inherit'): void {
  const cli = process.env['npm_execpath'];
  const [command, rest] = cli === undefined ? ['npm', args] : [process.execPath, [cli, ...args]];
  const { status, stderr, stdout } = spawnSync(command, rest, {
    cwd: folder,
    stdio: ['ignore', output, output],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} in ${folder} has failed.\n${stdout ?? ''}${stderr ?? ''}`);
}
