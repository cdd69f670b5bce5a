/** Threads by the hundred thousand, on simulated instances: the code of streams and cluster over a real Redis. */
import { setTimeout as delay } from 'node:timers/promises';
import { startHelper, type Remote } from '../../test/cluster/helper-process.ts';
import { startRedis } from '../../test/kit/redis.ts';
import type { MemberActs } from './member-process.ts';
import { kilobytes, megabytes, microseconds, printTable } from './table.ts';
import { redisUsage, untilNone } from './world.ts';

/** As in production; and where an instance has so many threads that a forced collection of its garbage takes longer. */
const SESSION_MS = 4_000;
const LARGE = 150_000;
const LARGE_SESSION_MS = 30_000;
const BEAT_MS = 1_000;
/** In which nothing happens. */
const IDLE_MS = 10_000;
/** Counting threads takes its time, too. */
const LOOK_MS = 250;
/** Threads that have events: the cost of one does not depend on how many others there are. */
const BUSY = 5_000;
const EVENTS_PER_SECOND = 2_000;

/** Beginning a thread takes about a third of a millisecond on each side. */
const patience = (threads: number): number => 60_000 + threads;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** @param areFollowed whether every member follows all threads in the end, and one of them dies */
export async function measureSimulated(
  threads: number,
  members: number,
  areFollowed: boolean,
  isShort: boolean,
): Promise<void> {
  await using redis = await startRedis();
  const all: Remote<MemberActs>[] = [];
  try {
    for (let at = 0; at < members; at += 1) {
      const execArgv = ['--expose-gc', '--max-old-space-size=6000'];
      const member = await startHelper<MemberActs>(new URL('member-process.ts', import.meta.url), { execArgv });
      all.push(member);
      await member.join({
        ...{ url: redis.url, prefix: 'gw1:', secret: 'a secret of this measurement', previousSecrets: [] },
        ...{ sessionMs: threads / members > LARGE ? LARGE_SESSION_MS : SESSION_MS, beatMs: BEAT_MS },
      });
      await member.follow(threads + at, threads + at + 1, 0, true); // loads what is needed
    }
    await run(all, threads, areFollowed, isShort, () => redisUsage(redis));
  } catch (error) {
    for (const member of all) console.error(await member.state().catch(() => 'has ended'));
    throw error;
  } finally {
    for (const member of all) await member[Symbol.asyncDispose]();
  }
}

