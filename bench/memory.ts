/**
 * `node bench/memory.ts [part of a name]`: resource exhaustion attacks, each against a gateway with
 * 320 MB while another client sends ordinary requests. Exits with 1 if the gateway crashes, does not return to its
 * baseline memory, leaves a request unanswered, or delays the other client.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ATTACKS, held, type Attack } from './attacks.ts';

const HEAP_MB = 320;
const EVERY_MS = 50;
/** Latencies below this are considered noise: the client and the gateway share the machine. */
const NOTICEABLE_MS = 100;
/** Allowance for permanent cache growth. */
const ROOM_MB = 90;

const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, 'src/main.ts'], {
  env: { PATH: process.env['PATH'], PORT: '0', SANDBOX_SPEED: '0.001' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
let ended = false;
child.once('exit', () => (ended = true));
while (!/http:\S+\/graphql/.test(output) && !ended) await delay(EVERY_MS);
const url = /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '';

async function ask(): Promise<number> {
  const begun = performance.now();
  const body = JSON.stringify({ query: '{ clients(first: 5) { nodes { name } } }' });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body }).catch(() => undefined);
  const { data } = ((await response?.json().catch(() => undefined)) ?? {}) as { data?: unknown };
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
  } while (going || times.length < 20);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1] ?? Infinity, worst: times.at(-1) ?? Infinity };
}

/** Minimum heap size observed within a few seconds, in MB. */
async function level(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 10; look += 1) {
    await ask();
    const text = await (await fetch(`${url}/metrics`)).text().catch(() => '');
    const used = Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1] ?? Infinity);
    least = Math.min(least, used / 2 ** 20);
    await delay(300);
  }
  return least;
}

async function run({ times, atOnce = 4, send }: Attack): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  let sent = 0;
  const work = async (): Promise<void> => {
    while (sent < times && !ended) {
      const answer = await send(url, sent++).catch((error: unknown) => (error as Error).name);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  held.splice(0).forEach((release) => release());
  return answers;
}

const only = process.argv[2] ?? '';
await witness(delay(1_000));
const usual = (await witness(delay(1_000))).median;
const before = await level();
const rows: object[] = [];
let failed = 0;
for (const attack of ATTACKS.filter(({ name }) => name.includes(only))) {
  const running = run(attack);
  const [answers, { median, worst }] = await Promise.all([running, witness(running)]);
  const heapMb = ended ? Infinity : await level();
  const patient = median < Math.max(2 * usual, NOTICEABLE_MS);
  const fine = !ended && patient && heapMb < before + ROOM_MB && !answers['TimeoutError'];
  if (!fine) failed += 1;
  rows.push({
    attack: attack.name,
    sent: attack.times,
    answers: Object.entries(answers)
      .map(([answer, count]) => `${count} ${answer}`)
      .join(', '),
    'others: median ms': Math.round(median),
    'worst ms': Math.round(worst),
    'heap MB after': Math.round(heapMb),
    fine,
  });
  console.log(rows.at(-1));
  if (ended) break;
}
console.log(`Usual: ${Math.round(usual)} ms, heap ${Math.round(before)} MB of ${HEAP_MB} MB.`);
console.table(rows);
if (!ended) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
process.exitCode = failed > 0 ? 1 : 0;
