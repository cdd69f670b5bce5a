import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { CLIENT, held, post, type Attack } from './attacks.ts';

const APPLICATION = 'Application:kontotyp-1:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e01';
const socketOf = (url: string): string => `${url.replace('http', 'ws')}/graphql`;

/** Texts and ids with which the gateway itself fails, or its provider refuses: none says anything about the provider. */
const UNSENDABLE = ['\ud800', '\u0000', '../../', '%', 'x'.repeat(100_000), '\u202e', '\uffff', "'; --"];
const unsendable = (at: number): { query: string; variables: object } => {
  const text = `${UNSENDABLE[at % UNSENDABLE.length]}${at}`;
  const queries = [
    `query ($v: String) { client(id: "${CLIENT}") { cashTransactions(ref: $v) { nodes { id } } } }`,
    'query ($v: ID!) { client(id: $v) { name } }',
    'query ($v: ID!) { nodes(ids: [$v]) { id } }',
    `query ($v: ID!) { client(id: "${CLIENT}") { account(id: $v) { id } } }`,
  ];
  return { query: queries[Math.floor(at / UNSENDABLE.length) % queries.length] ?? '', variables: { v: text } };
};

/** Under a name that a page of another site made resolve to this address. */
async function rebound(url: string, at: number): Promise<string> {
  const headers = { host: 'rebound.example', 'content-type': 'application/json' };
  if (at % 4 === 0) {
    const socket = new WebSocket(socketOf(url), 'graphql-transport-ws', { headers }).on('error', () => undefined);
    const refused = once(socket, 'unexpected-response').then(([, answer]) => (answer as IncomingMessage).statusCode);
    const status = await Promise.race([refused, once(socket, 'open').then(() => 'open')]);
    socket.terminate();
    return String(status);
  }
  if (at % 4 === 1) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /graphql?query={__typename} HTTP/1.1\r\nhost: 127.0.0.1\r\nHost: rebound.example\r\n\r\n');
    const [head] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return /^HTTP\/1\.1 (\d+)/.exec(head.toString())?.[1] ?? 'none';
  }
  const path = at % 4 === 2 ? '/graphql?query={__typename}' : '/files/agreement/x';
  const sent = request(url + path, { headers }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return String(answer.statusCode);
}

const STREAMS = 60;
const ENDS_IN_MS = 15_000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const entriesOf = (...keys: string[]): string =>
  keys.map((key) => `${key}:${sha256(key)}:investing:read fondo_clients=*`).join('\n');
const authorization = 'ApiKey withdrawn';
const EVENTS = `subscription { clientEvents(client: "${CLIENT}") { __typename } }`;
let opened = 0;

/** Withdraws the key of the attacker, once all of its streams are open. */
function withdraw(): void {
  opened += 1;
  if (opened === STREAMS) writeFileSync(process.env['AUTH_API_KEYS_FILE'] ?? '', entriesOf('witness'));
}

/** Follows a client, over event streams and WebSockets in turn; returns how it ended. */
async function follow(url: string, at: number): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(resolve, ENDS_IN_MS, 'goes on').unref());
  if (at % 2 === 0) {
    const leaving = new AbortController();
    held.push(() => leaving.abort());
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization };
    const body = JSON.stringify({ query: EVENTS });
    const stream = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal });
    withdraw();
    return Promise.race([late, stream.text().then(() => (stream.ok ? 'ended' : String(stream.status)))]);
  }
  const socket = new WebSocket(socketOf(url), 'graphql-transport-ws').on('error', () => undefined);
  held.push(() => socket.terminate());
  const closed = once(socket, 'close').then(([code]) => String(code));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: EVENTS } }));
  withdraw();
  return Promise.race([late, closed]);
}

/** What one caller can do to others, or beyond its rights, by many requests. */
export const ATTACKS_ON_OTHERS: readonly Attack[] = [
  {
    name: 'texts that no provider can be sent, to open its breaker',
    times: 400,
    send: (url, at) => post(url, unsendable(at)),
    async holds(url) {
      const response = await fetch(`${url}/graphql?query={providers{breaker}}`);
      const { data } = (await response.json()) as { data: { providers: { breaker: string }[] } };
      return data.providers.every(({ breaker }) => breaker === 'CLOSED');
    },
  },
  {
    name: 'reads that use up the calls of a provider',
    times: 40,
    atOnce: 8,
    settings: () => ({ PAYEX_CONCURRENCY: '4', PAYEX_REQUESTS_PER_SECOND: '100' }),
    witness: { query: `{ application(id: "${APPLICATION}") { status } }` },
    send: (url, at) => {
      const ids = Array.from({ length: 100 }, (_, n) => `Application:kontotyp-1:none-${at}-${n}`);
      return post(url, { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids } });
    },
  },
  { name: 'requests under a rebound name', times: 200, expected: /^(?:421|400)$/, send: rebound },
  {
    name: 'streams of a key that is withdrawn',
    times: STREAMS,
    atOnce: STREAMS,
    settings() {
      const file = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys');
      writeFileSync(file, entriesOf('withdrawn', 'witness'));
      return { AUTH_API_KEYS_FILE: file, SECRETS_REFRESH_MS: '500' };
    },
    witness: { authorization: 'ApiKey witness' },
    expected: /^(?:ended|4403)$/,
    send: follow,
    async holds(url) {
      return (await post(url, { query: '{ __typename }' }, { authorization })) === 'UNAUTHENTICATED';
    },
  },
];
