import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { SETTING_INFOS } from '../../src/config/schema.ts';
import { post } from '../kit/gateway.ts';
import { liveEnv } from './process-kit.ts';

interface Started extends AsyncDisposable {
  /** Everything it has printed so far. */
  output(): string;
  /** Waits until it has printed something of this form. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly process: ChildProcess;
}

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'start-'));

/** `npm start` (or another program) in this folder, with this environment and nothing else of ours. */
function start(env: Record<string, string>, cwd = emptyFolder(), program = 'src/main.ts'): Started {
  const child = spawn(process.execPath, [resolve(program)], {
    cwd,
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
  });
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      waiting.forEach((look) => look());
    });
  }
  return {
    process: child,
    output: () => text,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text);
          if (found) resolve(found);
        };
        waiting.add(look);
        look();
        child.once('exit', (code) => reject(new Error(`It ended with ${code} and said: ${text}`)));
      }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const QUERY = `{ client(id: "${DEMO_CLIENT}") { name } providers { provider isSandbox isReachable } }`;
const addressOf = async (gateway: Started): Promise<string> => {
  const [, url = ''] = await gateway.printed(/(http:\/\/127\.0\.0\.1:\d+)\/graphql/);
  return url;
};

test('without any setting it starts on its sandbox, says where it is, and answers', async () => {
  await using gateway = start({});
  const { data } = await post(await addressOf(gateway), QUERY);
  expect(data.client.name).toEqual(expect.any(String));
  expect(data.providers).toEqual(
    ['FONDO', 'PAYEX', 'AARTHIK'].map((provider) => ({ provider, isSandbox: true, isReachable: true })),
  );
  expect(gateway.output()).toMatch(/Sandboxed\s+fondo, payex, aarthik/);
});

test('in production a start is told in one line of JSON, with the log level whatever it is, and every line is JSON', async () => {
  const production = { NODE_ENV: 'production', SANDBOX: 'on', DRAIN_MS: '0' };
  await using quiet = start({ ...production, LOG_LEVEL: 'error' });
  await using gateway = start({ ...production, LOG_LEVEL: 'info', FONDO: 'off' });
  await gateway.printed(/"msg":"listening"/);
  const lines = gateway
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.find(({ msg }) => msg === 'listening')).toEqual({
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    msg: 'listening',
    graphql: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/),
    health: expect.stringMatching(/\/health\/ready$/),
    metrics: expect.stringMatching(/\/metrics$/),
    live: [],
    sandboxed: ['payex', 'aarthik'],
    off: ['fondo'],
  });
  expect(await quiet.printed(/"msg":"listening"/)).toBeTruthy();
}, 60_000);

test('the addresses that a start tells are answered', async () => {
  await using gateway = start({});
  await gateway.printed(/Live +none/);
  const told = (label: string): string => new RegExp(`${label} +(\\S+)`).exec(gateway.output())?.[1] ?? '';
  for (const label of ['Start page', 'GraphiQL and API', 'Sandbox', 'Health, metrics']) {
    const { status } = await fetch(told(label), { headers: { accept: 'text/html' } });
    expect([label, status]).toEqual([label, 200]);
  }
});

test('providers that are off are neither simulated nor called, and the banner says so', async () => {
  await using gateway = start({ FONDO: 'off', PAYEX: 'off' });
  const { data, errors } = await post(await addressOf(gateway), QUERY);
  expect(errors).toMatchObject([{ path: ['client'], extensions: { code: 'PROVIDER_OFF' } }]);
  expect(data.providers.map((one: { isSandbox: boolean }) => one.isSandbox)).toEqual([false, false, true]);
  expect(gateway.output()).toMatch(/Sandboxed +aarthik\n +Live +none\n +Off +fondo, payex\n/);
});

test.for([
  ['whatever speaks the contracts', ''],
  ['it also where no code may be compiled from text', '--disallow-code-generation-from-strings'],
])('with the sandbox off it works on %s', async ([, options = '']) => {
  await using sandbox = await startSandbox({ speed: 0 });
  await using gateway = start({
    NODE_OPTIONS: options,
    SANDBOX: 'off',
    AUTH: 'none',
    ...liveEnv(sandbox.settings),
  });
  const { data } = await post(await addressOf(gateway), QUERY);
  expect(data.client.name).toEqual(expect.any(String));
  expect(data.providers.map((one: { isSandbox: boolean }) => one.isSandbox)).toEqual([false, false, false]);
  expect(sandbox.fondo.callList()).toContain(`GET /v2/partner/client/${DEMO_CLIENT}`);
});

test('with the sandbox off and nothing set it refuses to start and names every variable', async () => {
  await using gateway = start({ SANDBOX: 'off' });
  const [code] = (await once(gateway.process, 'exit')) as [number];
  expect(code).toBe(1);
  for (const name of ['FONDO_URL', 'FONDO_CLIENT_SECRET', 'PAYEX_TOKEN', 'AARTHIK_API_KEY']) {
    expect(gateway.output()).toContain(name);
  }
  expect(gateway.output()).not.toMatch(/ at .*\.ts/);
});

test('.env.example as it is starts on the sandbox, and names every setting that a live provider needs', async () => {
  const folder = emptyFolder();
  copyFileSync('.env.example', join(folder, '.env'));
  await using gateway = start({}, folder);
  expect((await post(await addressOf(gateway), '{ __typename }')).data).toEqual({ __typename: 'Query' });
  const named = readFileSync('.env.example', 'utf8').match(/^[A-Z_]+(?==)/gm) ?? [];
  for (const name of named) expect([...SETTING_INFOS.keys()]).toContain(name);
  const needed = Array.from(SETTING_INFOS).flatMap(([name, { required }]) => (required ? [name] : []));
  expect(named).toEqual(expect.arrayContaining(needed));
});

test('what .env says is read, and the environment goes before it', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, '.env'), 'SANDBOX=off\nPORT=none\nPAYEX_TOKEN=token\n');
  await using gateway = start({}, folder);
  expect(await once(gateway.process, 'exit')).toEqual([1, null]);
  expect(gateway.output()).toMatch(/Missing: FONDO_URL/);
  expect(gateway.output()).not.toMatch(/PAYEX_TOKEN|PORT/);
});

test('a gateway finds the sandbox that `npm run sandbox` starts by the settings that it prints, and by nothing else', async () => {
  await using sandbox = start({}, emptyFolder(), 'sandbox/main.ts');
  await sandbox.printed(/AARTHIK_API_KEY=\S+/);
  const printed = sandbox.output().matchAll(/([A-Z_]+)=(\S+)/g);
  await using gateway = start(Object.fromEntries(Array.from(printed, ([, name = '', value = '']) => [name, value])));
  const { data } = await post(await addressOf(gateway), QUERY);
  expect(data.providers).toEqual(
    ['FONDO', 'PAYEX', 'AARTHIK'].map((provider) => ({ provider, isSandbox: false, isReachable: true })),
  );
});
