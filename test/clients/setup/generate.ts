import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..');

/** Runs a program of a package of this folder; throws with what it wrote where it fails. */
function run(program: string, ...args: readonly string[]): void {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`;
  execFileSync(join(FOLDER, 'node_modules/.bin', program), args, {
    cwd: FOLDER,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Has the three generators read the printed schema, strict about scalars, and write to `generated/`. */
export default function generate(): void {
  mkdirSync(join(FOLDER, 'generated/relay'), { recursive: true });
  run('graphql-codegen', '--config', 'codegen.ts');
  run('relay-compiler');
  run('gql.tada', 'generate-output');
}
