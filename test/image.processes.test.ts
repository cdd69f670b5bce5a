import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import { until } from './kit/gateway.ts';
import { liveEnv } from './lifecycle/process-kit.ts';

/** What it has is copied, and programs are started in it. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The last stage of the Dockerfile: what it takes from the repository, and how it starts. */
const stage =
  readFileSync('deploy/Dockerfile', 'utf8')
    .split(/^FROM /m)
    .at(-1) ?? '';
const copies = [...stage.matchAll(/^COPY (?!--from)(.+) (\S+)$/gm)].flatMap(([, from = '', to = '']) =>
  from.split(' ').map((path) => ({ path, to: to.endsWith('/') ? join(to, basename(path)) : to })),
);
const [program = '', ...parameters] = JSON.parse(/^CMD (\[.+\])$/m.exec(stage)?.[1] ?? '[]') as string[];

/** The packages that `npm ci --omit=dev` installs. */
const packages = Object.entries(
  (JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Record<string, unknown>> })
    .packages,
)
  .filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
  .map(([path]) => path);

let image: string;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
  image = mkdtempSync(join(tmpdir(), 'image-'));
  for (const { path, to } of copies) cpSync(path, join(image, to), { recursive: true });
  const nested = (path: string): boolean => path.slice('node_modules/'.length).includes('/node_modules/');
  for (const path of packages.filter((one) => !nested(one)))
    cpSync(path, join(image, path), { recursive: true, filter: (source) => !source.includes('/.cache/') });
});
afterAll(async () => {
  rmSync(image, { recursive: true, force: true });
  await sandbox.close();
});

const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  AUTH: 'none',
  ...liveEnv(sandbox.settings),
});

test('everything that the image copies is in the repository', () => {
  expect(copies.length).toBeGreaterThan(5);
  expect(copies.filter(({ path }) => !existsSync(path))).toEqual([]);
});

test('the gateway starts as the image starts it, on the production packages alone, and answers', async () => {
  expect(program).toBe('node');
  const child = spawn(process.execPath, parameters, { cwd: image, env: environment() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await until(() => /http:\/\/127[\d.:]+/.test(output) || child.exitCode !== null, 'the address', 40_000);
    expect(child.exitCode, output).toBeNull();
    const response = await fetch(`${/http:\/\/127[\d.:]+/.exec(output)?.[0]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "query": "{ clients(first: 1) { nodes { __typename } } }" }',
    });
    expect(await response.json()).toMatchObject({ data: { clients: { nodes: [{ __typename: 'Client' }] } } });
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});

test('the doctor of the image finds its providers', async () => {
  const output = await new Promise<string>((done) =>
    execFile(process.execPath, ['scripts/doctor.ts'], { cwd: image, env: environment() }, (_error, out, err) =>
      done(out + err),
    ),
  );
  expect(output).toMatch(/^ok {4}Node /m);
  for (const key of ['fondo', 'payex', 'aarthik']) expect(output).toMatch(new RegExp(`^ok {4}${key} +answers`, 'm'));
});
