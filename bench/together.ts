import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Effort } from './compare.ts';
import { start, type Controlled } from './control.ts';
import { load, median, type Amount, type Measured } from './load.ts';
import type { Report } from './report.ts';
import { CLIENTS, dashboard, orders300, tiny, type Workload } from './workloads.ts';

const CALLERS = 32;
/**
 * Requests to each server before the first round. V8 compiles for good what was called three thousand times, and waits
 * as long again where it guessed wrong: on a core that two servers share, a gateway takes half a minute to spend what it
 * will spend from then on (in the first ten seconds a tenth more).
 */
const WARM_UP = 15_000;
const PLATFORM = JSON.stringify({ accounts: 20, orders: 400, instruments: 40 });
/** Callers and upstream run on the first core, the measured servers on the second. */
const [CALLERS_CORE, SERVERS_CORE] = [0, 1];

type Way = 'inTurn' | 'together';
type Rounds = Record<Way, Measured[]>;

interface Rival {
  readonly name: string;
  readonly server: Controlled;
  readonly own: Rounds;
  /** The back end in the same rounds. */
  readonly back: Rounds;
}

/**
 * Gateway and back end on one core, in turn and at the same time. The latter is how servers run where they share a
 * machine: neither finds its code and data in the caches of the processor when its turn comes.
 * `against`: the work tree of another commit, whose gateway is one more row.
 */
export async function together(amount: Effort, report: Report, against?: string): Promise<void> {
  const { rounds, seconds, isShort } = amount;
  // More and shorter rounds: servers that run at the same time disturb each other.
  const effort = { rounds: rounds * 3, seconds: seconds / 2, warmUp: isShort ? WARM_UP / 10 : WARM_UP };
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
        own: { inTurn: [], together: [] },
        back: { inTurn: [], together: [] },
      });
    for (const { pid } of [backEnd, ...rivals.map(({ server }) => server)]) pin(pid, SERVERS_CORE);
    await measure(effort, backEnd, rivals, back, gateway);
    say(report, name, rivals);
    for (const server of [backEnd, ...rivals.map((rival) => rival.server), upstream]) await server.stop();
  }
}

/** Notes with the rivals what each of them, and the back end with it, spent in each round. */
async function measure(
  { rounds, seconds, warmUp }: { readonly rounds: number; readonly seconds: number; readonly warmUp: number },
  backEnd: Controlled,
  rivals: readonly Rival[],
  backOf: Workload['back'],
  gatewayOf: Workload['gateway'],
): Promise<void> {
  const loaded = (
    server: Controlled,
    requestOf: Workload['back'],
    amount: Omit<Amount, 'callers'>,
  ): Promise<Measured> =>
    load(server, (index) => requestOf(CLIENTS[index % CLIENTS.length] ?? ''), { ...amount, callers: CALLERS });
  const warm = { requests: warmUp };
  await Promise.all([loaded(backEnd, backOf, warm), ...rivals.map(({ server }) => loaded(server, gatewayOf, warm))]);
  for (let round = 0; round < rounds; round += 1) {
    for (const { server, own, back } of rivals) {
      for (const way of ['inTurn', 'together'] as const) {
        const ofBack = loaded(backEnd, backOf, { seconds });
        if (way === 'inTurn') await ofBack;
        const ofOwn = loaded(server, gatewayOf, { seconds });
        own[way].push(await ofOwn);
        back[way].push(await ofBack);
      }
    }
  }
}

function say(report: Report, name: string, rivals: readonly Rival[]): void {
  report.say(`\n**${name}, on one core**: ${CALLERS} callers, 40 funds, reference data cached\n`);
  report.head('server', 'in turn: CPU ms/request', 'ratio', 'together: CPU ms/request', 'ratio', 'RSS MB');
  const row = (server: string, { inTurn, together: both }: Rounds, ratioOf: (way: Way) => string): void => {
    const ms = (measured: readonly Measured[]): string => median(measured.map((one) => one.cpuMsPerRequest)).toFixed(3);
    const rss = median([...inTurn, ...both].map(({ rssMb }) => rssMb));
    report.row(server, ms(inTurn), ratioOf('inTurn'), ms(both), ratioOf('together'), Math.round(rss));
  };
  const backEnd: Rounds = {
    inTurn: rivals.flatMap(({ back }) => back.inTurn),
    together: rivals.flatMap(({ back }) => back.together),
  };
  row('hand-written back end', backEnd, () => '1.00');
  // Requests per CPU second, of those of the back end in the same round.
  for (const { name: rival, own, back } of rivals)
    row(rival, own, (way) => {
      const cost = (all: readonly Measured[], at: number): number => all[at]?.cpuMsPerRequest ?? NaN;
      return median(own[way].map((_one, at) => cost(back[way], at) / cost(own[way], at))).toFixed(2);
    });
}

/** Keeps a process, with all of its threads, on one core. */
function pin(pid: number, core: number): void {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('To keep processes on one core, `taskset` (util-linux) is needed.', { cause: error });
  }
}
