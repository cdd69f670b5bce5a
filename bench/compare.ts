import { basename, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import { start, type Controlled } from './control.ts';
import { load, median, send, type Amount, type Measured, type Request } from './load.ts';
import type { Report } from './report.ts';
import { CLIENTS, type Workload } from './workloads.ts';

/** Duration of the measurements. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Warm-up rounds without latency, for JIT compilation and caches. */
  readonly warmUps: number;
  /** Whether a quick look is enough. */
  readonly isShort: boolean;
}

export const CALLERS = 8;
/**
 * A conservative size for a platform: 727 funds had their domicile in Sweden alone at the end of 2021 (Morningstar).
 */
const FUNDS = 400;

const NO_CACHE = { referenceMs: 0 };
const STOCK = { ...NO_CACHE, compiled: false, prefetch: false, sharing: false };
/** Gateway variants: each with one optimization disabled, with all enabled, and with reference data caching. */
const SET_UPS = {
  'stock: Yoga, Pothos, batches': STOCK,
  'without planned execution': { ...NO_CACHE, compiled: false },
  'without prefetch': { ...NO_CACHE, prefetch: false },
  'without batching': { ...NO_CACHE, batching: false },
  'without sharing': { ...NO_CACHE, sharing: false },
  'gateway, no cache': NO_CACHE,
  'gateway, reference data cached': { referenceMs: 60_000 },
};

interface Counts {
  readonly calls: number;
  readonly rounds: number;
}
type Measurement = Measured & { readonly calls: number };
interface Served {
  readonly name: string;
  readonly server: Controlled;
  readonly requestOf: (client: string) => Request;
  readonly results: Measurement[];
}

/**
 * Measures one workload on the back end and on every gateway variant, all newly started, in alternation.
 * `against`: the work tree of another commit, whose gateway is one more row, set up as "gateway, no cache" is.
 */
export async function compare(
  workload: Workload,
  { rounds, seconds, warmUps }: Effort,
  report: Report,
  against?: string,
): Promise<void> {
  const { name, about, back, gateway, funds = FUNDS, latencyMs = 0 } = workload;
  const upstream = await start('./upstream.ts', JSON.stringify({ accounts: 20, orders: 400, instruments: funds }));
  const backEnd = await start('./back-end.ts', upstream.url);
  const served: Served[] = [{ name: 'hand-written back end', server: backEnd, requestOf: back, results: [] }];
  for (const [setUp, settings] of Object.entries(SET_UPS)) {
    const server = await start('./gateway.ts', upstream.url, JSON.stringify(settings));
    served.push({ name: setUp, server, requestOf: gateway, results: [] });
  }
  if (against !== undefined) {
    const server = await start(resolve(against, 'bench/gateway.ts'), upstream.url, JSON.stringify(NO_CACHE));
    served.push({ name: `${basename(resolve(against))}, no cache`, server, requestOf: gateway, results: [] });
  }
  await holdToSameData(served);
  for (let round = -warmUps; round < rounds; round += 1) {
    if (round === 0) await upstream.ask({ latencyMs });
    for (const one of served) {
      const result = await measure(one, upstream, { seconds, callers: CALLERS });
      if (round >= 0) one.results.push(result);
    }
  }
  report.say(`\n**${name}**${about ? `: ${about}` : ''}\n`);
  report.head(
    ...['server', 'CPU ms/request', 'requests/CPU-s', 'ratio', 'upstream calls', 'rounds', 'p50 ms', 'p99 ms'],
    'RSS MB',
  );
  const mid = ({ results }: Served, of: keyof Measurement): number => median(results.map((one) => one[of]));
  for (const one of served) {
    const [base, cpu] = [mid(served[0] as Served, 'cpuMsPerRequest'), mid(one, 'cpuMsPerRequest')];
    report.row(
      ...[one.name, cpu.toFixed(3), Math.round(1000 / cpu), (base / cpu).toFixed(2), mid(one, 'calls').toFixed(2)],
      ...[(await roundsOf(one, upstream)).toFixed(1), mid(one, 'p50').toFixed(1), mid(one, 'p99').toFixed(1)],
      Math.round(mid(one, 'rssMb')),
    );
  }
  for (const { server } of served) await server.stop();
  await upstream.stop();
}

async function measure({ server, requestOf }: Served, upstream: Controlled, amount: Amount): Promise<Measurement> {
  await upstream.ask('reset');
  const requestAt = (index: number): Request => requestOf(CLIENTS[index % CLIENTS.length] ?? '');
  const measured = await load(server, requestAt, amount);
  const { calls } = await upstream.ask<Counts>('read');
  return { ...measured, calls: calls / measured.requests };
}

/** Upstream rounds of a single operation, without concurrency. */
async function roundsOf({ server, requestOf }: Served, upstream: Controlled): Promise<number> {
  await upstream.ask({ latencyMs: 20 });
  await upstream.ask('reset');
  const { requests } = await load(server, () => requestOf(CLIENTS[0] ?? ''), { seconds: 0.3, callers: 1 });
  const { rounds } = await upstream.ask<Counts>('read');
  await upstream.ask({ latencyMs: 0 });
  return rounds / requests;
}

/** Throws unless all servers return the same data. */
async function holdToSameData(served: readonly Served[]): Promise<void> {
  const answers: unknown[] = [];
  for (const { name, server, requestOf } of served) {
    const pool = new Pool(server.url);
    const { data } = JSON.parse(await send(pool, requestOf(CLIENTS[0] ?? ''))) as { data: unknown };
    await pool.close();
    answers.push(data);
    if (!isDeepStrictEqual(data, answers[0])) throw new Error(`${name}: the data are not those of ${served[0]?.name}`);
  }
}
