import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { checkNode } from '../../scripts/doctor/machine.ts';
import { liveEnv } from '../lifecycle/process-kit.ts';
import { startKit } from '../kit/gateway.ts';

/** Each of these tests starts programs. */
vi.setConfig({ testTimeout: 60_000 });

/** `npm run doctor` in an empty folder, with this environment and nothing else of ours. */
const doctor = (env: Readonly<Record<string, string>>): Promise<{ code: number; out: string }> =>
  new Promise((done) => {
    const options = {
      cwd: mkdtempSync(join(tmpdir(), 'doctor-')),
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
    };
    execFile(process.execPath, [resolve('scripts/doctor.ts')], options, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out: out + err }),
    );
  });

test('on a bare machine all is well, on the sandboxes', async () => {
  const { code, out } = await doctor({});
  expect(out).toMatch(/^ok {4}Node /m);
  expect(out).toMatch(/^ok {4}fondo +is answered by its sandbox/m);
  expect(out).not.toMatch(/warn|FAIL/);
  expect(code).toBe(0);
});

test('live providers that answer are found, with the event socket and the webhook address', async () => {
  await using kit = await startKit();
  const { code, out } = await doctor({
    ...liveEnv(kit.sandbox.settings),
    AUTH: 'none',
    PUBLIC_URL: kit.gateway.url,
  });
  for (const key of ['fondo', 'payex', 'aarthik'])
    expect(out).toMatch(new RegExp(`^ok {4}${key} +answers, and takes`, 'm'));
  expect(out).toMatch(/^ok {4}fondo socket +opens/m);
  expect(out).toMatch(/^ok {4}webhooks +the gateway answers/m);
  expect(code).toBe(0);
});

test('what is missing or wrong in the settings is named, and nothing is called', async () => {
  const { code, out } = await doctor({ SANDBOX: 'off' });
  expect(out).toMatch(/^FAIL {2}settings .*FONDO_URL/m);
  expect(out).toContain('docs/configuration.md');
  expect(code).toBe(1);
});

test('a port that is in use is told with what to do', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { code, out } = await doctor({ PORT: String((server.address() as AddressInfo).port) });
  server.close();
  expect(out).toMatch(/^FAIL {2}port +127\.0\.0\.1:\d+ is in use\n +-> .*set PORT/m);
  expect(code).toBe(1);
});

test('a provider that is down, and one that refuses the credentials, are told apart', async () => {
  await using sandbox = await startSandbox({ speed: 0 });
  await sandbox.payex.down();
  const { code, out } = await doctor({
    ...liveEnv(sandbox.settings),
    AUTH: 'none',
    FONDO_CLIENT_SECRET: 'wrong-secret',
    AARTHIK_API_KEY: 'sk_test_wrong',
  });
  expect(out).toMatch(/^FAIL {2}fondo +refuses the credentials\n +-> check FONDO_CLIENT_ID and FONDO_CLIENT_SECRET/m);
  expect(out).toMatch(/^FAIL {2}payex +cannot be reached\n +-> check PAYEX_URL/m);
  expect(out).toMatch(/^FAIL {2}aarthik +refuses the credentials\n +-> check AARTHIK_API_KEY/m);
  expect(out).not.toContain('wrong-secret');
  expect(out).not.toContain('sk_test_wrong');
  expect(code).toBe(1);
});

test('a clock that is off is told, in seconds and with its direction', async () => {
  await using sandbox = await startSandbox({ speed: 0 });
  const date = new Date(Date.now() - 600_000).toUTCString();
  sandbox.payex.fault({
    operation: '*',
    answer: { status: 200, body: { items: [] }, headers: { date } },
  });
  const { out } = await doctor({ ...liveEnv(sandbox.settings), AUTH: 'none' });
  expect(out).toMatch(/^warn {2}payex +its clock and ours differ by (59\d|6\d\d) s\n +-> .*it is ahead/m);
});

test('an event socket that does not open is told', async () => {
  await using sandbox = await startSandbox({ speed: 0 });
  sandbox.fondo.fault({ operation: 'getWebSocket', answer: { status: 503 } });
  const { code, out } = await doctor({ ...liveEnv(sandbox.settings), AUTH: 'none' });
  expect(out).toMatch(/^ok {4}fondo +answers/m);
  expect(out).toMatch(/^FAIL {2}fondo socket +does not open/m);
  expect(code).toBe(1);
});

test('a public address at which nothing answers, or none at all, is a warning', async () => {
  await using sandbox = await startSandbox({ speed: 0 });
  const env = { ...liveEnv(sandbox.settings), AUTH: 'none' };
  const nowhere = await doctor({ ...env, PUBLIC_URL: 'http://127.0.0.1:9' });
  expect(nowhere.out).toMatch(/^warn {2}webhooks +nothing answers under PUBLIC_URL/m);
  expect(nowhere.code).toBe(0);
  const none = await doctor(env);
  expect(none.out).toMatch(/^warn {2}webhooks +no address: changes are found by polling alone\n +-> set PUBLIC_URL/m);
});

test('a Node that is too old is told', () => {
  expect(checkNode('22.11.0')).toMatchObject({ state: 'fail', text: expect.stringContaining('24 or newer') });
  expect(checkNode('26.10.0')).toMatchObject({ state: 'ok' });
});
