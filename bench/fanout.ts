/**
 * `npm run fanout [subscribers] [seconds]`: one event stream to many subscribers of the same operation, one of whom
 * never reads. CPU per delivery is compared with a bare `ws` broadcast of the same bytes in the same run.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { DEMO_CLIENT, DEMO_ACCOUNT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { LightClient } from './light-client.ts';
import { measure, type Measured } from './realtime-process.ts';

const PER_SECOND = 20;
/** Subscribers that read and time what they are told, evenly among the others. */
const TIMED = 50;
const QUERY = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]) { cursor source action
  ... on AccountChange { current { id name status balance { amount currency } updatedAt positions { units } } } } }`;

interface Round {
  readonly cpuPerDelivery: number;
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
  /** The last message, as it went over the wire. */
  readonly sample: string;
}

const [subscribers = 5_000, seconds = 10] = process.argv.slice(2).map(Number);

/** Connects everybody, lets `tell` send an event at a steady pace, and measures. */
async function round(measured: Measured, join: boolean, tell: (mark: string) => void): Promise<Round> {
  const delays: number[] = [];
  const told = new Map<string, number>();
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
  const stuck = await openTimed(measured.url, join);
  await delay(1_000);
  stuck.pause();
  for (const socket of timed) {
    socket.on('message', (data: Buffer) => {
      sample = data.toString();
      const mark = /mark-\d+-/.exec(sample)?.[0];
      if (mark) delays.push(performance.now() - (told.get(mark) ?? NaN));
    });
  }
  const before = await measured.usage();
  const events = seconds * PER_SECOND;
  const startedAt = performance.now();
  for (let at = 0; at < events; at += 1) {
    const mark = `mark-${at}-`;
    told.set(mark, performance.now());
    tell(mark);
    await delay(Math.max(0, startedAt + ((at + 1) * 1_000) / PER_SECOND - performance.now()));
  }
  await delay(500);
  const after = await measured.usage();
  for (const client of clients) client.close();
  for (const socket of [...timed, stuck]) socket.terminate();
  delays.sort((a, b) => a - b);
  const at = (share: number): number => delays[Math.floor(delays.length * share)] ?? NaN;
  const expected = events * timed.length;
  if (delays.length !== expected) console.log(`Told ${delays.length} of ${expected} timed deliveries`);
  return {
    cpuPerDelivery: (after.cpu - before.cpu) / (events * (clients.length + timed.length)),
    p50: at(0.5),
    p99: at(0.99),
    rssMb: after.rss / 2 ** 20,
    sample,
  };
}

async function openTimed(url: string, join: boolean): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  const next = (name: string) => new Promise((resolve) => socket.once(name, resolve));
  await next('open');
  if (!join) return socket;
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await next('message');
  socket.send(JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload: { query: QUERY } }));
  return socket;
}

await using sandbox = await startSandbox({ speed: 1 });
const { fondo } = sandbox;
const books = fondo.state.books(DEMO_CLIENT);
let ours: Round;
{
  await using gateway = await measure({ gateway: sandbox.settings.fondo });
  ours = await round(gateway, true, (name) => void fondo.state.change(books, 'account', DEMO_ACCOUNT, { name }));
}
let raw: Round;
{
  await using server = await measure({ raw: true });
  raw = await round(server, false, (mark) => server.broadcast(ours.sample.replace(/mark-\d+-/, mark)));
}
const shown = ({ sample, ...figures }: Round) => ({
  ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))])),
  bytes: sample.length,
});
console.log(
  `${subscribers} subscribers, ${PER_SECOND} events/s for ${seconds} s, one of them stuck; CPU in µs, delays in ms`,
);
console.table({ gateway: shown(ours), 'bare ws': shown(raw) });
console.log(
  `CPU per delivery: ${(ours.cpuPerDelivery / raw.cpuPerDelivery).toFixed(2)} times that of the bare broadcast`,
);
process.exit(0);
