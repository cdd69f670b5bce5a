import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

/** A resource exhaustion attack, repeated `times` times; returns the outcome of each request. */
export interface Attack {
  readonly name: string;
  readonly times: number;
  /** Number of concurrent requests. */
  readonly atOnce?: number;
  /** The answers that may come; any, if undefined. */
  readonly expected?: RegExp;
  /** What the other client sends: by default it asks for clients. */
  readonly witness?: { readonly query?: string; readonly authorization?: string };
  /** Settings of a gateway of its own, and of the attacker's process. */
  readonly settings?: () => Record<string, string>;
  /** Whether the gateway is as it should be afterwards. */
  holds?(url: string): Promise<boolean>;
  send(url: string, at: number): Promise<string>;
}

const PATIENCE_MS = 60_000;
export const CLIENT = '49ad7378-121c-4a53-9894-dfd14a7b4877';
const ACCOUNT = '7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
const SUBSCRIPTION = `subscription ($after: String) { clientEvents(client: "${CLIENT}", after: $after) { __typename } }`;

/** Sends an operation; returns the code of its first error, or `data`. */
export async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { errors } = (await response.json()) as { errors?: { extensions?: { code?: string } }[] };
  return errors ? (errors[0]?.extensions?.code ?? `${response.status}`) : 'data';
}

/** Fragments that expand to thousands of fields; a different document each time. */
function unfolding(at: number): string {
  const parts = Array.from({ length: 6 }, (_, level) => {
    const below = level < 5 ? `...F${level + 1}` : 'name';
    const fields = ['a', 'b', 'c', 'd'].map((key) => `${key}${at}: account(id: "${ACCOUNT}") { client { ${below} } }`);
    return `fragment F${level} on Client { ${fields.join(' ')} }`;
  });
  return `{ client(id: "${CLIENT}") { ...F0 } } ${parts.join(' ')}`;
}

const WRONG = 'mutation ($v: CreatePaymentInstructionInput!) { createPaymentInstruction(input: $v) { __typename } }';
const unheardOf = (count: number): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]));

/** 20 kB of text and of names at their longest. */
const long = (at: number): string => {
  const fields = Array.from({ length: 25 }, (_, n) => `${'a'.repeat(110)}${at}_${n}: __typename`);
  return `{ ${fields.join(' ')} } #${'x'.repeat(16_000)}`;
};
const schemaOf = (aliases: number): string => {
  const type = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
  const schema = `__schema { types { name description fields { name description args { name type { ${type} } } type { ${type} } } } }`;
  return `{ ${Array.from({ length: aliases }, (_, n) => `s${n}: ${schema}`).join(' ')} }`;
};

/** Subscribes over a WebSocket that stays open until all others have subscribed. */
async function subscribe(url: string, beside: object): Promise<string> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  held.push(() => socket.terminate());
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION, ...beside } }));
  const answered = once(socket, 'message').then(([text]) => /"code":"(\w+)"/.exec(String(text))?.[1] ?? 'answered');
  const closed = once(socket, 'close').then(([code]) => String(code));
  return Promise.race([answered, closed, new Promise<string>((resolve) => setTimeout(resolve, 2_000, 'open'))]);
}

/** An incomplete request. */
async function half(url: string, path: string, length: number, bytes: number): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  held.push(() => socket.destroy());
  await once(socket, 'connect');
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  socket.write(head + 'x'.repeat(bytes));
  const answered = once(socket, 'data').then(([data]) => /^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? 'none');
  return Promise.race([answered, once(socket, 'close').then(() => 'closed')]);
}

/** Cleanup functions for resources held open by attacks; called at the end of each attack. */
export const held: (() => void)[] = [];

export const ATTACKS: readonly Attack[] = [
  { name: 'fragments that unfold', times: 40, send: (url, at) => post(url, { query: unfolding(at) }) },
  { name: 'long documents', times: 900, send: (url, at) => post(url, { query: long(at) }) },
  {
    name: 'long documents from a page of our own',
    times: 900,
    send: (url, at) => post(url, { query: long(at) }, { origin: url }),
  },
  {
    name: 'documents with a hundred errors',
    times: 900,
    send: (url, at) =>
      post(url, { query: `{ ${Array.from({ length: 100 }, (_, n) => `x${at}_${n}`).join(' ')} }` }, { origin: url }),
  },
  {
    name: 'variables with a name of 7 MB',
    times: 60,
    atOnce: 1,
    send: (url, at) => post(url, { query: '{ __typename }', variables: { [`${at}${'n'.repeat(7_000_000)}`]: 1 } }),
  },
  {
    name: '300,000 variables that are not declared',
    times: 10,
    atOnce: 1,
    send: (url) =>
      post(url, {
        query: '{ __typename }',
        variables: Object.fromEntries(Array.from({ length: 300_000 }, (_, n) => [`v${n}`, n])),
      }),
  },
  {
    name: 'an input of 24,000 fields that there are not',
    times: 100,
    send: (url) => post(url, { query: WRONG, variables: { v: unheardOf(24_000) } }),
  },
  {
    name: 'an input of 60 fields that there are not, and 6 MB of text',
    times: 30,
    atOnce: 1,
    send: (url) => post(url, { query: WRONG, variables: { v: { ...unheardOf(60), text: '"'.repeat(3_000_000) } } }),
  },
  {
    name: 'thousands of ids that are none',
    times: 200,
    send: (url) =>
      post(url, {
        query: `query ($v: [ID!]!) { ${Array.from({ length: 29 }, (_, n) => `a${n}: nodes(ids: $v) { id }`).join(' ')} }`,
        variables: { v: Array.from({ length: 100 }, (_, n) => `none${n}`) },
      }),
  },
  { name: 'the schema ten times in one operation', times: 30, send: (url) => post(url, { query: schemaOf(10) }) },
  {
    name: 'subscriptions with 1 MB of variables',
    times: 400,
    atOnce: 20,
    send: (url, at) => subscribe(url, { variables: { after: String(at).padEnd(1_000_000, 'x') } }),
  },
  {
    name: 'subscriptions with 1 MB of other variables',
    times: 400,
    atOnce: 20,
    send: (url, at) => subscribe(url, { variables: { y: String(at).padEnd(1_000_000, 'x') } }),
  },
  {
    name: 'subscriptions with 1 MB of extensions',
    times: 400,
    atOnce: 20,
    send: (url, at) => subscribe(url, { extensions: { x: String(at).padEnd(1_000_000, 'x') } }),
  },
  {
    name: 'subscriptions with 1 MB that nobody reads',
    times: 400,
    atOnce: 20,
    send: (url, at) => subscribe(url, { x: String(at).padEnd(1_000_000, 'x') }),
  },
  {
    name: 'bodies of which 1 MB is sent',
    times: 300,
    atOnce: 300,
    send: (url) => half(url, '/graphql', 8_000_000, 1_000_000),
  },
  {
    name: 'deliveries that are not completed',
    times: 500,
    atOnce: 500,
    send: (url) => half(url, '/webhooks/aarthik/snapshot', 1_000, 1),
  },
];
