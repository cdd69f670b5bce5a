/**
 * `npm run attack:memory [-- part of a name]`: resource exhaustion attacks, each by a process of its own against a
 * gateway with a heap of 320 MB, while another client sends ordinary requests from another address. Exits with 1 if the
 * gateway crashes, retains more than its caches may hold, leaves a request unanswered, or delays the other client.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { ATTACKS } from './attacks.ts';

const HEAP_MB = 320;
const EVERY_MS = 50;
/** Latencies below this are considered noise: the client and the gateway share the machine. */
const NOTICEABLE_MS = 100;
/** What documents, plans, buckets and the like may retain together: a fifth of the heap. */
const ROOM_MB = HEAP_MB / 5;

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const child = fork(program('./watched-gateway.ts'), {
  execArgv: [`--max-old-space-size=${HEAP_MB}`],
  env: { PATH: process.env['PATH'], PORT: '0', SANDBOX_SPEED: '0.001' },
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
let output = '';
child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
let ended = false;
child.once('exit', () => (ended = true));
while (!/http:\S+\/graphql/.test(output) && !ended) await delay(EVERY_MS);
const url = /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '';

/** Another address than that of the attackers, whose connections and rates are limited. */
const bystander = new Agent({ localAddress: '127.0.0.2', connections: 1 });

async function ask(): Promise<number> {
  const begun = performance.now();
  const body = JSON.stringify({ query: '{ clients(first: 5) { nodes { name } } }' });
  const headers = { 'content-type': 'application/json' };
  const options = { method: 'POST', headers, body, dispatcher: bystander } as const;
  const response = await request(`${url}/graphql`, options).catch(() => undefined);
  const text = await response?.body.text();
  const { data } = JSON.parse(text ?? '{}') as { data?: unknown };
  return data ? performance.now() - begun : Infinity;
}

/** Sends requests at a constant rate until the attack is over; returns median and maximum latency in milliseconds. */
async function witness(over: Promise<unknown>): Promise<{ median: number; worst: number }> {
  const times: number[] = [];
  let going = true;
  void over.finally(() => (going = false));
  do {
    times.push(await ask());
    await delay(EVERY_MS);
  } while ((going || times.length < 20) && !ended);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1] ?? Infinity, worst: times.at(-1) ?? Infinity };
}

/** The heap in use after a collection of garbage, in MB: the least of a few, as connections take a moment to close. */
async function level(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 4 && !ended; look += 1) {
    const answer = once(child, 'message') as Promise<[{ heapMb: number }]>;
    child.send('collect');
    least = Math.min(least, (await answer)[0].heapMb);
    await delay(500);
  }
  return least;
}

/** The number of answers of each kind. */
async function attackBy(name: string): Promise<Record<string, number>> {
  const attacker = fork(program('./attacker.ts'), [url, name]);
  const [answers] = (await Promise.race([once(attacker, 'message'), once(attacker, 'exit')])) as [
    Record<string, number> | number,
  ];
  if (attacker.exitCode === null) await once(attacker, 'exit');
  return typeof answers === 'object' ? answers : { 'no end': 1 };
}

const only = process.argv[2] ?? '';
await witness(delay(1_000));
const before = await level();
const rows: object[] = [];
let failed = 0;
for (const { name, times } of ATTACKS.filter((attack) => attack.name.includes(only))) {
  const usual = (await witness(delay(1_000))).median;
  const running = attackBy(name);
  const [answers, { median, worst }] = await Promise.all([running, witness(running)]);
  const heapMb = await level();
  const isAnswered = !answers['TimeoutError'] && !answers['no end'];
  const isFine = !ended && isAnswered && median < Math.max(2 * usual, NOTICEABLE_MS) && heapMb < before + ROOM_MB;
  if (!isFine) failed += 1;
  rows.push({
    attack: name,
    sent: times,
    answers: Object.entries(answers)
      .map(([answer, count]) => `${count} ${answer}`)
      .join(', '),
    'usual ms': Math.round(usual),
    'median ms': Math.round(median),
    'worst ms': Math.round(worst),
    'heap MB after': Math.round(heapMb),
    passed: isFine,
  });
  console.log(JSON.stringify(rows.at(-1)));
  if (ended) break;
}
console.log(`Heap before: ${Math.round(before)} MB of ${HEAP_MB} MB.`);
console.table(rows);
if (!ended) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
process.exitCode = failed > 0 ? 1 : 0;
