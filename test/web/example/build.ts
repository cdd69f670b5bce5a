import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { noBrowser } from '../../kit/browser.ts';

export const WEB = `${import.meta.dirname}/../../../examples/web`;

/** Whether the tests of the example are skipped, with a visible line: never in CI. */
export const noExample = noBrowser || !existsSync(`${WEB}/node_modules/vite`);
const REASON = 'the example is not installed: `npm --prefix examples/web ci`';

/** Runs a script of the example on the Node of these tests. */
export async function script(name: string): Promise<void> {
  // Not the NODE_ENV of a test run: it would build for development.
  const env = { ...process.env, NODE_ENV: undefined, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  await promisify(execFile)('npm', ['--prefix', WEB, 'run', '--silent', name], { env, timeout: 240_000 });
}

/** Builds the example once, for all files that look at it. */
export default async function build(): Promise<void> {
  if (noBrowser) return;
  if (noExample && process.env['CI']) throw new Error(REASON);
  if (noExample) return console.warn(`Skipped: ${REASON}`);
  await script('build');
}