async function run(
  started: readonly Remote<MemberActs>[],
  threads: number,
  areFollowed: boolean,
  isShort: boolean,
  redis: () => { cpuMs: number; memory: number },
): Promise<void> {
  const rows: (string | number)[][] = [];
  const members = started.length;
  let all = started;
  const part = (at: number): readonly [from: number, to: number] => [
    Math.floor((threads * at) / members),
    Math.floor((threads * (at + 1)) / members),
  ];
  const look = async (collected: boolean) => {
    const usage = await Promise.all(all.map((member) => member.usage(collected)));
    const cpuMs = sum(usage.map((one) => one.cpuMs));
    return { cpuMs, rss: sum(usage.map((one) => one.rss)), redis: redis(), at: performance.now() };
  };
  type Look = Awaited<ReturnType<typeof look>>;
  const note = (what: string, count: number, before: Look, after: Look, sized?: Look): void => {
    const ms = after.at - before.at;
    rows.push([
      what,
      count,
      `${(ms / 1_000).toFixed(1)} s`,
      microseconds((after.cpuMs - before.cpuMs) / count),
      microseconds((after.redis.cpuMs - before.redis.cpuMs) / count),
      sized ? kilobytes((sized.rss - before.rss) / count) : '–',
      sized ? `${((sized.redis.memory - before.redis.memory) / count).toFixed(0)} B` : '–',
    ]);
  };
  const states = () => Promise.all(all.map((member) => member.state()));

  const empty = await look(true);
  await Promise.all(all.map((member, at) => member.follow(...part(at), 0, true)));
  await untilNone(
    async () => threads + members - sum((await states()).map(({ live }) => live)),
    'live threads',
    patience(threads),
    LOOK_MS,
  );
  const held = await look(false);
  const heldSize = await look(true);
  note('thread begun and held', threads, empty, held, heldSize);
  const opened = await states();
  const reads = sum(opened.map((one) => one.reads + one.opened)) / threads;

  const before = await look(false);
  await delay(isShort ? IDLE_MS / 5 : IDLE_MS);
  const idle = await look(false);
  const seconds = (idle.at - before.at) / 1_000;
  note('thread held for a second', Math.round(threads * seconds), before, idle);

  const busy = Math.floor(Math.min(BUSY, threads) / members);
  const drive = async (first: number, rounds: number): Promise<number> => {
    const perMember = EVENTS_PER_SECOND / members;
    return sum(
      await Promise.all(
        all.map((member, at) => member.drive(part(at)[0], part(at)[0] + busy, first, perMember, rounds)),
      ),
    );
  };
  const expect = async (deliveries: number): Promise<void> => {
    await untilNone(async () => {
      const found = await states();
      return Math.max(0, deliveries - sum(found.map(({ delivered }) => delivered)));
    }, 'deliveries');
  };
  const rounds = isShort ? 2 : 4;
  const sizedBefore = await look(true);
  const firsts = await drive(1, 1);
  await expect(firsts);
  const born = await look(false);
  note('first event of a thread', firsts, sizedBefore, born, await look(true));
  const steady = await look(true);
  const more = await drive(2, rounds);
  await expect(firsts + more);
  const told = await look(false);
  note('event, nobody follows elsewhere', more, steady, told, await look(true));

  let total = firsts + more;
  if (areFollowed && members > 1) {
    const sized = await look(true);
    const last = rounds + 1;
    for (let step = 1; step < members; step += 1)
      await Promise.all(all.map((member, at) => member.follow(...part((at + step) % members), last, false)));
    await untilNone(
      async () => threads * members + members - sum((await states()).map(({ ready }) => ready)),
      'followers',
      patience(threads),
      LOOK_MS,
    );
    await delay(1_000);
    const followed = await look(false);
    note('thread followed', threads * (members - 1), sized, followed, await look(true));
    const quiet = await look(false);
    const heard = await drive(last + 1, rounds);
    total += heard * members;
    await expect(total);
    note(`event, followed by all ${members}`, heard, quiet, await look(false));
    const [dying, ...left] = all as [Remote<MemberActs>, ...Remote<MemberActs>[]];
    const orphaned = (await dying.state()).held;
    const alive = await look(false);
    const usedByDying = (await dying.usage()).cpuMs;
    all = left;
    await dying[Symbol.asyncDispose]();
    await untilNone(
      async () => threads + left.length - sum((await states()).map(({ live }) => live)),
      'threads taken over',
      patience(threads),
      LOOK_MS,
    );
    note('thread taken over', orphaned, { ...alive, cpuMs: alive.cpuMs - usedByDying }, await look(false));
  }
  const counted = (await states()).map(({ delivered, doubled, lost }) => ({ delivered, doubled, lost }));
  const figures = await look(true);
  printTable(
    `${threads} threads on ${members} ${members > 1 ? 'instances' : 'instance'} without sockets; ${reads.toFixed(1)} requests to Fondo for each`,
    [
      '',
      'how many',
      'took',
      'CPU of each, instances',
      'CPU of each, Redis',
      'memory of each, instances',
      'memory of each, Redis',
    ],
    rows,
  );
  console.log(
    `\nIn all ${megabytes(figures.rss)} at ${all.length} instances, ${megabytes(figures.redis.memory)} in Redis; ` +
      `told twice ${sum(counted.map(({ doubled }) => doubled))}, not told ${sum(counted.map(({ lost }) => lost))}`,
  );
}
