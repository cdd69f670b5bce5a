/**
 * `npm run fanout [subscribers] [seconds]`, or `npm run fanout -- --short` (below 30 s): fan-out of an event stream
 * to many subscribers of the same operation. The same run measures, without and with one stalled consumer, the
 * effect on the latency and memory of the others, and as a baseline the CPU per delivery of a plain `ws` broadcast
 * of the same bytes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { DEMO_CLIENT, DEMO_ACCOUNT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { LightClient } from './light-client.ts';
import { measure, type Measured } from './realtime-process.ts';

const PER_SECOND = 20;
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

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { short: { type: 'boolean' } }, allowPositionals: true });
  const [subscribers = values.short ? 200 : 5_000, seconds = values.short ? 3 : 10] = positionals.map(Number);
  const { alone, stuck, raw } = await fanOut({ subscribers, seconds });
  const shown = ({ sample, ...figures }: Round) => ({
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))])),
    bytes: sample.length,
  });
  console.log(`${subscribers} subscribers, ${PER_SECOND} events/s for ${seconds} s; CPU in µs, delays in ms`);
  console.table({ gateway: shown(alone), 'gateway, one stuck': shown(stuck), 'bare ws': shown(raw) });
  const ratio = (stuck.cpuPerDelivery / raw.cpuPerDelivery).toFixed(2);
  console.log(`CPU per delivery: ${ratio} times that of the bare broadcast`);
  const change = (from: number, to: number, unit: string): string => `${from.toFixed(1)} → ${to.toFixed(1)} ${unit}`;
  console.log(
    `One stuck reader: p50 ${change(alone.p50, stuck.p50, 'ms')}, p99 ${change(alone.p99, stuck.p99, 'ms')}, ` +
      `heap ${change(alone.heapMb, stuck.heapMb, 'MB')}, process ${change(alone.rssMb, stuck.rssMb, 'MB')}`,
  );
  process.exit(0);
}
