import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from './gateway.ts';
import { freePort, offsetOf, REDIS_SERVER, startRedis, type RedisServer } from './redis.ts';

/** A way in which Redis is run, and the settings by which an instance reaches it. */
export interface RedisKind extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

const SHARDS = 3;
/** How long a replica hears nothing before its primary dies: what is written meanwhile is acknowledged, and lost. */
const LOST_MS = 500;

/** Three shards, each on a server of its own. */
export const startRedisCluster = (): Promise<RedisKind> => startShards(0);

export interface Replicated extends RedisKind {
  /**
   * Keeps the replica of this shard from what is written meanwhile, kills the primary, and waits until the replica has been
   * promoted and the cluster is whole again. Answers how many bytes of acknowledged writes were lost.
   */
  failOver(shard: number): Promise<number>;
  /** The shard in which most keys of threads are. */
  busiest(): number;
}

/** Three shards, each with a replica, on six servers. */
export const startReplicatedCluster = (): Promise<Replicated> => startShards(1);

async function startShards(replicas: 0 | 1): Promise<Replicated> {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--repl-diskless-sync-delay', '0'];
  const servers: RedisServer[] = [];
  for (let at = 0; at < SHARDS * (1 + replicas); at += 1)
    servers.push(await startRedis(...options, '--cluster-port', String(await freePort())));
  const nodes = servers.map(({ port }) => `127.0.0.1:${port}`);
  const more = ['--cluster-replicas', String(replicas), '--cluster-yes'];
  spawnSync('redis-cli', ['--cluster', 'create', ...nodes, ...more], { encoding: 'utf8' });
  for (const server of servers)
    server.cli('ACL', 'SETUSER', 'gateway', ...documentedAcl(), '+cluster|slots', '+cluster|info');
  const alive = new Set(servers);
  const isWhole = (): boolean => [...alive].every((one) => one.cli('CLUSTER', 'INFO').includes('cluster_state:ok'));
  const role = (one: RedisServer): string => one.cli('ROLE').split('\n')[0] ?? '';
  /** The port of the primary of a replica. */
  const primaryOf = (one: RedisServer): number => Number(one.cli('ROLE').split('\n')[2]);
  await until(isWhole, 'the shards to agree', 30_000);
  const primaries = servers.filter((one) => role(one) === 'master');
  const isFollowed = (one: RedisServer): boolean => one.cli('INFO', 'replication').includes('state=online');
  if (replicas > 0) await until(() => primaries.every(isFollowed), 'the replicas', 30_000);
  const replicaOf = (primary: RedisServer) =>
    servers.find((one) => role(one) === 'slave' && primaryOf(one) === primary.port);
  return {
    env: {
      REDIS_URL: `redis://gateway:password@${nodes[0]}`,
      REDIS_TOPOLOGY: 'cluster',
      REDIS_NODES: nodes.slice(1).join(),
      REDIS_PREFIX: 'gw1:',
    },
    async failOver(shard) {
      const primary = primaries[shard];
      const replica = primary && replicaOf(primary);
      if (!primary || !replica) throw new Error('This shard has no replica.');
      primary.cli('ACL', 'SETUSER', 'default', '-psync', '-sync');
      primary.cli('CLIENT', 'KILL', 'TYPE', 'replica');
      await delay(LOST_MS);
      const lost = offsetOf(primary) - offsetOf(replica);
      primary.signal('SIGKILL');
      alive.delete(primary);
      await until(() => role(replica) === 'master' && isWhole(), 'the replica to be promoted', 30_000);
      return lost;
    },
    busiest() {
      const threads = primaries.map(
        (one) => one.cli('--scan', '--pattern', 'gw1:*:t:*').split('\n').filter(Boolean).length,
      );
      return threads.indexOf(Math.max(...threads));
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
}

export interface Sentinelled extends RedisKind {
  /** Kills the primary, and waits until the sentinel names the replica. */
  failOver(): Promise<void>;
}

/** A primary with a replica, watched by a sentinel. */
export async function startSentinelled(): Promise<Sentinelled> {
  const primary = await startRedis('--repl-diskless-sync-delay', '0');
  const replica = await startRedis('--replicaof', '127.0.0.1', String(primary.port));
  await until(() => replica.cli('INFO', 'replication').includes('master_link_status:up'), 'the replica', 30_000);
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'sentinel-'));
  const file = join(dir, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor Gateway 127.0.0.1 ${primary.port} 1`,
    'sentinel down-after-milliseconds Gateway 2000',
    'sentinel failover-timeout Gateway 5000',
  ];
  writeFileSync(file, lines.join('\n'));
  const sentinel = spawn(REDIS_SERVER, [file, '--sentinel'], { stdio: 'ignore', cwd: dir });
  const ended = once(sentinel, 'exit');
  const ask = (...command: string[]): string =>
    spawnSync('redis-cli', ['-p', String(port), 'SENTINEL', ...command], { encoding: 'utf8' }).stdout;
  await until(() => ask('REPLICAS', 'Gateway').includes(String(replica.port)), 'the sentinel', 30_000);
  return {
    env: { REDIS_URL: 'redis://Gateway', REDIS_TOPOLOGY: 'sentinel', REDIS_NODES: `127.0.0.1:${port}` },
    async failOver() {
      primary.signal('SIGKILL');
      const isPromoted = (): boolean => ask('GET-MASTER-ADDR-BY-NAME', 'Gateway').includes(String(replica.port));
      await until(isPromoted, 'the sentinel to promote the replica', 30_000);
    },
    async [Symbol.asyncDispose]() {
      sentinel.kill('SIGKILL');
      await ended;
      for (const server of [replica, primary]) await server[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Whether certificates can be made. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** One server that takes TLS alone, and a client certificate, and knows one ACL user. */
export async function startSecured(acl: readonly string[]): Promise<RedisKind> {
  const dir = mkdtempSync(join(tmpdir(), 'certificates-'));
  const at = (name: string): string => join(dir, name);
  const openssl = (...args: readonly string[]): void => void spawnSync('openssl', args, { cwd: dir });
  const key = (name: string): string[] => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-x509', ...key('ca'), '-out', 'ca.crt', '-days', '2', '-subj', '/CN=authority of this test');
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  for (const name of ['server', 'client']) {
    openssl('req', ...key(name), '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, ...signed);
  }
  const port = await freePort();
  const tls = ['--tls-port', String(port), '--tls-cert-file', at('server.crt'), '--tls-key-file', at('server.key')];
  const users = ['--user', 'gateway', ...acl, '--user', 'default', 'off'];
  const server = await startRedis(...tls, '--tls-ca-cert-file', at('ca.crt'), '--tls-auth-clients', 'yes', ...users);
  return {
    env: {
      REDIS_URL: `rediss://localhost:${port}`,
      REDIS_PREFIX: 'gw1:',
      REDIS_USERNAME: 'gateway',
      REDIS_PASSWORD: 'password',
      REDIS_CA: at('ca.crt'),
      REDIS_CERT: at('client.crt'),
      REDIS_KEY: at('client.key'),
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** One server that is reached over a unix socket. */
export async function startOnSocket(): Promise<RedisKind> {
  const dir = mkdtempSync(join(tmpdir(), 'redis-socket-'));
  const path = join(dir, 'redis.sock');
  const server = await startRedis('--unixsocket', path);
  return {
    env: { REDIS_URL: `unix://${path}` },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The rights that docs/scale-out.md gives to the user of an instance. */
export const documentedAcl = (): string[] =>
  (/^user gateway (.+)$/m.exec(readFileSync('docs/scale-out.md', 'utf8'))?.[1] ?? '').split(' ');
