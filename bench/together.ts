import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Effort } from './compare.ts';
import { start, type Controlled } from './control.ts';
import { load, median, type Request } from './load.ts';
import type { Report } from './report.ts';
import { CLIENTS, dashboard, orders300, tiny } from './workloads.ts';

const CALLERS = 32;
const PLATFORM = JSON.stringify({ accounts: 20, orders: 400, instruments: 40 });
/** Callers and upstream run on the first core, the measured servers on the second. */
const [CALLERS_CORE, SERVERS_CORE] = [0, 1];

interface Rival {
  readonly name: string;
  readonly server: Controlled;
  readonly cost: Record<Way, number[]>;
  /** Its requests per CPU second, of those of the back end in the same round. */
  readonly ratio: Record<Way, number[]>;
}
type Way = 'inTurn' | 'together';

/**
 * Gateway and back end on one core, in turn and at the same time. The latter is how servers run where they share a
 * machine: neither finds its code and data in the caches of the processor when its turn comes.
 * `against`: the work tree of another commit, whose gateway is one more row.
 */
export async function together(amount: Effort, report: Report, against?: string): Promise<void> {
  const { rounds, seconds, warmUps } = amount;
  // More and shorter rounds: servers that run at the same time disturb each other.
  const effort: Effort = { rounds: rounds * 3, seconds: seconds / 2, warmUps: warmUps * 2 };
  if (cpus().length < 2) return report.say('\n**together**: not measured, since there is but one core');
  pin(process.pid, CALLERS_CORE);
  for (const { name, back, gateway } of [dashboard, orders300, tiny]) {
    const upstream = await start('./upstream.ts', PLATFORM);
    const backEnd = await start('./back-end.ts', upstream.url);
    const programs = [['gateway', './gateway.ts']];
    if (against) programs.push([basename(resolve(against)), resolve(against, 'bench/gateway.ts')]);
    if (name === tiny.name) programs.push(['bare node:http', './bare.ts']);
    const rivals: Rival[] = [];
    for (const [rival = '', program = ''] of programs)
      rivals.push({
        name: rival,
        server: await start(program, upstream.url, JSON.stringify({ referenceMs: 60_000 })),
        cost: { inTurn: [], together: [] },
        ratio: { inTurn: [], together: [] },
      });
    for (const { pid } of [backEnd, ...rivals.map(({ server }) => server)]) pin(pid, SERVERS_CORE);
    const costs = await measure(effort, backEnd, rivals, back, gateway);
    say(report, name, costs, rivals);
    for (const server of [backEnd, ...rivals.map((rival) => rival.server), upstream]) await server.stop();
  }
}

/** What a request costs the back end in each round, in milliseconds of CPU; what it costs the rivals is noted there. */
async function measure(
  { rounds, seconds, warmUps }: Effort,
  backEnd: Controlled,
  rivals: readonly Rival[],
  back: (client: string) => Request,
  gateway: (client: string) => Request,
): Promise<Record<Way, number[]>> {
  const costs: Record<Way, number[]> = { inTurn: [], together: [] };
  const cost = async (server: Controlled, requestOf: (client: string) => Request): Promise<number> => {
    const requestAt = (index: number): Request => requestOf(CLIENTS[index % CLIENTS.length] ?? '');
    return (await load(server, requestAt, { seconds, callers: CALLERS })).cpuMsPerRequest;
  };
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const { server, ...rival } of rivals) {
      for (const way of ['inTurn', 'together'] as const) {
        const ofBack = cost(backEnd, back);
        if (way === 'inTurn') await ofBack;
        const [own, base] = await Promise.all([cost(server, gateway), ofBack]);
        if (round < 0) continue;
        costs[way].push(base);
        rival.cost[way].push(own);
        rival.ratio[way].push(base / own);
      }
    }
  }
  return costs;
}

function say(report: Report, name: string, backEnd: Record<Way, number[]>, rivals: readonly Rival[]): void {
  report.say(`\n**${name}, on one core**: ${CALLERS} callers, 40 funds, reference data cached\n`);
  report.head('server', 'in turn: CPU ms/request', 'ratio', 'together: CPU ms/request', 'ratio');
  const ms = (values: readonly number[]): string => median(values).toFixed(3);
  report.row('hand-written back end', ms(backEnd.inTurn), '1.00', ms(backEnd.together), '1.00');
  for (const { name: rival, cost, ratio } of rivals)
    report.row(
      ...[rival, ms(cost.inTurn), median(ratio.inTurn).toFixed(2)],
      ...[ms(cost.together), median(ratio.together).toFixed(2)],
    );
}

/** Keeps a process, with all of its threads, on one core. */
function pin(pid: number, core: number): void {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('To keep processes on one core, `taskset` (util-linux) is needed.', { cause: error });
  }
}
