/**
 * `npm run bursts [part of a name]`: thousands of events of one client within seconds, to fast readers of every kind of
 * selection and to readers that have stopped reading, each against a gateway in a process of its own. Exits with 1 if
 * the process ends, a fast reader misses an event or gets one twice or out of order, or a stopped reader is not
 * disconnected while events exceed what may wait for it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { DEMO_ACCOUNT, DEMO_CLIENT, type FondoSandbox } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';

interface Scenario {
  readonly name: string;
  readonly heapMb: number;
  readonly events: number;
  /** Size of an event as Fondo sends it. */
  readonly bytes: number;
  readonly seconds: number;
  /** Delay of every read at Fondo. */
  readonly latencyMs: number;
  readonly readers: Readonly<Record<string, string>>;
  /** Whether two subscribers, over WebSocket and over server-sent events, stop reading. */
  readonly isStuckToo: boolean;
}

const SELECTIONS = {
  plain: 'account { number status }',
  'value of positions': 'account { number positions { value { amount } } }',
  'total value': 'account { number totalValue { amount } }',
  'client and orders': 'account { number client { name } orders(first: 5) { nodes { id } } }',
};
/** The member that carries the bytes. */
const LARGE = 'account { number name }';
const COMMON = { events: 4_000, seconds: 8, isStuckToo: false, latencyMs: 0, readers: SELECTIONS };
const SCENARIOS: readonly Scenario[] = [
  { ...COMMON, name: '1 KB, whatever is selected', heapMb: 320, bytes: 1_000 },
  { ...COMMON, name: '1 KB, provider that takes 300 ms', heapMb: 320, bytes: 1_000, latencyMs: 300 },
  {
    ...{ ...COMMON, name: '40 KB, small heap', heapMb: 200, bytes: 40_000 },
    ...{ readers: { ...SELECTIONS, large: LARGE }, isStuckToo: true },
  },
];
/** How long the last events may take after the last was sent. */
const SETTLING_MS = 10_000;
const METRICS_TOKEN = 'metrics-of-a-benchmark-0123456789';
const TICK_MS = 10;
/** Events ahead, not counted: a process that has just started compiles what it runs. */
const WARM_UP = 100;
/** Events on their way to the first reader: the simulator cuts a connection on which 4 MB wait. */
const MAX_BYTES_UNDER_WAY = 2 << 20;
const MIN_UNDER_WAY = 20;

const document = (selection: string): string =>
  `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { cursor ... on AccountChange { ${selection} } } }`;

interface Reader {
  readonly name: string;
  received: number;
  /** Events that were not the next one. */
  misplaced: number;
  failure: string | undefined;
  lastAt: number;
  close(): void;
}

interface Pausable extends Reader {
  pause(): void;
  resume(): void;
}

const newReader = (name: string): Reader => ({
  ...{ name, received: 0, misplaced: 0, failure: undefined, lastAt: 0, close: () => undefined },
});

function note(reader: Reader, payload: string): void {
  const serial = /"number":"event-(\d+)"/.exec(payload)?.[1];
  const failure = /"errors":\[\{"message":"([^"]*)/.exec(payload)?.[1];
  if (failure) reader.failure ??= failure;
  if (serial === undefined) return;
  if (Number(serial) !== reader.received) reader.misplaced += 1;
  reader.received += 1;
  reader.lastAt = performance.now();
}

async function readSocket(url: string, name: string, selection: string): Promise<Pausable> {
  const reader = newReader(name);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.on('message', (data: Buffer) => note(reader, data.toString()));
  socket.on('close', (code, reason) => (reader.failure ??= `closed ${code} ${reason.toString()}`));
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: document(selection) } }));
  return Object.assign(reader, {
    close: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  });
}

async function readEventStream(url: string, name: string, selection: string): Promise<Pausable> {
  const reader = newReader(name);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const query = encodeURIComponent(document(selection));
  socket.write(
    `GET /graphql?query=${query} HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\nconnection: close\r\n\r\n`,
  );
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('latin1')).split('\n\n');
    rest = parts.pop() ?? '';
    parts.forEach((part) => note(reader, part));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => (reader.failure ??= 'closed'));
  await once(socket, 'data'); // the first bytes: it has joined
  return Object.assign(reader, {
    close: () => socket.destroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  });
}

interface Gateway {
  readonly url: string;
  readonly child: ChildProcess;
  metric(name: string): Promise<number>;
}

async function startGateway(fondo: FondoSandbox, heapMb: number): Promise<Gateway> {
  const { clientId, clientSecret } = fondo.credentials;
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, 'src/main.ts'], {
    env: {
      ...{
        PATH: process.env['PATH'],
        PORT: '0',
        HOST: '127.0.0.1',
        AUTH: 'none',
        PAYEX: 'off',
        AARTHIK: 'off',
        METRICS_TOKEN,
      },
      ...{ FONDO_URL: fondo.url, FONDO_CLIENT_ID: clientId, FONDO_CLIENT_SECRET: clientSecret },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!/http:\S+\/graphql/.test(output) && child.exitCode === null) await delay(50);
  const url = /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '';
  const metric = async (name: string): Promise<number> => {
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } }).catch(
      () => undefined,
    );
    const text = (await response?.text().catch(() => '')) ?? '';
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
  };
  return { url, child, metric };
}

