/**
 * Cost per operation: the gateway, with and without each optimization, compared to a hand-written back end
 * for the same screens, in one run. `npm run bench` writes the section "Requests" of bench/README.md; with `-- --short`
 * (quick run), `-- --only dashboard,growth` (a subset) or `-- --against <work tree>` (with the gateway of another
 * commit as an additional row) it only prints.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CALLERS, compare, type Effort } from './compare.ts';
import { documents } from './documents.ts';
import { fanOut } from './fanout.ts';
import { growth } from './growth.ts';
import { Report, versions } from './report.ts';
import { together } from './together.ts';
import { CLIENTS, WORKLOADS } from './workloads.ts';

const { short, only, against } = parseArgs({
  options: { short: { type: 'boolean' }, only: { type: 'string' }, against: { type: 'string' } },
}).values;
const effort: Effort = short
  ? { rounds: 3, seconds: 0.3, warmUps: 3, isShort: true }
  : { rounds: 5, seconds: 1, warmUps: 5, isShort: false };
const known = [...WORKLOADS.map(({ name }) => name), 'together', 'documents', 'fanout', 'growth'];
const chosen = only?.split(',') ?? known;
for (const name of chosen) if (!known.includes(name)) throw new Error(`--only takes some of ${known.join(',')}`);

const report = new Report();
report.say(
  `Node ${process.version}, ${versions('graphql', 'graphql-yoga', 'undici')}; ${cpus().length} x ${cpus()[0]?.model ?? '?'}, shared. ` +
    `Medians of ${effort.rounds} alternating rounds of ${effort.seconds} s, ${CALLERS} callers, ${CLIENTS.length} clients in turn.`,
);
for (const workload of WORKLOADS) if (chosen.includes(workload.name)) await compare(workload, effort, report, against);
if (chosen.includes('together')) await together(effort, report, against);
if (chosen.includes('documents')) await documents(effort, report, against);
if (chosen.includes('fanout')) await subscribers();
if (chosen.includes('growth')) await growth(effort, report);
if (!short && !only && !against) report.record();

/** The same events to many subscribers, by the gateway and by a plain `ws` server. */
async function subscribers(): Promise<void> {
  const amount = short ? { subscribers: 200, seconds: 2 } : { subscribers: 1_000, seconds: 10 };
  const { alone, stuck, raw } = await fanOut(amount);
  report.say(`\n**fanout**: 20 events a second of ${raw.sample.length} bytes to ${amount.subscribers} subscribers\n`);
  report.head('server', 'CPU µs/delivery', 'ratio', 'p50 ms', 'p99 ms', 'RSS MB');
  for (const [name, round] of Object.entries({ 'bare ws': raw, gateway: alone, 'gateway, one stuck reader': stuck })) {
    const { cpuPerDelivery: cpu, p50, p99, rssMb } = round;
    const ratio = (raw.cpuPerDelivery / cpu).toFixed(2);
    report.row(name, cpu.toFixed(2), ratio, p50.toFixed(1), p99.toFixed(1), Math.round(rssMb));
  }
}
