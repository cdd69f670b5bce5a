/**
 * What an operation costs: the gateway against a hand-written back end for the same screens, in one run. `npm run bench`
 * writes the section "Requests" of bench/README.md; `-- --short` prints a quick look.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { start, type Controlled } from './control.ts';
import { growthOf } from './growth.ts';
import { load, median, type Measured, type Request } from './load.ts';
import { CLIENTS, dashboard, orders300, placeOrder, tiny, type Workload } from './workloads.ts';

const short = process.argv.includes('--short');
const ROUNDS = short ? 3 : 5;
const SECONDS = short ? 0.5 : 1;
const CALLERS = 8;
const WORKLOADS: readonly Workload[] = [dashboard, orders300, tiny, placeOrder];

const SET_UPS = {
  'gateway, executed by Yoga': { compiled: false, referenceMs: 0 },
  'gateway, nothing kept': { referenceMs: 0 },
  'gateway, reference data kept': { referenceMs: 60_000 },
};

interface Counts {
  readonly calls: number;
  readonly rounds: number;
}
type Measurement = Measured & { readonly calls: number };
type Served = readonly [name: string, server: Controlled, requestOf: (client: string) => Request];

const upstream = await start('./upstream.ts', JSON.stringify({ accounts: 20, orders: 400, instruments: 40 }));
const backEnd = await start('./back-end.ts', upstream.url);
const gateways: [string, Controlled][] = [];
for (const [name, settings] of Object.entries(SET_UPS)) {
  gateways.push([name, await start('./gateway.ts', upstream.url, JSON.stringify(settings))]);
}

async function measure([, server, requestOf]: Served, seconds = SECONDS): Promise<Measurement> {
  await upstream.ask('reset');
  const requestAt = (index: number): Request => requestOf(CLIENTS[index % CLIENTS.length] ?? '');
  const measured = await load(server, requestAt, { seconds, callers: CALLERS });
  const { calls } = await upstream.ask<Counts>('read');
  return { ...measured, calls: calls / measured.requests };
}

/** Upstream rounds of one operation at a time. */
async function roundsOf([, server, requestOf]: Served): Promise<number> {
  await upstream.ask({ latencyMs: 20 });
  await upstream.ask('reset');
  const { requests } = await load(server, () => requestOf(CLIENTS[0] ?? ''), { seconds: 0.3, callers: 1 });
  const { rounds } = await upstream.ask<Counts>('read');
  await upstream.ask({ latencyMs: 0 });
  return rounds / requests;
}

const lines: string[] = [];
const say = (line: string): void => {
  console.log(line);
  lines.push(line);
};
const row = (...cells: readonly (string | number)[]): void => say(`| ${cells.join(' | ')} |`);
const head = (...cells: readonly string[]): void => (row(...cells), row(...cells.map(() => '---')));

async function compare({ name, back, gateway }: Workload, latencyMs: number): Promise<void> {
  const servers: Served[] = [
    ['hand-written back end', backEnd, back],
    ...gateways.map(([set, server]): Served => [set, server, gateway]),
  ];
  const results = new Map<string, Measurement[]>(servers.map(([server]) => [server, []]));
  await upstream.ask({ latencyMs });
  for (const served of servers) await measure(served); // warms up
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const served of servers) results.get(served[0])?.push(await measure(served));
  }
  const mid = (server: string, of: keyof Measurement): number =>
    median((results.get(server) ?? []).map((one) => one[of]));
  say(`\n**${name}**${latencyMs ? `, ${latencyMs} ms upstream latency` : ''}\n`);
  head('server', 'CPU ms/request', 'requests/CPU-s', 'ratio', 'upstream calls', 'rounds', 'p50 ms', 'p99 ms', 'RSS MB');
  const base = mid('hand-written back end', 'cpuMsPerRequest');
  for (const served of servers) {
    const [server] = served;
    const cpu = mid(server, 'cpuMsPerRequest');
    const [calls, p50, p99] = [
      mid(server, 'calls').toFixed(2),
      mid(server, 'p50').toFixed(1),
      mid(server, 'p99').toFixed(1),
    ];
    const rounds = name === 'placeOrder' ? '' : (await roundsOf(served)).toFixed(1);
    const rss = Math.round(mid(server, 'rssMb'));
    row(server, cpu.toFixed(3), Math.round(1000 / cpu), (base / cpu).toFixed(2), calls, rounds, p50, p99, rss);
  }
}

say(
  `Node ${process.version}, ${versions('graphql', 'graphql-yoga', 'undici')}; ${cpus().length} x ${cpus()[0]?.model ?? '?'}, shared. ` +
    `Medians of ${ROUNDS} alternating rounds of ${SECONDS} s, ${CALLERS} callers, ${CLIENTS.length} clients in turn.`,
);
for (const workload of WORKLOADS) await compare(workload, 0);
await compare(dashboard, 50);

say('\n**Growth**, nothing kept\n');
head('what grows', 'size', 'CPU ms/request', 'CPU µs per unit', 'p50 ms', 'RSS MB');
for await (const { what, size, perUnit, measured } of growthOf(short)) {
  const { cpuMsPerRequest, p50, rssMb } = measured;
  row(what, size, cpuMsPerRequest.toFixed(3), perUnit.toFixed(2), p50.toFixed(1), Math.round(rssMb));
}
for (const [, server] of gateways) await server.stop();
await backEnd.stop();
await upstream.stop();
if (!short) record(lines.join('\n'));

/** Puts the results in place of those of the last run. */
function record(results: string): void {
  const file = new URL('./README.md', import.meta.url);
  const [before = '', rest = ''] = readFileSync(file, 'utf8').split('<!-- requests:start -->');
  const [, after = ''] = rest.split('<!-- requests:end -->');
  writeFileSync(file, `${before}<!-- requests:start -->\n\n${results}\n\n<!-- requests:end -->${after}`);
}

function versions(...names: readonly string[]): string {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, { version: string } | undefined>;
  };
  return names.map((name) => `${name} ${lock.packages[`node_modules/${name}`]?.version ?? '?'}`).join(', ');
}
