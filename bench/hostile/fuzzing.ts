import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

export interface Fuzzed {
  readonly sent: number;
  /** Number of responses by HTTP status or close code; `none` if the connection was closed without a response. */
  readonly statuses: Record<string, number>;
  /** Requests that caused an internal error of the gateway. */
  readonly broken: string[];
}

const CONCURRENCY = 20;
const PATIENCE_MS = 10_000;

/** Sends `count` hostile requests, deterministic by seed, and returns the outcomes. */
export async function fuzz(url: string, count: number, seed: number): Promise<Fuzzed> {
  const random = randomOf(seed);
  const statuses: Record<string, number> = {};
  const broken: string[] = [];
  const kinds = [http, http, http, http, raw, half, socket];
  let sent = 0;
  const work = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      const kind = pick(random, kinds);
      const status = await kind(url, random).catch((error: unknown) =>
        (error as Error).name === 'TimeoutError' ? 'timeout' : 'none',
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (['500', '502', '504', '4500', 'timeout'].includes(status)) broken.push(`${kind.name} ${status} at ${sent}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return { sent, statuses, broken };
}

type Random = () => number;

/** Mulberry32, a small portable PRNG. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const times = (random: Random, most: number): number => Math.floor(random() * most);

function garbage(random: Random): string {
  return Array.from({ length: times(random, 200) }, () => String.fromCharCode(times(random, 0x3000))).join('');
}

function document(random: Random): string {
  const size = times(random, 3_000);
  const bombs = [
    () => garbage(random),
    () => '{'.repeat(size),
    () => `{ ${'a'.repeat(size)} }`,
    () => `{ ${'__typename '.repeat(size)} }`,
    () => `{ ${Array.from({ length: size }, (_, at) => `a${at}: __typename`).join(' ')} }`,
    () => `{ __typename ${'@skip(if: false) '.repeat(size)} }`,
    () => `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`,
    () => `${'{ clients(first: 500) { nodes { accounts(first: 500) { nodes { client { name } } } } } }'}`,
    () => `query ($a: [[[[Int!]!]!]!]!) { clients(first: $a) { nodes { id } } }`,
    () => `{ client(id: ${JSON.stringify(garbage(random))}) { name } }`,
    () => `{ node(id: "Order:${'%'.repeat(times(random, 50))}:x") { id } }`,
    () => `mutation { placeOrder(input: ${'['.repeat(size)}) { __typename } }`,
    () => `subscription { clientEvents(client: "nobody") { __typename } ${'x '.repeat(times(random, 20))} }`,
    () => unfolding(random),
    () => `{ ${Array.from({ length: 20 }, (_, n) => `${'a'.repeat(times(random, 900))}${n}: __typename`).join(' ')} }`,
    () => `{ ${Array.from({ length: 30 }, (_, n) => `x${n}${times(random, 1_000_000)}`).join(' ')} }`,
    () =>
      `{ ${Array.from({ length: 10 }, (_, n) => `s${n}: __schema { types { fields { name args { name } } } }`).join(' ')} }`,
    () => `{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`,
  ];
  return pick(random, bombs)();
}

/** Fragments that spread each other: a few kilobytes that expand to up to several hundred thousand fields. */
function unfolding(random: Random): string {
  const [levels, width, salt] = [1 + times(random, 8), 1 + times(random, 4), times(random, 1_000_000)];
  const fragments = Array.from({ length: levels }, (_, level) => {
    const below = level < levels - 1 ? `...F${level + 1}` : 'name';
    const fields = Array.from({ length: width }, (_f, n) => `a${salt}_${n}: account(id: "x") { client { ${below} } }`);
    return `fragment F${level} on Client { ${fields.join(' ')} }`;
  });
  return `{ client(id: "x") { ...F0 } } ${fragments.join(' ')}`;
}

function body(random: Random): string {
  const bodies = [
    () => JSON.stringify({ query: document(random) }),
    () =>
      JSON.stringify({ query: document(random), variables: pick(random, [null, [], 5, 'x', { a: garbage(random) }]) }),
    () => JSON.stringify({ query: '{ __typename }', operationName: garbage(random), extensions: garbage(random) }),
    () => JSON.stringify(Array.from({ length: times(random, 100) }, () => ({ query: '{ __typename }' }))),
    () => JSON.stringify({ query: '{ __typename }' }).slice(0, times(random, 20)),
    () => `{"query":"{ __typename }","variables":${'['.repeat(times(random, 5_000))}`,
    () => '{"__proto__":{"query":"{ __typename }"},"constructor":1}',
    () => JSON.stringify({ documentId: garbage(random) }),
    () => garbage(random),
  ];
  return pick(random, bodies)();
}

async function http(url: string, random: Random): Promise<string> {
  const method = pick(random, ['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
  const type = pick(random, [
    'application/json',
    'application/json',
    'text/plain',
    'multipart/form-data',
    'x/y; charset=z',
  ]);
  const accept = pick(random, ['*/*', 'application/json', 'text/event-stream', 'multipart/mixed', 'nothing']);
  const query = method === 'GET' ? `?query=${encodeURIComponent(document(random).slice(0, 4_000))}` : '';
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const headers = { 'content-type': type, accept, 'x-correlation-id': 'fuzz' };
  const init = method === 'GET' || method === 'OPTIONS' ? {} : { body: body(random) };
  const response = await fetch(`${url}/graphql${query}`, { method, headers, signal, ...init });
  if (accept === 'text/event-stream') await response.body?.cancel();
  else await response.text();
  return String(response.status);
}

/** An incomplete request: either rejected, or not answered as long as more data may follow. */
async function half(url: string, random: Random): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  const path = pick(random, ['/graphql', '/webhooks/aarthik/snapshot', '/webhooks/fondo/journey/x', '/files/x', '/']);
  const length = pick(random, [10, 100_000, 9_000_000]);
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  const text = head + '{'.repeat(times(random, 200_000));
  socket.write(text.slice(0, times(random, Math.min(text.length, head.length + length - 1))));
  const answered = once(socket, 'data').then(([data]) => /^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? 'none');
  const status = await Promise.race([answered, once(socket, 'close').then(() => 'none'), pause(times(random, 300))]);
  socket.destroy();
  answered.catch(() => undefined);
  return status;
}

/** Malformed HTTP, or an aborted request. */
async function raw(url: string, random: Random): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  await once(socket, 'connect');
  const requests = [
    'GET / HTTP/9.9\r\n\r\n',
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: -5\r\n\r\n{}`,
    'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{',
    'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nzz\r\n',
    `GET /graphql?${'q'.repeat(times(random, 30_000))} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
    'GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\n\r\n',
    garbage(random),
  ];
  socket.on('error', () => undefined);
  socket.write(pick(random, requests));
  const answered = once(socket, 'data').then(([data]) => /^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? 'none');
  const status = await Promise.race([answered, once(socket, 'close').then(() => 'none'), pause(100)]);
  socket.destroy();
  answered.catch(() => undefined);
  return status;
}

async function socket(url: string, random: Random): Promise<string> {
  const client = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  client.on('error', () => undefined);
  await Promise.race([once(client, 'open'), once(client, 'close')]);
  const closed = once(client, 'close').then(([code]) => String(code));
  const messages = [
    () => garbage(random),
    () => '{"type":"connection_init"}',
    () => JSON.stringify({ id: '1', type: 'subscribe', payload: { query: document(random) } }),
    () => JSON.stringify({ id: '1', type: 'subscribe', payload: garbage(random) }),
    () => JSON.stringify({ type: 'ping', payload: garbage(random) }),
    () => '{"type":"connection_init"}'.repeat(2),
    () => '['.repeat(times(random, 50_000)),
  ];
  if (random() < 0.7) client.send('{"type":"connection_init"}');
  for (let left = times(random, 6); left > 0; left -= 1) {
    if (client.readyState === WebSocket.OPEN) client.send(pick(random, messages)());
  }
  const status = await Promise.race([closed, pause(50)]);
  client.terminate();
  return status;
}

const pause = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(resolve, ms, 'open'));
