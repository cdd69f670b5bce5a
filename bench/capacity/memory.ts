/** What subscribers that wait, and the threads that they follow, take of the memory of gateways and Redis. */
import { setTimeout as delay } from 'node:timers/promises';
import { kilobytes, printTable } from './table.ts';
import { untilNone, World } from './world.ts';
import type { Usage } from './usage.ts';

/** Clients whose followers are counted: many followers of each, so that threads do not. */
const FEW_CLIENTS = 10;
/** Opened before anything is measured: the first ones load code. */
const WARM_UP = 300;
/** In which what an idle subscriber costs the CPU is measured: the pings of every 15 seconds. */
const IDLE_MS = 15_000;
const ACCOUNTS = 2;

const rssOf = (all: readonly Usage[]): number => all.reduce((sum, { rss }) => sum + rss, 0);
const heapOf = (all: readonly Usage[]): number => all.reduce((sum, { heap }) => sum + heap, 0);
const cpuOf = (all: readonly Usage[]): number => all.reduce((sum, { cpuMs }) => sum + cpuMs, 0);

/** Memory of an idle subscriber, on so many instances. */
export async function measureSubscribers(
  subscribers: readonly number[],
  instances: readonly number[],
  isShort: boolean,
): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const count of instances) {
    for (const amount of subscribers) {
      await using world = await World.start(count, true);
      const clients = await world.fondo.addClients(FEW_CLIENTS, ACCOUNTS);
      await world.crowd.follow(clients, WARM_UP * count);
      await world.live();
      const before = await world.usage(true);
      const openedAt = performance.now();
      await world.crowd.follow(clients, amount);
      await world.live();
      const ms = performance.now() - openedAt;
      const joined = await world.usage();
      const idleMs = isShort ? IDLE_MS / 5 : IDLE_MS;
      await delay(idleMs);
      const idle = await world.usage();
      const after = await world.usage(true);
      rows.push([
        count,
        amount,
        kilobytes((rssOf(after) - rssOf(before)) / amount),
        kilobytes((heapOf(after) - heapOf(before)) / amount),
        `${((cpuOf(joined) - cpuOf(before)) / amount).toFixed(2)} ms`,
        `${(ms / amount).toFixed(2)} ms`,
        `${(((cpuOf(idle) - cpuOf(joined)) * 1_000) / amount / (idleMs / 1_000)).toFixed(1)} µs`,
      ]);
    }
  }
  printTable(
    'Idle subscribers, one connection each, of ten clients',
    [
      'instances',
      'subscribers',
      'memory of each',
      'of it objects',
      'CPU to join',
      'time to join',
      'CPU per second of each',
    ],
    rows,
  );
}

/**
 * Memory of a thread at the instance that holds it, and at one that follows: one subscriber of each client joins at the
 * first instance, then another one there, then one at the second instance; the differences tell.
 */
export async function measureThreads(threads: number): Promise<void> {
  await using world = await World.start(2, true);
  const [first, second] = world.instances as [(typeof world.instances)[0], (typeof world.instances)[0]];
  const warm = await world.fondo.addClients(FEW_CLIENTS, ACCOUNTS);
  await world.crowd.follow(warm, WARM_UP);
  const clients = await world.fondo.addClients(threads, ACCOUNTS);
  await world.live();
  const look = async () => {
    await world.live();
    await untilNone(async () => threads - (await world.fondo.sockets(clients)), 'event sockets');
    return { usage: await world.usage(true), redis: world.redisUsage() };
  };
  const sizes = [{ usage: await world.usage(true), redis: world.redisUsage() }];
  await world.fondo.reads();
  for (const where of [first, first, second]) {
    await world.reach([where]);
    await world.crowd.follow(clients, threads);
    sizes.push(await look());
  }
  const reads = Object.values(await world.fondo.reads()).reduce((sum, count) => sum + count, 0);
  await world.fondo.changeAll(clients, 1);
  await untilNone(async () => ((await world.crowd.counts()).events < threads * 6 ? 1 : 0), 'events', 20_000).catch(
    () => undefined,
  );
  await delay(1_000);
  sizes.push({ usage: await world.usage(true), redis: world.redisUsage() });
  const grown = (step: number, instance: number, of: 'rss' | 'heap'): number =>
    ((sizes[step]?.usage[instance]?.[of] ?? NaN) - (sizes[step - 1]?.usage[instance]?.[of] ?? NaN)) / threads;
  const cpu = (step: number, instance: number): number =>
    ((sizes[step]?.usage[instance]?.cpuMs ?? NaN) - (sizes[step - 1]?.usage[instance]?.cpuMs ?? NaN)) / threads;
  const redis = (step: number, of: 'memory' | 'cpuMs'): number =>
    ((sizes[step]?.redis[of] ?? NaN) - (sizes[step - 1]?.redis[of] ?? NaN)) / threads;
  const row = (name: string, step: number, instance: number, without?: number) => [
    name,
    kilobytes(grown(step, instance, 'rss') - (without ? grown(without, 0, 'rss') : 0)),
    kilobytes(grown(step, instance, 'heap') - (without ? grown(without, 0, 'heap') : 0)),
    `${(cpu(step, instance) - (without ? cpu(without, 0) : 0)).toFixed(2)} ms`,
    `${redis(step, 'memory').toFixed(0)} B`,
    `${redis(step, 'cpuMs').toFixed(2)} ms`,
  ];
  printTable(
    `${threads} threads, ${ACCOUNTS} accounts each; ${(reads / threads).toFixed(1)} requests to Fondo for each that is opened`,
    ['', 'memory of the gateway', 'of it objects', 'CPU to begin', 'memory of Redis', 'CPU of Redis'],
    [
      row('held thread', 1, 0, 2),
      row('subscriber of it', 2, 0),
      row('followed thread', 3, 1, 2),
      row('its first event, at the holder', 4, 0),
      row('the same, at a follower', 4, 1),
    ],
  );
}
