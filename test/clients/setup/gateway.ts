import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
/** How much faster than real time the sandbox runs: an order is settled within two seconds. */
const SPEED = '5';

/** A gateway that shares its machine with the clients, and others, refuses none of them since it is late. */
const PATIENCE_MS = '60000';

/** A gateway with its sandbox, as a process of its own. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly wsUrl: string;
  /** As if the machine had lost its power. */
  kill(): Promise<void>;
  /** Starts it again, at the same address. */
  restart(): Promise<void>;
}

export async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<Gateway> {
  let [child, address] = await start({ ...env, PORT: '0' });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    url: `${address}/graphql`,
    wsUrl: `${address.replace('http', 'ws')}/graphql`,
    kill,
    async restart() {
      await kill();
      [child, address] = await start({ ...env, PORT: new URL(address).port });
    },
    [Symbol.asyncDispose]: kill,
  };
}

/** Resolves to the process and its address once it listens; rejects with what it wrote where it ends before. */
async function start(env: Readonly<Record<string, string>>): Promise<[ChildProcess, string]> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: { PATH, SANDBOX_SPEED: SPEED, LOG_LEVEL: 'error', MAX_EVENT_LOOP_DELAY_MS: PATIENCE_MS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGKILL');
  process.once('exit', stop); // of a test that has failed before it could stop it
  child.once('exit', () => process.off('exit', stop));
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (address) resolve([child, address]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The gateway has not started:\n${output}`)));
  });
}

/** A client and an account of the sandbox, and a fund that it may buy. */
export const DEMO = {
  client: 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877',
  account: 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11',
  instrument: 'SE0012193019SEK',
} as const;

/** An order, as a client places it. */
export const ORDER = {
  account: DEMO.account,
  instrument: DEMO.instrument,
  trade: { buyAmount: '500.00' },
} as const;

async function ask<T>(url: string, query: string, variables: object, headers = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T };
  if (!answer.data) throw new Error(JSON.stringify(answer));
  return answer.data;
}

/** Places an order beside the client under test, and returns its id. */
export async function placeOrder({ url }: Pick<Gateway, 'url'>, headers: Record<string, string> = {}): Promise<string> {
  const query =
    'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Order { id } ... on Problem { message } } }';
  const { placeOrder } = await ask<{ placeOrder: { id?: string } }>(url, query, { input: ORDER }, headers);
  if (placeOrder.id === undefined) throw new Error(JSON.stringify(placeOrder));
  return placeOrder.id;
}

/** The ids of the latest orders of the demo client, on one page. */
export async function newestOrders({ url }: Pick<Gateway, 'url'>, count: number): Promise<readonly string[]> {
  const query =
    'query ($client: ID!, $first: Int!) { client(id: $client) { orders(first: $first, order: NEWEST_FIRST) { nodes { id } } } }';
  interface Page {
    readonly client: { readonly orders: { readonly nodes: readonly { readonly id: string }[] } };
  }
  const { client } = await ask<Page>(url, query, { client: DEMO.client, first: count });
  return client.orders.nodes.map(({ id }) => id);
}
