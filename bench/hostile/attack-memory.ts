/**
 * `npm run attack:memory [-- part of a name]`: resource exhaustion attacks and attacks on other callers, each by a process
 * of its own against a gateway with a heap of 320 MB, while another client sends ordinary requests from another address.
 * Exits with 1 if the gateway crashes, retains more than its caches may hold, leaves a request unanswered, answers what it
 * must not, or delays the other client.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { ATTACKS_ON_OTHERS } from './attacks-on-others.ts';
import { ATTACKS, type Attack } from './attacks.ts';
import { startWatched, type Watched } from './watched.ts';

const HEAP_MB = 320;
const EVERY_MS = 50;
/** Latencies below this are considered noise: the client and the gateway share the machine. */
const NOTICEABLE_MS = 100;
/** What documents, plans, buckets and the like may retain together: a fifth of the heap. */
const ROOM_MB = HEAP_MB / 5;

/** Another address than that of the attackers, whose connections and rates are limited. */
const bystander = new Agent({ localAddress: '127.0.0.2', connections: 1 });

async function ask(url: string, { query, authorization }: NonNullable<Attack['witness']>): Promise<number> {
  const begun = performance.now();
  const body = JSON.stringify({ query: query ?? '{ clients(first: 5) { nodes { name } } }' });
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  const options = { method: 'POST', headers, body, dispatcher: bystander } as const;
  const response = await request(`${url}/graphql`, options).catch(() => undefined);
  const { data, errors } = JSON.parse((await response?.body.text()) ?? '{}') as { data?: unknown; errors?: unknown };
  return data && !errors ? performance.now() - begun : Infinity;
}

/** Sends requests at a constant rate until the attack is over; returns median and maximum latency in milliseconds. */
async function witness(
  gateway: Watched,
  over: Promise<unknown>,
  asked: Attack['witness'] = {},
): Promise<{ median: number; worst: number }> {
  const times: number[] = [];
  let going = true;
  void over.finally(() => (going = false));
  do {
    times.push(await ask(gateway.url, asked));
    await delay(EVERY_MS);
  } while ((going || times.length < 20) && !gateway.ended);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1] ?? Infinity, worst: times.at(-1) ?? Infinity };
}

/** The number of answers of each kind. */
async function attackBy(name: string, url: string, settings: object): Promise<Record<string, number>> {
  const program = fileURLToPath(new URL('./attacker.ts', import.meta.url));
  const attacker = fork(program, [url, name], { env: { ...process.env, ...settings } });
  const [answers] = (await Promise.race([once(attacker, 'message'), once(attacker, 'exit')])) as [
    Record<string, number> | number,
  ];
  if (attacker.exitCode === null) await once(attacker, 'exit');
  return typeof answers === 'object' ? answers : { 'no end': 1 };
}

async function run(attack: Attack, gateway: Watched, before: number, settings: object) {
  const { name, times, expected, holds } = attack;
  const usual = (await witness(gateway, delay(1_000), attack.witness)).median;
  const running = attackBy(name, gateway.url, settings);
  const [answers, { median, worst }] = await Promise.all([running, witness(gateway, running, attack.witness)]);
  const isWell = holds ? await holds(gateway.url) : true;
  const heapMb = await gateway.level();
  const isAnswered = !answers['TimeoutError'] && !answers['no end'];
  const isExpected = !expected || Object.keys(answers).every((answer) => expected.test(answer));
  const isQuick = median < Math.max(2 * usual, NOTICEABLE_MS);
  const row = {
    attack: name,
    sent: times,
    answers: Object.entries(answers)
      .map(([answer, count]) => `${count} ${answer}`)
      .join(', '),
    'usual ms': Math.round(usual),
    'median ms': Math.round(median),
    'worst ms': Math.round(worst),
    'heap MB after': Math.round(heapMb),
    passed: !gateway.ended && isAnswered && isExpected && isWell && isQuick && heapMb < before + ROOM_MB,
  };
  console.log(JSON.stringify(row));
  return row;
}

const only = process.argv[2] ?? '';
const attacks = [...ATTACKS, ...ATTACKS_ON_OTHERS].filter(({ name }) => name.includes(only));
const rows: Awaited<ReturnType<typeof run>>[] = [];
/** Attacks at gateways of the same settings share one, as far as it lives. */
for (const [settings, group] of Map.groupBy(attacks, ({ settings }) => settings)) {
  const given = settings?.() ?? {};
  const gateway = await startWatched(HEAP_MB, given);
  await witness(gateway, delay(1_000), group[0]?.witness);
  const before = await gateway.level();
  console.log(`Heap before: ${Math.round(before)} MB of ${HEAP_MB} MB.`);
  for (const attack of group) if (!gateway.ended) rows.push(await run(attack, gateway, before, given));
  await gateway.stop();
}
console.table(rows);
process.exitCode = rows.length === attacks.length && rows.every(({ passed }) => passed) ? 0 : 1;
await bystander.destroy();