/**
 * Sends the events at an even rate, or as fast as the first reader receives them; returns the bytes of one. `received`
 * answers how many that reader has.
 */
async function send(
  fondo: FondoSandbox,
  { events, bytes, seconds }: Scenario,
  received: () => number,
): Promise<number> {
  const { state } = fondo;
  const books = state.books(DEMO_CLIENT);
  const bare = JSON.stringify(state.find(books, 'account', DEMO_ACCOUNT)).length;
  // An event shows the object before and after.
  const filler = 'x'.repeat(Math.max(0, Math.round((bytes - 2 * bare) / 2)));
  const startedAt = performance.now();
  for (let sent = 0; sent < events;) {
    const inTime = Math.ceil(((performance.now() - startedAt) / 1_000 / seconds) * events);
    const due = Math.min(events, inTime, received() + Math.max(MIN_UNDER_WAY, MAX_BYTES_UNDER_WAY / bytes));
    for (; sent < due; sent += 1) state.change(books, 'account', DEMO_ACCOUNT, { ref: `event-${sent}`, name: filler });
    await delay(TICK_MS);
  }
  return 2 * JSON.stringify(state.find(books, 'account', DEMO_ACCOUNT)).length;
}

async function run(scenario: Scenario): Promise<boolean> {
  await using sandbox = await startSandbox({ speed: 1 });
  const { fondo } = sandbox;
  fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name: 'before' });
  const gateway = await startGateway(fondo, scenario.heapMb);
  const fast: Reader[] = [];
  for (const [name, selection] of Object.entries(scenario.readers)) {
    fast.push(await readSocket(gateway.url, `${name}, WebSocket`, selection));
    fast.push(await readEventStream(gateway.url, `${name}, SSE`, selection));
  }
  const stuck = scenario.isStuckToo
    ? [
        await readSocket(gateway.url, 'stopped, WebSocket', LARGE),
        await readEventStream(gateway.url, 'stopped, SSE', LARGE),
      ]
    : [];
  while (fondo.sockets(DEMO_CLIENT) === 0) await delay(50);
  await delay(2_000); // it has caught up
  for (let at = 0; at < WARM_UP; at += 1) {
    fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name: `warm-up ${at}` });
    await delay(2 * TICK_MS);
  }
  stuck.forEach((reader) => reader.pause());
  if (scenario.latencyMs > 0) fondo.fault({ operation: '*', delayMs: scenario.latencyMs });
  fondo.forget();
  let peak = 0;
  const watch = setInterval(() => {
    gateway.metric('nodejs_heap_size_used_bytes').then(
      (used) => (peak = Math.max(peak, used / 2 ** 20)),
      () => undefined,
    );
  }, 500);
  const startedAt = performance.now();
  const bytes = await send(fondo, scenario, () => fast[0]?.received ?? 0);
  const sentAt = performance.now();
  const isDone = (): boolean => fast.every(({ received, failure }) => received >= scenario.events || failure);
  while (!isDone() && performance.now() - sentAt < SETTLING_MS && gateway.child.exitCode === null) await delay(50);
  clearInterval(watch);
  const lives = gateway.child.exitCode === null && gateway.child.signalCode === null;
  stuck.forEach((reader) => reader.resume());
  const areTold = (): boolean => stuck.every(({ failure }) => failure);
  for (let look = 0; lives && look < SETTLING_MS && !areTold(); look += 50) await delay(50);
  const table = [...fast, ...stuck].map(({ name, received, misplaced, failure, lastAt }) => ({
    ...{ name, received, misplaced, 'behind the last, ms': Math.round(lastAt - sentAt), failure },
  }));
  const complete = fast.every(
    ({ received, misplaced, failure }) => received === scenario.events && misplaced === 0 && !failure,
  );
  [...fast, ...stuck].forEach((reader) => reader.close());
  console.log(
    `\n${scenario.name}: ${scenario.events} events of ${bytes} bytes in ${((sentAt - startedAt) / 1_000).toFixed(1)} s, ` +
      `heap of ${scenario.heapMb} MB (most used ${Math.round(peak)} MB), ${fondo.calls.length} reads of ${scenario.latencyMs} ms`,
  );
  console.table(table);
  if (!lives) console.log('The gateway has ended');
  else {
    gateway.child.kill('SIGTERM');
    await once(gateway.child, 'exit');
  }
  return (
    lives && complete && stuck.every(({ failure }) => failure?.includes('too slowly') || failure?.includes('4008'))
  );
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const only = process.argv[2] ?? '';
let failed = 0;
for (const scenario of SCENARIOS.filter(({ name }) => name.includes(only))) if (!(await run(scenario))) failed += 1;
process.exit(failed > 0 ? 1 : 0);
