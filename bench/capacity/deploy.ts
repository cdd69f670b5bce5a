/** What happens to subscribers, and what is asked of Fondo, when an instance dies and when all are replaced. */
import { setTimeout as delay } from 'node:timers/promises';
import { printTable } from './table.ts';
import { untilNone, World, type Instance } from './world.ts';

const ACCOUNTS = 2;
const INSTANCES = 3;
const ENV = { DRAIN_MS: '5000', GRACE_MS: '10000' };

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, count) => all + count, 0);

/** Each thread is followed at two of three instances, so that one that stops leaves a follower of most of its threads. */
export async function measureDeploy(threads: number, isShort: boolean): Promise<void> {
  await using world = await World.start(INSTANCES, true, ENV);
  const clients = await world.fondo.addClients(threads, ACCOUNTS);
  await world.crowd.careful(true);
  for (let at = 0; at < INSTANCES; at += 1) {
    const [one, other] = [world.instances[at], world.instances[(at + 1) % INSTANCES]] as [Instance, Instance];
    const own = clients.filter((_, which) => which % INSTANCES === at);
    for (const instance of [one, other]) {
      await world.reach([instance]);
      await world.crowd.follow(own, own.length);
    }
  }
  await world.reach();
  await world.live();
  await untilNone(async () => threads - (await world.fondo.sockets(clients)), 'event sockets');
  let round = 0;
  const rows: (string | number)[][] = [];
  /** Runs something, changes every client, and waits until everybody knows and all is live. */
  const watch = async (name: string, moved: number, act: () => Promise<void>): Promise<void> => {
    round += 1;
    await world.fondo.reads();
    const before = await world.crowd.counts();
    const startedAt = Date.now();
    await act();
    const actedAt = Date.now();
    await world.fondo.changeAll(clients, round);
    await untilNone(async () => (await world.crowd.told(round)).missing, `told after ${name}`);
    const { at } = await world.crowd.told(round);
    await world.live();
    await untilNone(async () => threads - (await world.fondo.sockets(clients)), 'event sockets');
    const settledAt = Date.now();
    const after = await world.crowd.counts();
    const delays = at.map((toldAt) => toldAt - actedAt).sort((a, b) => a - b);
    const reads = await world.fondo.reads();
    rows.push([
      name,
      threads,
      `${((actedAt - startedAt) / 1_000).toFixed(1)} s`,
      `${((delays[Math.floor(delays.length / 2)] ?? NaN) / 1_000).toFixed(1)} s`,
      `${((delays.at(-1) ?? NaN) / 1_000).toFixed(1)} s`,
      `${((settledAt - startedAt) / 1_000).toFixed(1)} s`,
      after.returns - before.returns,
      (sum(reads) / moved).toFixed(1),
      after.doubled - before.doubled,
    ]);
  };
  await watch('a change, nothing else', threads, async () => undefined);
  await watch('an instance is killed', threads / INSTANCES, async () => {
    const killed = world.instances.shift() as Instance;
    await world.reach();
    await killed[Symbol.asyncDispose]();
  });
  await world.startInstance();
  await world.reach();
  await delay(isShort ? 100 : 2_000);
  await watch('all three are replaced', threads, async () => {
    for (let at = 0; at < INSTANCES; at += 1) {
      await world.startInstance();
      const old = world.instances.shift() as Instance;
      await world.reach();
      await old.stop();
      await old[Symbol.asyncDispose]();
    }
  });
  printTable(
    'What a death and a deploy do to subscribers',
    [
      '',
      'threads',
      'took',
      'then told (median)',
      'told (last)',
      'all settled after',
      'connections made anew',
      'requests to Fondo for each thread that moved',
      'told twice',
    ],
    rows,
  );
}
