/** The server under test of a realtime benchmark, in a child process: the gateway or a plain `ws` server. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { loadSettings, type GatewayConfig } from '../src/config/index.ts';
import { startGateway } from '../src/gateway.ts';

export interface Usage {
  /** Microseconds of CPU since the start of the process. */
  readonly cpu: number;
  /** Bytes. */
  readonly rss: number;
  readonly heap: number;
  /** Bytes buffered in the process for stalled connections. */
  readonly heldBack: number;
}

type Fondo = GatewayConfig['fondo'];
type Order = { gateway: Fondo } | { raw: true } | { broadcast: string } | { usage: 'collected' | 'as it is' };

/** Handle to the measured process. */
export interface Measured extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** @param collected after a garbage collection, which costs CPU itself */
  usage(collected?: boolean): Promise<Usage>;
  /** Plain server only: broadcasts a text. */
  broadcast(text: string): void;
}

export async function measure(what: { gateway: Fondo } | { raw: true }): Promise<Measured> {
  const child: ChildProcess = fork(import.meta.filename, {
    execArgv: ['--expose-gc'],
  });
  const ask = async <T>(order: Order): Promise<T> => {
    child.send(order);
    const [answer] = (await once(child, 'message')) as [T];
    return answer;
  };
  const url = await ask<string>(what);
  return {
    url,
    usage: (collected = true) => ask<Usage>({ usage: collected ? 'collected' : 'as it is' }),
    broadcast: (text) => void child.send({ broadcast: text } satisfies Order),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function startMeasuredGateway(fondo: Fondo): Promise<string> {
  const absent = { url: 'http://127.0.0.1:1' };
  const gateway = await startGateway({
    fondo,
    payex: { ...absent, ownerNo: '1', token: 'none', apiVersion: 'v1' },
    aarthik: { ...absent, apiKey: 'none' },
    port: 0,
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
    limits: { ...loadSettings({}).limits, maxSocketsPerAddress: 1_000_000 },
  });
  return gateway.url;
}

/** Node has no documented API for its open sockets. */
function heldBack(): number {
  const { _getActiveHandles } = process as unknown as { _getActiveHandles(): { writableLength?: number }[] };
  return _getActiveHandles.call(process).reduce((sum, { writableLength = 0 }) => sum + writableLength, 0);
}

async function startRaw(): Promise<readonly [string, WebSocketServer]> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server];
}

if (import.meta.main) {
  process.on('disconnect', () => process.exit());
  let raw: WebSocketServer | undefined;
  const obey = async (order: Order): Promise<void> => {
    if ('gateway' in order) process.send?.(await startMeasuredGateway(order.gateway));
    else if ('raw' in order) {
      const [url, server] = await startRaw();
      raw = server;
      process.send?.(url);
    } else if ('broadcast' in order) {
      const bytes = Buffer.from(order.broadcast);
      for (const client of raw?.clients ?? []) client.send(bytes, { binary: false });
    } else {
      if (order.usage === 'collected') globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      process.send?.({ cpu: user + system, rss, heap: heapUsed, heldBack: heldBack() } satisfies Usage);
    }
  };
  process.on('message', (order) => void obey(order as Order));
}
