import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { until } from '../kit/gateway.ts';

/** The environment of a gateway for which these providers are live. */
export const liveEnv = ({ fondo, payex, aarthik }: Sandbox['settings']): Record<string, string> => ({
  FONDO_URL: fondo.url,
  FONDO_CLIENT_ID: fondo.clientId,
  FONDO_CLIENT_SECRET: fondo.clientSecret,
  PAYEX_URL: payex.url,
  PAYEX_OWNER_NO: payex.ownerNo,
  PAYEX_TOKEN: payex.token,
  AARTHIK_URL: aarthik.url,
  AARTHIK_API_KEY: aarthik.apiKey,
});

/** The gateway as a process of its own, over a sandbox of this test, with everything logged. */
export async function startProcess(more: Record<string, string> = {}) {
  const sandbox = await startSandbox({ speed: 0 });
  const { fondo, aarthik } = sandbox.settings;
  const audit = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log');
  const child = spawn(process.execPath, [resolve('src/main.ts')], {
    cwd: mkdtempSync(join(tmpdir(), 'process-')),
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      AUTH: 'none',
      LOG_LEVEL: 'trace',
      AUDIT_LOG: audit,
      ...liveEnv(sandbox.settings),
      AARTHIK_WEBHOOK_SECRET: aarthik.webhook.secret,
      FONDO_WEBHOOK_SECRET: fondo.callbacks.secret,
      ...more,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => /http:\S+\/graphql/.test(output), 'the address', 30_000);
  const exited = once(child, 'exit') as Promise<[number]>;
  return {
    sandbox,
    child,
    exited,
    url: /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '',
    output: () => output,
    audit: () => readFileSync(audit, 'utf8'),
    records: () =>
      readFileSync(audit, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, string>),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await exited;
      await sandbox.close();
    },
  };
}
