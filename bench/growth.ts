import type { Effort } from './compare.ts';
import { start, type Controlled, type Usage } from './control.ts';
import { load, median, type Measured, type Request } from './load.ts';
import type { Report } from './report.ts';
import { accountsOf, CLIENTS, dashboard, ordersPages, tiny } from './workloads.ts';

const ORDERS = [10, 30, 100, 300, 1_000, 3_000];
const ACCOUNTS = [1, 5, 20, 50, 100, 200];
const CALLERS = [1, 8, 16, 64, 256];
/** Number of requests of the memory measurement, and the sampling interval. */
const SERVED = 1_000_000;
const LOOKS = 10;
/** Warm-up rounds of a whole curve. */
const WARM_UPS = 2;

const NO_CACHE = '{"referenceMs":0}';
const client = CLIENTS[0] ?? '';

/** Measures how cost scales with response size, concurrency and the number of requests served. */
export async function growth(effort: Effort, report: Report): Promise<void> {
  report.say('\n**Growth** with the size of the answer: 2 callers, no cache\n');
  report.head('what grows', 'size', 'CPU ms/request', 'on a straight line', 'p50 ms', 'RSS MB');
  await sizes('orders', ORDERS, ordersPages, { accounts: 20, orders: 3_000 }, effort, report);
  await sizes('accounts', ACCOUNTS, accountsOf, { accounts: 200, orders: 3_000 }, effort, report);
  await callers(effort, report);
  await memory(effort.seconds < 1 ? SERVED / 50 : SERVED, report);
}

async function sizes(
  what: string,
  points: readonly number[],
  requestOf: (size: number) => (client: string) => Request,
  seed: object,
  effort: Effort,
  report: Report,
): Promise<void> {
  const upstream = await start('./upstream.ts', JSON.stringify({ ...seed, instruments: 40 }));
  const gateway = await start('./gateway.ts', upstream.url, NO_CACHE);
  const results = await inTurn(points, effort, (size) => {
    const request = requestOf(size)(client);
    return load(gateway, () => request, { seconds: effort.seconds, callers: 2 });
  });
  const line = straightLine(points.map((size, at) => [size, results[at]?.cpuMsPerRequest ?? NaN]));
  for (const [at, size] of points.entries()) {
    const { cpuMsPerRequest = NaN, p50 = NaN, rssMb = NaN } = results[at] ?? {};
    report.row(what, size, cpuMsPerRequest.toFixed(3), line(size).toFixed(3), p50.toFixed(1), Math.round(rssMb));
  }
  await gateway.stop();
  await upstream.stop();
}

async function callers(effort: Effort, report: Report): Promise<void> {
  const upstream = await start('./upstream.ts', JSON.stringify({ accounts: 20, orders: 400, instruments: 40 }));
  const backEnd = await start('./back-end.ts', upstream.url);
  const gateway = await start('./gateway.ts', upstream.url, NO_CACHE);
  const at = (server: Controlled, requestOf: (client: string) => Request) => (size: number) =>
    load(server, (index) => requestOf(CLIENTS[index % CLIENTS.length] ?? ''), {
      seconds: effort.seconds,
      callers: size,
    });
  const theirs = await inTurn(CALLERS, effort, at(backEnd, dashboard.back));
  const ours = await inTurn(CALLERS, effort, at(gateway, dashboard.gateway));
  report.say('\n**Growth** with the callers at the same time: dashboard, no cache\n');
  report.head('callers', 'CPU ms/request', 'of the back end', 'ratio', 'p50 ms', 'p99 ms', 'RSS MB');
  for (const [index, size] of CALLERS.entries()) {
    const { cpuMsPerRequest: cpu = NaN, p50 = NaN, p99 = NaN, rssMb = NaN } = ours[index] ?? {};
    const base = theirs[index]?.cpuMsPerRequest ?? NaN;
    report.row(
      ...[size, cpu.toFixed(3), base.toFixed(3), (base / cpu).toFixed(2)],
      ...[p50.toFixed(1), p99.toFixed(1), Math.round(rssMb)],
    );
  }
  for (const server of [gateway, backEnd, upstream]) await server.stop();
}

async function memory(requests: number, report: Report): Promise<void> {
  const upstream = await start('./upstream.ts', '{}');
  const gateway = await start('./gateway.ts', upstream.url, NO_CACHE);
  report.say('\n**Memory** over many requests: tiny, 16 callers; after a collection of garbage\n');
  report.head('requests served', 'CPU µs/request', 'heap MB', 'RSS MB');
  for (let look = 1; look <= LOOKS; look += 1) {
    const measured = await load(gateway, () => tiny.gateway(client), { requests: requests / LOOKS, callers: 16 });
    const { heapMb, rssMb } = await gateway.ask<Usage>('collect');
    const cpu = (measured.cpuMsPerRequest * 1000).toFixed(1);
    report.row((requests * look) / LOOKS, cpu, heapMb.toFixed(1), Math.round(rssMb));
  }
  await gateway.stop();
  await upstream.stop();
}

/** Measures every point in each round, in both directions, to cancel out drift; returns the median of each point. */
async function inTurn(
  points: readonly number[],
  { rounds }: Effort,
  measure: (point: number) => Promise<Measured>,
): Promise<readonly Measured[]> {
  const all = points.map((): Measured[] => []);
  for (let round = -WARM_UPS; round < rounds; round += 1) {
    const order = [...points.keys()];
    for (const at of round % 2 === 0 ? order : order.reverse()) {
      const result = await measure(points[at] ?? NaN);
      if (round >= 0) all[at]?.push(result);
    }
  }
  return all.map((results) => {
    const mid = (of: keyof Measured): number => median(results.map((one) => one[of]));
    return {
      requests: mid('requests'),
      cpuMsPerRequest: mid('cpuMsPerRequest'),
      p50: mid('p50'),
      p99: mid('p99'),
      rssMb: mid('rssMb'),
    };
  });
}

/** Fits the line `a + b * size` by least squares of the relative error. */
function straightLine(points: readonly (readonly [size: number, cost: number])[]): (size: number) => number {
  const sum = (of: (x: number, weight: number, cost: number) => number): number =>
    points.reduce((total, [x, cost]) => total + of(x, 1 / cost ** 2, cost), 0);
  const [s, sx, sxx] = [sum((_, w) => w), sum((x, w) => w * x), sum((x, w) => w * x * x)];
  const [sy, sxy] = [sum((_, w, y) => w * y), sum((x, w, y) => w * x * y)];
  const slope = (s * sxy - sx * sy) / (s * sxx - sx * sx);
  return (size) => (sy - slope * sx) / s + slope * size;
}
