import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterSettings } from '../../src/cluster/settings.ts';

/** The server that tests and measurements start: `REDIS_SERVER`, or the `redis-server` that is installed. */
export const REDIS_SERVER = process.env['REDIS_SERVER'] ?? 'redis-server';

/** What it says of itself; undefined where there is none. */
const said = spawnSync(REDIS_SERVER, ['--version'], { encoding: 'utf8' });

/** Whether there is one: without it the tests that need it are skipped, which the reporter shows. */
export const hasRedis = said.status === 0;

const isValkey = /valkey/i.test(`${REDIS_SERVER} ${said.stdout}`);
/** `Redis 7.0.15`, `Valkey 8.0.1` */
export const redisVersion = `${isValkey ? 'Valkey' : 'Redis'} ${/v=([\d.]+)/.exec(said.stdout ?? '')?.[1]}`;

/** Whether instances can share it as a cluster: events are published in one shard alone from Redis 7.0 on. */
export const hasCluster = hasRedis && !/^Redis 6\./.test(redisVersion);

export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Sends a signal to the server. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Kills it, if it runs, and starts another one on the same port: empty, unless it loads a dump. */
  restart(): Promise<void>;
  /** Runs `redis-cli` against it. */
  cli(...args: readonly string[]): string;
}

/** A free port of the loopback address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a Redis of this test, which keeps nothing on disk, on a free port of the loopback address. */
export async function startRedis(...args: readonly string[]): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'redis-'));
  const start = async (port: number) => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir];
    const child = spawn(REDIS_SERVER, [...options, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept connections')) return child;
    return undefined; // it has ended: somebody else may have taken the port
  };
  let [port, started] = [0, undefined as Awaited<ReturnType<typeof start>>];
  for (let attempt = 0; attempt < 5 && !started; attempt += 1) started = await start((port = await freePort()));
  if (!started) throw new Error(`${REDIS_SERVER} does not start.`);
  let child = started;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => void child.kill(name),
    async restart() {
      await kill();
      const again = await start(port);
      if (!again) throw new Error(`${REDIS_SERVER} does not start again on port ${port}.`);
      child = again;
    },
    cli: (...command) => spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim(),
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** How far a primary has written, or a replica has read. */
export const offsetOf = (server: RedisServer): number =>
  Number(/(?:master|slave)_repl_offset:(\d+)/.exec(server.cli('INFO', 'replication'))?.[1] ?? 0);

let prefixes = 0;

/** Settings for instances that share a Redis: those that are given the same prefix are one cluster. */
export const clusterOn = (url: string, more: Partial<ClusterSettings> = {}): ClusterSettings => ({
  url,
  prefix: `t${(prefixes += 1)}:`,
  secret: 'a secret of these tests',
  previousSecrets: [],
  sessionMs: 1_500,
  beatMs: 200,
  ...more,
});
