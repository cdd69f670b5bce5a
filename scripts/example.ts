/**
 * `npm run example`: the application in `examples/web` and the gateway over its sandbox, together, until Ctrl-C. Installs what
 * the application needs when it is missing, or older than its lock file.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isStale, npm } from './example/install.ts';
import { freePort } from './example/ports.ts';

const ROOT = join(import.meta.dirname, '..');
const WEB = join(ROOT, 'examples/web');
/** Where people look first; if somebody listens there, a free port is taken. */
const PORTS = { gateway: 4000, web: 5173 } as const;
/** Milliseconds in which the gateway and the application have to be there. */
const START_MS = 60_000;
/** Milliseconds that they have to end. */
const END_MS = 5_000;

/** The environment without settings of a gateway: this one is simulated, whatever the shell is set up for. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(FONDO|PAYEX|AARTHIK|AUTH|SANDBOX|NODE_ENV|HOST|REDIS|WORKERS|METRICS)/.test(name),
  ),
);

const children: ChildProcess[] = [];
let isEnding = false;

/** Starts a program of the example; when one ends, so do all. */
function start(name: string, args: readonly string[], env: Readonly<Record<string, string>>): void {
  // Not in the root: its `.env` may name live providers.
  const child = spawn(process.execPath, args, {
    cwd: WEB,
    env: { ...environment, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  child.once('exit', (code) => {
    if (!isEnding) console.error(`\n  The ${name} has ended (${code ?? 'by a signal'}).`);
    void end(isEnding ? 0 : 1);
  });
}

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  process.exitCode = code;
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  for (const child of running) child.kill('SIGTERM');
  const gone = Promise.all(running.map((child) => once(child, 'exit')));
  await Promise.race([gone, delay(END_MS, undefined, { ref: false })]);
  for (const child of running) child.kill('SIGKILL');
}

/** Resolves once the address answers. */
async function answers(url: string): Promise<void> {
  for (const until = performance.now() + START_MS; ; await delay(150)) {
    if (isEnding) return;
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (performance.now() > until) throw new Error(`Nothing has answered at ${url} for a minute.`);
  }
}

async function main(): Promise<void> {
  if (isStale(WEB)) {
    console.log('\n  Installing the example; this takes a minute the first time.\n');
    npm(WEB, ['ci', '--no-audit', '--no-fund']);
  }
  npm(WEB, ['run', '--silent', 'generate'], 'pipe');
  const gateway = await freePort(PORTS.gateway);
  const web = await freePort(PORTS.web);
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  start('gateway', [join(ROOT, 'src/main.ts')], { PORT: `${gateway}`, LOG_LEVEL: 'warn' });
  const vite = join(WEB, 'node_modules/vite/bin/vite.js');
  start('application', [vite, '--port', `${web}`, '--strictPort', '--clearScreen', 'false'], { GATEWAY: at(gateway) });
  await Promise.all([answers(`${at(gateway)}/health/ready`), answers(at(web))]);
  if (isEnding) return;
  console.log(`
  Example            ${at(web)}
  Gateway            ${at(gateway)}/graphql
  Sandbox            ${at(gateway)}/sandbox   (press what a person or a provider would do)

  Buy a fund under ${at(web)}/trade and watch the order move. Ctrl-C ends everything.
`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  void end(1);
});
