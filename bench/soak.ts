/**
 * `npm run soak [drops] [seed]`: repeatedly breaks the connection to Fondo by a seeded plan while objects change
 * there, and compares the events received by each subscriber with the changes made.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { loadSettings, type GatewayConfig } from '../src/config/index.ts';
import { startGateway } from '../src/gateway.ts';
import { EventRecorder } from './soak-witness.ts';

export interface SoakOptions {
  readonly drops: number;
  readonly seed: number;
  /** Settings of the gateway, to be tried beside the usual ones. */
  readonly gateway?: Partial<GatewayConfig>;
}

export interface SoakReport {
  /** Number of executions of each step of the plan. */
  readonly plan: Readonly<Record<string, number>>;
  readonly drops: number;
  readonly changes: number;
  readonly subscribers: readonly ReturnType<EventRecorder['verdict']>[];
  readonly seconds: number;
}

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!, $after: String) {
    clientEvents(client: $client, types: [ACCOUNT, ORDER], after: $after) {
      cursor
      source
      ... on AccountChange {
        account {
          id
          updatedAt
        }
      }
      ... on OrderChange {
        order {
          id
          updatedAt
        }
      }
    }
  }
`;
const LISTS = ['getAccounts', 'getOrders', 'getCashTransactions', 'getFundTransactions', 'getClientById'];
const PATIENCE_MS = 20_000;

export async function soak({ drops, seed, gateway: more }: SoakOptions): Promise<SoakReport> {
  const startedAt = performance.now();
  const random = mulberry32(seed);
  const draw = (count: number): number => Math.floor(random() * count);
  await using sandbox = await startSandbox({ speed: 1 });
  const { fondo } = sandbox;
  const { telemetry, capacity } = loadSettings({});
  await using gateway = await startGateway({
    ...sandbox.settings,
    port: 0,
    telemetry: { ...telemetry, logLevel: 'silent' },
    // All failures must reach the relay: retries and the circuit breaker are disabled below it.
    capacity: { ...capacity, fondo: { ...capacity.fondo, retries: 0, breakerRatio: 0.999, breakerCalls: 100_000 } },
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
    streams: {
      relay: { backoffMs: [1, 4], silenceMs: 150, overlapMs: 5_000 },
      fondoLingerMs: 20,
      log: { maxEvents: 100_000 },
    },
    ...more,
  });
  const truth: { key: string; version: string }[] = [];
  const books = fondo.state.books(DEMO_CLIENT);
  const pool = [
    ...books.tables.account.rows.map(({ id }) => ['account', id] as const),
    ...books.tables.order.rows.map(({ id }) => ['order', id] as const),
  ];
  let turn = 0;
  /** Changes the next object of the pool; returns the expected event. */
  const change = (): object => {
    const [kind, id] = pool[(turn += 1) % pool.length] as (typeof pool)[number];
    const previous = fondo.state.find(books, kind, id);
    const current = fondo.state.change(books, kind, id, {});
    const name = kind === 'account' ? 'Account' : 'Order';
    truth.push({ key: `${name}:${DEMO_CLIENT}:${id}`, version: current.modifiedDate });
    return { type: `${kind}.update`, current, previous };
  };

  const witnesses = ['socket', 'events', 'returning'].map((name) => new EventRecorder(name));
  const [onSocket, onEvents, returning] = witnesses as [EventRecorder, EventRecorder, EventRecorder];
  const controller = new AbortController();
  const leave = [watchSocket(gateway.url, onSocket), () => controller.abort()];
  const reading = watchEvents(gateway.url, onEvents, controller.signal);
  let goAway = watchSocket(gateway.url, returning);
  const heart = setInterval(() => fondo.emit(DEMO_CLIENT, { type: 'heartbeat' }), 25);

  /** Waits until all subscribers have received the last change. */
  const settled = async (who: readonly EventRecorder[]): Promise<void> => {
    const last = truth.at(-1);
    const deadline = Date.now() + PATIENCE_MS;
    while (last && !who.every((witness) => witness.knows(last)) && Date.now() < deadline) await delay(1);
  };
  const connected = async (): Promise<void> => {
    const deadline = Date.now() + PATIENCE_MS;
    while (fondo.sockets(DEMO_CLIENT) === 0 && Date.now() < deadline) await delay(1);
  };

  const done: Record<string, number> = {};
  let dropped = 0;
  const drop = (): void => {
    if (fondo.sockets(DEMO_CLIENT) > 0) dropped += 1;
    fondo.cut(DEMO_CLIENT);
  };
  const some = (): void => Array.from({ length: 1 + draw(3) }).forEach(change);
  const faults: Record<string, () => Promise<void> | void> = {
    drop,
    'failing catch-up': () => {
      const operation = LISTS[draw(LISTS.length)] as string;
      fondo.fault({ operation, times: 1 + draw(3), answer: { status: 503 } });
      drop();
    },
    'lost catch-up': () => {
      fondo.fault({ operation: LISTS[draw(LISTS.length)] as string, times: 1, socket: 'refuse' });
      drop();
    },
    'refused upgrade': () => {
      fondo.fault({ operation: 'getWebSocket', times: 1 + draw(2), socket: 'refuse' });
      drop();
    },
    'expired token': () => {
      fondo.expireTokens();
      drop();
    },
    'drop while catching up': async () => {
      drop();
      some();
      await connected();
      drop();
    },
  };
  const rare: Record<string, () => Promise<void> | void> = {
    'half-open socket': async () => {
      fondo.mute(DEMO_CLIENT);
      some();
      dropped += 1;
      await settled([onSocket]);
    },
    'provider down': async () => {
      dropped += 1;
      await fondo.down();
      some();
      await fondo.up();
    },
    'repeated events': () => {
      const event = change();
      for (let times = 0; times < 3; times += 1) fondo.emit(DEMO_CLIENT, event);
    },
    'reordered events': () => {
      const speak = fondo.mute(DEMO_CLIENT);
      const before = turn;
      const first = change();
      turn = before;
      const second = change();
      speak();
      fondo.emit(DEMO_CLIENT, second);
      fondo.emit(DEMO_CLIENT, first);
    },
    'subscriber away': async () => {
      goAway();
      some();
      if (draw(2) === 0) drop();
      some();
      await settled([onSocket]);
      goAway = watchSocket(gateway.url, returning);
    },
  };

  fondo.state.change(books, 'account', books.tables.account.rows[0]?.id ?? '', {}); // warm-up
  await connected();
  await delay(200);
  while (dropped < drops) {
    const plan = draw(25) === 0 ? rare : faults;
    const names = Object.keys(plan);
    const name = names[draw(names.length)] as string;
    done[name] = (done[name] ?? 0) + 1;
    if (draw(2) === 0) some();
    await plan[name]?.();
    if (draw(4) > 0) some();
    if (draw(5) > 0) await settled([onSocket]);
    await connected();
    await delay(draw(3));
  }
  change();
  await settled(witnesses);
  clearInterval(heart);
  goAway();
  for (const go of leave) go();
  await reading;
  return {
    plan: done,
    drops: dropped,
    changes: truth.length,
    subscribers: witnesses.map((witness) => witness.verdict(truth)),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/**
 * Subscribes over graphql-transport-ws, resuming after the last cursor if any; returns a function that unsubscribes.
 */
function watchSocket(url: string, witness: EventRecorder): () => void {
  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazyCloseTimeout: 0,
  });
  const unsubscribe = socket.subscribe<Record<string, unknown>>(
    { query: EVENTS, variables: { client: DEMO_CLIENT, after: witness.cursor } },
    {
      next: ({ data, errors }) => witness.see(data?.['clientEvents'], errors),
      error: (error) => witness.see(undefined, error),
      complete: () => undefined,
    },
  );
  return () => {
    unsubscribe();
    void socket.dispose();
  };
}

/** Consumes server-sent events until the signal aborts. */
async function watchEvents(url: string, witness: EventRecorder, signal: AbortSignal): Promise<void> {
  const query = new URLSearchParams({ query: EVENTS, variables: JSON.stringify({ client: DEMO_CLIENT }) });
  try {
    const response = await fetch(`${url}/graphql?${query}`, { headers: { accept: 'text/event-stream' }, signal });
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (text + Buffer.from(chunk).toString()).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.+)$/m.exec(block)?.[1];
        if (!data) continue;
        const result = JSON.parse(data) as { data?: Record<string, unknown>; errors?: unknown };
        witness.see(result.data?.['clientEvents'], result.errors);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A small seeded PRNG, for reproducible plans. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.main) {
  const [drops = 10_000, seed = 1] = process.argv.slice(2).map(Number);
  const { plan, subscribers, ...report } = await soak({ drops, seed });
  console.log(`Seed ${seed}: ${report.drops} drops, ${report.changes} changes, ${report.seconds.toFixed(1)} s`);
  console.table(plan);
  console.table(subscribers);
  process.exit(
    subscribers.every(({ lost, doubled, disordered, errors }) => lost + doubled + disordered + errors === 0) ? 0 : 1,
  );
}
