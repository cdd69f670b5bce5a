import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import type { Controlled, Usage } from './control.ts';

export interface Request {
  readonly path: string;
  readonly body?: string;
}

/** Results of one server under one load. */
export interface Measured {
  readonly requests: number;
  readonly cpuMsPerRequest: number;
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
}

export interface Amount {
  /** Number of concurrent requests. */
  readonly callers: number;
  /** Limit by duration or by number of requests. */
  readonly seconds?: number;
  readonly requests?: number;
}

/** Sends requests to a server with the given concurrency and measures the resource usage of its process. */
export async function load(
  server: Controlled,
  requestAt: (index: number) => Request,
  { seconds = Infinity, callers, requests = Infinity }: Amount,
): Promise<Measured> {
  const pool = new Pool(server.url, { connections: callers, pipelining: 1 });
  const times: number[] = [];
  let index = 0;
  const before = await server.ask<Usage>('usage');
  const end = performance.now() + seconds * 1000;
  const caller = async (): Promise<void> => {
    while (index < requests && performance.now() < end) {
      const start = performance.now();
      await send(pool, requestAt((index += 1)));
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const after = await server.ask<Usage>('usage');
  await pool.close();
  times.sort((a, b) => a - b);
  const percentile = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return {
    requests: times.length,
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / times.length,
    p50: percentile(0.5),
    p99: percentile(0.99),
    rssMb: after.rssMb,
  };
}

/** Sends one request; throws unless the response has status 200 and no errors. */
export async function send(pool: Pool, { path, body }: Request): Promise<string> {
  const reply = await pool.request({
    path,
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: body ?? null,
  });
  const text = await reply.body.text();
  if (reply.statusCode !== 200 || text.startsWith('{"errors"'))
    throw new Error(`${path}: ${reply.statusCode} ${text.slice(0, 500)}`);
  return text;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};
