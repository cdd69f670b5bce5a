/**
 * `npm run fanout [subscribers] [seconds]`, or `npm run fanout -- --short` (below 30 s): fan-out of an event stream to many
 * subscribers of the same operation. CPU per delivery of the gateway and of a plain `ws` broadcast of the same bytes, in
 * alternating rounds. With `--stuck`, for a machine that is otherwise idle: delays and memory without and with one stalled
 * consumer.
 */
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { DEMO_CLIENT, DEMO_ACCOUNT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { LightClient } from './light-client.ts';
import { measure, type Measured } from './realtime-process.ts';

const PER_SECOND = 20;
/** Rounds of each server. */
const PAIRS = 7;
/** Without a byte for so long, everything has been delivered. */
const QUIET_MS = 300;
/** Subscribers that parse events and measure latency, evenly distributed among the others. */
const TIMED = 50;
/**
 * Subscriptions of the stalled consumer, and warm-up events: together some 30 MB, more than the kernel's socket
 * buffers, so that the gateway has to buffer subsequent events.
 */
const STUCK_SUBSCRIPTIONS = 40;
const WARM_UP_EVENTS = 100;
const QUERY = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { cursor source action
  ... on AccountChange { account { id name status balance { amount currency } updatedAt positions { units } } } } }`;
/** The same many times over. */
const WIDE_QUERY = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { ... on AccountChange {
  ${Array.from({ length: 25 }, (_, at) => `a${at}: account { id name status balance { amount currency } updatedAt positions { units } }`).join('\n')} } } }`;

export interface Round {
  readonly cpuPerDelivery: number;
  readonly p50: number;
  readonly p99: number;
  /** Memory of the process at the end, and heap growth during the measurement. */
  readonly rssMb: number;
  readonly heapMb: number;
  readonly heapGrownMb: number;
  /** Bytes buffered in the process at the end: non-zero if the consumer is stalled. */
  readonly heldBackKb: number;
  /** The last message in its wire format. */
  readonly sample: string;
}

export interface Amount {
  readonly subscribers: number;
  readonly seconds: number;
}

interface Setting extends Amount {
  /** Whether the server speaks GraphQL or broadcasts to all connections. */
  readonly join: boolean;
  readonly isOneStuck: boolean;
  sendEvent(mark: string): void;
}

/** Connects all subscribers, calls `sendEvent` at a constant rate to send events, and measures. */
async function round(measured: Measured, setting: Setting): Promise<Round> {
  const { subscribers, seconds, join, isOneStuck, sendEvent } = setting;
  const delays: number[] = [];
  const sentAt = new Map<string, number>();
  let sample = '';
  const clients: LightClient[] = [];
  const timed: WebSocket[] = [];
  for (let at = 0; at < subscribers; at += 1) {
    if (at % Math.ceil(subscribers / TIMED) === 0) timed.push(await openTimed(measured.url, join));
    else {
      const client = await LightClient.open(measured.url);
      if (join) await client.subscribe(QUERY);
      clients.push(client);
    }
  }
  const stuck = isOneStuck ? [await openTimed(measured.url, join, WIDE_QUERY, STUCK_SUBSCRIPTIONS)] : [];
  await delay(500);
  for (const socket of stuck) socket.pause();
  for (let at = 0; at < WARM_UP_EVENTS; at += 1) {
    sendEvent(`warm-up-${at}-`);
    await delay(10);
  }
  await delay(1_000);
  for (const socket of timed) {
    socket.on('message', (data: Buffer) => {
      sample = data.toString();
      const mark = /mark-\d+-/.exec(sample)?.[0];
      if (mark) delays.push(performance.now() - (sentAt.get(mark) ?? NaN));
    });
  }
  const before = await measured.usage();
  const events = seconds * PER_SECOND;
  const startedAt = performance.now();
  for (let at = 0; at < events; at += 1) {
    const mark = `mark-${at}-`;
    sentAt.set(mark, performance.now());
    sendEvent(mark);
    await delay(Math.max(0, startedAt + ((at + 1) * 1_000) / PER_SECOND - performance.now()));
  }
  await delay(500);
  const after = await measured.usage();
  for (const client of clients) client.close();
  for (const socket of [...timed, ...stuck]) socket.terminate();
  delays.sort((a, b) => a - b);
  const at = (share: number): number => delays[Math.floor(delays.length * share)] ?? NaN;
  const expected = events * timed.length;
  if (delays.length !== expected) console.log(`Told ${delays.length} of ${expected} timed deliveries`);
  if (isOneStuck && after.heldBack === 0) console.log('The stuck reader is not stuck: the figures show nothing of it');
  return {
    cpuPerDelivery: (after.cpu - before.cpu) / (events * (clients.length + timed.length)),
    p50: at(0.5),
    p99: at(0.99),
    rssMb: after.rss / 2 ** 20,
    heapMb: after.heap / 2 ** 20,
    heapGrownMb: (after.heap - before.heap) / 2 ** 20,
    heldBackKb: after.heldBack / 1024,
    sample,
  };
}

async function openTimed(url: string, join: boolean, query = QUERY, subscriptions = 1): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  const next = (name: string) => new Promise((resolve) => socket.once(name, resolve));
  await next('open');
  if (!join) return socket;
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await next('message');
  for (let at = 0; at < subscriptions; at += 1) {
    socket.send(JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload: { query } }));
  }
  return socket;
}

