/**
 * `node bench/takeover.ts [times]`: instances that share a Redis, with the session and the beat of production. The one
 * that holds the events of a client is killed; how long until a subscriber elsewhere is told of a change made right then.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { hasRedis, REDIS_SERVER } from '../test/kit/redis.ts';

const [times = 5] = process.argv.slice(2).map(Number);
/** The session, a takeover and its reads, and some air: what takes longer is a fault. */
const MOST_MS = 15_000;
const EVENTS = /* GraphQL */ `
  subscription {
    clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) {
      ... on StreamStatus {
        state
      }
      ... on AccountChange {
        account {
          name
        }
      }
    }
  }
`;

if (!hasRedis) {
  console.error('redis-server is not installed.');
  process.exit(1);
}

/** Starts a program, and waits until it has printed what is expected. */
async function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv, expected: RegExp) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const [found] = expected.exec(output) ?? [];
    if (found !== undefined) return { child, found };
  }
  throw new Error(`${command} has ended: ${output}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const sandbox = await startSandbox({ speed: 1 });
const { fondo } = sandbox.settings;
const redisPort = await freePort();
const redis = await start(REDIS_SERVER, ['--port', String(redisPort), '--save', ''], {}, /Ready to accept/);
const gateway = () =>
  start(
    process.execPath,
    ['src/main.ts'],
    {
      ...{ PORT: '0', AUTH: 'none', LOG_LEVEL: 'error', PAYEX: 'off', AARTHIK: 'off', FILES_SECRET: 'of this bench' },
      ...{ FONDO_URL: fondo.url, FONDO_CLIENT_ID: fondo.clientId, FONDO_CLIENT_SECRET: fondo.clientSecret },
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    },
    /http:\/\/127[\d.:]+/,
  );

interface Event {
  readonly state?: string;
  readonly account?: { readonly name: string };
}

/** Follows the client at an instance; answers what waits until a state, or the name of an account, is told. */
function follow(url: string) {
  const told = new Set<string>();
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  void (async () => {
    for await (const { data } of client.iterate<{ clientEvents: Event }>({ query: EVENTS })) {
      const { state, account } = data?.clientEvents ?? {};
      told.add(state ?? account?.name ?? '');
    }
  })().catch(() => undefined); // its instance was killed
  return async (wanted: string): Promise<void> => {
    for (const until = Date.now() + MOST_MS; !told.has(wanted); await delay(5))
      if (Date.now() > until) throw new Error(`not told of ${wanted} within ${MOST_MS} ms`);
  };
}

const took: number[] = [];
const children: ChildProcess[] = [redis.child];
try {
  let holder = await gateway();
  children.push(holder.child);
  await follow(holder.found)('LIVE');
  for (let at = 0; at < times; at += 1) {
    const next = await gateway();
    children.push(next.child);
    const told = follow(next.found);
    await told('LIVE');
    holder.child.kill('SIGKILL');
    const killedAt = performance.now();
    const name = `change ${at}`;
    sandbox.fondo.state.change(sandbox.fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
    await told(name);
    took.push(Math.round(performance.now() - killedAt));
    holder = next;
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
  await sandbox.close();
}
took.sort((a, b) => a - b);
console.log({ takeovers: took.length, medianMs: took[Math.floor(took.length / 2)], worstMs: took.at(-1) });
process.exit();
