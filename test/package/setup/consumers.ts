import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const PACKAGE = join(import.meta.dirname, '../../../packages/client');
const TEMPLATES = join(import.meta.dirname, '../consumers');
export const CONSUMERS = ['apollo', 'relay', 'urql', 'fetch', 'browser'] as const;
export type Consumer = (typeof CONSUMERS)[number];

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with a folder for each consumer. */
    consumers: string;
  }
}

/** Runs npm as a consumer does, on the Node of these tests; resolves to what it wrote. */
export async function npm(folder: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`;
  const options = { cwd: folder, env: { ...process.env, PATH, ...env }, timeout: 240_000, maxBuffer: 16 << 20 };
  try {
    return (await promisify(execFile)('npm', args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`npm ${args.join(' ')} in ${folder}:\n${stdout}\n${stderr}`, { cause: error });
  }
}

const DOCS = join(import.meta.dirname, '../../../docs');
/** The pages of the documentation whose code is that of a consumer. */
const PAGES: Readonly<Partial<Record<Consumer, readonly string[]>>> = {
  apollo: ['clients-apollo'],
  relay: ['clients-relay'],
  urql: ['clients-urql', 'clients-gql-tada'],
};

/** Writes each block of a page that begins with the name of a file (`// src/gateway.ts`) to that file. */
function writeFiles(page: string, folder: string): void {
  const text = readFileSync(join(DOCS, `${page}.md`), 'utf8');
  for (const [, file = '', code = ''] of text.matchAll(/^```(?:ts|js)\n\/\/ (\S+)\n([^]*?)^```$/gm)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
}

/** Packs the client package and installs it into fresh folders, one for each kind of frontend. */
export default async function installConsumers(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'consumers-'));
  await npm(PACKAGE, ['pack', '--pack-destination', folder]);
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
  for (const consumer of CONSUMERS) {
    cpSync(join(TEMPLATES, consumer), join(folder, consumer), { recursive: true });
    for (const page of PAGES[consumer] ?? []) writeFiles(page, join(folder, consumer));
    await npm(join(folder, consumer), ['install', tarball, '--no-audit', '--no-fund', '--prefer-offline']);
  }
  project.provide('consumers', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