/** Measures the gateway without and with one stalled consumer, and a plain `ws` server, with the same events. */
export async function fanOut(amount: Amount): Promise<Record<'alone' | 'stuck' | 'raw', Round>> {
  await using sandbox = await startSandbox({ speed: 1 });
  const { fondo } = sandbox;
  const books = fondo.state.books(DEMO_CLIENT);
  const gatewayRound = async (isOneStuck: boolean): Promise<Round> => {
    await using gateway = await measure({ gateway: sandbox.settings.fondo });
    const sendEvent = (name: string): void => void fondo.state.change(books, 'account', DEMO_ACCOUNT, { name });
    return await round(gateway, { ...amount, join: true, isOneStuck, sendEvent });
  };
  const alone = await gatewayRound(false);
  const stuck = await gatewayRound(true);
  await using server = await measure({ raw: true });
  const sendEvent = (mark: string): void => server.broadcast(stuck.sample.replace(/mark-\d+-/, mark));
  const raw = await round(server, { ...amount, join: false, isOneStuck: false, sendEvent });
  return { alone, stuck, raw };
}

/** CPU per delivery in one round, in microseconds. */
interface PairOfRounds {
  readonly gateway: number;
  readonly raw: number;
}

/**
 * The gateway and the plain server, with the same subscribers at the same time, in turn: each round is some events to one
 * of them, and the CPU that its process used meanwhile. What else runs on the machine slows both, so that the ratio of the two
 * rounds of a pair means something where delays do not.
 */
export async function fanOutInTurn({ subscribers, seconds }: Amount, pairs: number): Promise<PairOfRounds[]> {
  await using sandbox = await startSandbox({ speed: 1 });
  const { fondo } = sandbox;
  const books = fondo.state.books(DEMO_CLIENT);
  await using gateway = await measure({ gateway: sandbox.settings.fondo });
  await using server = await measure({ raw: true });
  const sample = await openTimed(gateway.url, true);
  let text = '';
  sample.on('message', (data: Buffer) => (text = data.toString()));
  const clients: LightClient[] = [];
  for (let at = 1; at < subscribers; at += 1) {
    const client = await LightClient.open(gateway.url);
    await client.subscribe(QUERY);
    clients.push(client);
  }
  for (let at = 0; at < subscribers; at += 1) clients.push(await LightClient.open(server.url));
  const change = (mark: string): void => void fondo.state.change(books, 'account', DEMO_ACCOUNT, { name: mark });
  const broadcast = (mark: string): void => server.broadcast(text.replace(/mark-\d+-/, mark));
  const events = Math.round(seconds * PER_SECOND);
  let last = 0;
  const run = async (measured: Measured, send: (mark: string) => void): Promise<number> => {
    const heard = (): number => clients.reduce((sum, { bytes }) => sum + bytes, 0);
    const before = await measured.usage(false);
    for (let at = 0; at < events; at += 1) {
      send(`mark-${(last += 1)}-`);
      await delay(1_000 / PER_SECOND);
    }
    for (let bytes = -1; bytes !== heard(); await delay(QUIET_MS)) bytes = heard();
    const after = await measured.usage(false);
    return (after.cpu - before.cpu) / (events * subscribers);
  };
  await run(gateway, change);
  await run(server, broadcast);
  const found: PairOfRounds[] = [];
  for (let at = 0; at < pairs; at += 1)
    found.push({ gateway: await run(gateway, change), raw: await run(server, broadcast) });
  for (const client of clients) client.close();
  sample.terminate();
  return found;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { short: { type: 'boolean' }, stuck: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [subscribers = values.short ? 200 : 5_000, seconds = values.short ? 3 : 10] = positionals.map(Number);
  if (values.stuck) await compareStuck({ subscribers, seconds });
  else await compareInTurn({ subscribers, seconds: seconds / PAIRS });
  process.exit(0);
}

async function compareInTurn(amount: Amount): Promise<void> {
  const pairs = await fanOutInTurn(amount, PAIRS);
  const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
  const rows = pairs.map(({ gateway, raw }) => ({ gateway, 'bare ws': raw, ratio: gateway / raw }));
  console.log(`${amount.subscribers} subscribers, load average ${loadavg()[0]?.toFixed(1)}; CPU per delivery in µs`);
  console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, at]) => [name, at.toFixed(2)]))));
  const middle = (of: keyof (typeof rows)[0]): string => median(rows.map((row) => row[of])).toFixed(2);
  console.log(`Medians: gateway ${middle('gateway')} µs, bare ws ${middle('bare ws')} µs, ratio ${middle('ratio')}`);
}

async function compareStuck(amount: Amount): Promise<void> {
  const { alone, stuck, raw } = await fanOut(amount);
  const shown = ({ sample, ...figures }: Round) => ({
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))])),
    bytes: sample.length,
  });
  console.log(
    `${amount.subscribers} subscribers, ${PER_SECOND} events/s for ${amount.seconds} s; CPU in µs, delays in ms`,
  );
  console.table({ gateway: shown(alone), 'gateway, one stuck': shown(stuck), 'bare ws': shown(raw) });
  const ratio = (stuck.cpuPerDelivery / raw.cpuPerDelivery).toFixed(2);
  console.log(`CPU per delivery: ${ratio} times that of the bare broadcast`);
  const change = (from: number, to: number, unit: string): string => `${from.toFixed(1)} → ${to.toFixed(1)} ${unit}`;
  console.log(
    `One stuck reader: p50 ${change(alone.p50, stuck.p50, 'ms')}, p99 ${change(alone.p99, stuck.p99, 'ms')}, ` +
      `heap ${change(alone.heapMb, stuck.heapMb, 'MB')}, process ${change(alone.rssMb, stuck.rssMb, 'MB')}`,
  );
}
