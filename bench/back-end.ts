/**
 * Baseline: a hand-written back end for the same screens with node:http and undici, no cache, no GraphQL. Argument: the
 * upstream.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { answerUsage } from './control.ts';

interface Row {
  readonly id: string;
  readonly name?: string;
}
interface Instrument extends Row {
  readonly isTradable?: boolean;
  readonly isBuyable?: boolean;
  readonly minInitialAmountSek?: number;
  readonly minSubsequentAmountSek?: number;
}
interface Account extends Row {
  readonly status?: string;
  readonly deleted?: boolean;
  readonly balance: number;
  readonly positions?: readonly { readonly instrument: string; readonly units: number }[];
}
interface Order extends Row {
  readonly status: string;
  readonly account: string;
  readonly instrument: string;
  readonly amount?: number;
}

const pool = new Pool(process.argv[2] ?? '', { connections: 64, keepAliveTimeout: 30_000 });
const form = 'grant_type=client_credentials&client_id=bench&client_secret=bench';
const headers = { 'content-type': 'application/x-www-form-urlencoded' };
const granted = await pool.request({ method: 'POST', path: '/v2/partner/auth/token', body: form, headers });
const { access_token } = (await granted.body.json()) as { access_token: string };
const authorization = `Bearer ${access_token}`;

async function call<T>(path: string, body?: unknown): Promise<T> {
  const reply = await pool.request({
    method: body === undefined ? 'GET' : 'POST',
    path: `/v2/partner${path}`,
    headers: { accept: 'application/json', authorization, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    headersTimeout: 15_000,
    bodyTimeout: 15_000,
  });
  if (reply.statusCode !== 200) throw new Error(`Fondo answered ${reply.statusCode}`);
  return (await reply.body.json()) as T;
}

const byId = <T extends Row>(rows: readonly T[]): ReadonlyMap<string, T> => new Map(rows.map((row) => [row.id, row]));
const STATUS: Readonly<Record<string, string>> = {
  received: 'RECEIVED',
  sent: 'SENT',
  settled: 'SETTLED',
  canceled: 'CANCELED',
};
const status = (word: string): string => STATUS[word] ?? word.toUpperCase();
const named = (row: Row | undefined) => (row ? { name: row.name } : null);

async function dashboard(client: string): Promise<unknown> {
  const [{ name }, accounts, orders, instruments] = await Promise.all([
    call<Row>(`/client/${client}`),
    call<Account[]>(`/client/${client}/account?limit=21`),
    call<Order[]>(`/client/${client}/order?limit=51`),
    call<Instrument[]>('/instrument?limit=500'),
  ]);
  const [account, instrument] = [byId(accounts), byId(instruments)];
  const shownAccounts = accounts.slice(0, 20).map((one) => ({
    name: one.name,
    balance: { amount: String(one.balance) },
    positions: (one.positions ?? []).map((held) => ({
      units: String(held.units),
      instrument: named(instrument.get(held.instrument)),
    })),
  }));
  const shownOrders = orders.slice(0, 50).map((one) => ({
    status: status(one.status),
    account: named(account.get(one.account)),
    instrument: named(instrument.get(one.instrument)),
  }));
  return { data: { client: { name, accounts: { nodes: shownAccounts }, orders: { nodes: shownOrders } } } };
}

async function orders300(client: string): Promise<unknown> {
  const [orders, accounts, instruments] = await Promise.all([
    call<Order[]>(`/client/${client}/order?limit=301`),
    call<Account[]>(`/client/${client}/account?limit=500`),
    call<Instrument[]>('/instrument?limit=500'),
    call<Row>(`/client/${client}`),
  ]);
  const [account, instrument] = [byId(accounts), byId(instruments)];
  const nodes = orders.slice(0, 300).map((one) => ({
    status: status(one.status),
    amount: one.amount === undefined ? null : { amount: String(one.amount) },
    account: named(account.get(one.account)),
    instrument: named(instrument.get(one.instrument)),
  }));
  return { data: { client: { orders: { nodes } } } };
}

interface NewOrder {
  readonly account: string;
  readonly instrument: string;
  readonly amount: number;
}

/** The reason why an order would be rejected; undefined if it is valid. */
function refusal(account: Account, instrument: Instrument, amount: number): string | undefined {
  const holds = account.positions?.some((held) => held.instrument === instrument.id && held.units > 0);
  const least = (holds ? instrument.minSubsequentAmountSek : instrument.minInitialAmountSek) ?? 0;
  if (amount < least) return `expected at least ${least} SEK, the minimum of this fund`;
  if (account.deleted || account.status !== 'active') return 'The account is not active.';
  if (!(instrument.isTradable && instrument.isBuyable)) return 'The fund is closed for buying.';
  return undefined;
}

/** Validates and places an order; an invalid one is not sent upstream. */
async function place(client: string, input: NewOrder): Promise<unknown> {
  const [account, instrument] = await Promise.all([
    call<Account>(`/client/${client}/account/${input.account}`),
    call<Instrument>(`/instrument/${input.instrument}`),
  ]);
  const message = refusal(account, instrument, input.amount);
  if (message) return { data: { placeOrder: { __typename: 'Refused', message } } };
  const order = await call<Order>(`/client/${client}/order`, {
    ...input,
    orderType: 'subscription',
    executorRef: '197001010003',
    clientRef: `be-${Math.random().toString(36).slice(2)}`,
  });
  return {
    data: { placeOrder: { __typename: 'Order', id: `Order:${client}:${order.id}`, status: status(order.status) } },
  };
}

async function work(request: IncomingMessage): Promise<unknown> {
  const [, screen = '', client = ''] = request.url?.split('/') ?? [];
  if (screen === 'tiny') return { data: { __typename: 'Query' } };
  if (screen === 'dashboard') return dashboard(client);
  if (screen === 'orders300') return orders300(client);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return place(client, JSON.parse(Buffer.concat(chunks).toString('utf8')) as NewOrder);
}

function send(response: ServerResponse, statusCode: number, body: unknown): void {
  const content = Buffer.from(JSON.stringify(body));
  response.writeHead(statusCode, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': content.length,
  });
  response.end(content);
}

const server = createServer((request, response) => {
  work(request).then(
    (body) => send(response, 200, body),
    () => send(response, 502, { error: 'Fondo failed.' }),
  );
});
server.listen(0, '127.0.0.1', () => {
  answerUsage();
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
