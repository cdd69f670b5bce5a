import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { isStale, npm } from '../../../scripts/example/install.ts';
import { noBrowser, serveBrowser } from '../../kit/browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of the run is, for `chromium.connect`. */
    readonly browser: string;
  }
}

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

/** Builds the example and starts a browser once, for all files that look at it. */
export default async function setUp({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (noBrowser) return undefined;
  if (noExample && process.env['CI']) throw new Error(REASON);
  if (noExample) {
    console.warn(`Skipped: ${REASON}`);
    return undefined;
  }
  // Else `npm run example` would do it, in its test, while others are served from there.
  if (isStale(WEB)) npm(WEB, ['ci', '--no-audit', '--no-fund'], 'pipe');
  await script('build');
  const browser = await serveBrowser();
  provide('browser', browser.wsEndpoint());
  return () => browser.close();
}
