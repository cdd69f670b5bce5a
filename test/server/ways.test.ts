import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startKit, type Answered, type Kit } from '../kit/gateway.ts';

interface Sent {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
}

const KITS: Record<'compiled' | 'executed', Kit> = {} as never;
beforeAll(async () => {
  KITS.compiled = await startKit();
  KITS.executed = await startKit({ gateway: { compiled: false } });
});
afterAll(async () => {
  for (const kit of Object.values(KITS)) await kit[Symbol.asyncDispose]();
});

/** The answer in a response, whatever its media type: the one part of a multipart body, the one event of a stream. */
async function answerIn(response: Response): Promise<Answered> {
  const text = await response.text();
  const data = /^data: (.+)$/m.exec(text)?.[1] ?? /^\{.+\}$/m.exec(text)?.[0];
  return JSON.parse(data ?? text) as Answered;
}

const post =
  (kit: keyof typeof KITS, accept: string) =>
  async (sent: Sent): Promise<Answered> =>
    answerIn(
      await fetch(`${KITS[kit].gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify(sent),
      }),
    );

async function get({ query, ...json }: Sent): Promise<Answered> {
  const others = Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)] as const);
  const search = new URLSearchParams({ query, ...Object.fromEntries(others) });
  const headers = { accept: 'application/json' };
  return answerIn(await fetch(`${KITS.compiled.gateway.url}/graphql?${search}`, { headers }));
}

function overSocket(sent: Sent): Promise<Answered> {
  const url = `${KITS.compiled.gateway.url.replace('http', 'ws')}/graphql`;
  const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazyCloseTimeout: 0 });
  return new Promise((resolve, reject) => {
    let answer: Answered = {};
    const error = (errors: unknown): void =>
      Array.isArray(errors) ? resolve({ errors }) : reject(new Error('the socket was closed', { cause: errors }));
    client.subscribe(sent, {
      next: (part) => (answer = part as Answered),
      error,
      complete: () => resolve(answer),
    });
  });
}

const WAYS: Readonly<Record<string, (sent: Sent) => Promise<Answered>>> = {
  'POST, compiled': post('compiled', 'application/json'),
  'POST, executed': post('executed', 'application/json'),
  'POST, GraphQL over HTTP': post('compiled', 'application/graphql-response+json'),
  'POST, multipart': post('compiled', 'multipart/mixed'),
  'server-sent events': post('compiled', 'text/event-stream'),
  GET: get,
  WebSocket: overSocket,
};

const CLIENT = `client(id: "${DEMO_CLIENT}")`;
const bad = (message: string, code: string) => ({ errors: [{ message, extensions: { code } }] });
const NULL_ID = bad('Variable "$id": Expected value of non-null type "ID!" not to be null.', 'BAD_USER_INPUT');
const TOO_FEW = bad('@stream expects an initialCount of 0 or more.', 'BAD_USER_INPUT');

/** Each operation with what every way answers to it. */
const CASES: Readonly<Record<string, readonly [Sent, object]>> = {
  'a member called then': [
    { query: `{ then: __typename ${CLIENT} { then: id accounts(first: 1) { nodes { then: __typename } } } }` },
    { data: { then: 'Query', client: { then: `Client:${DEMO_CLIENT}`, accounts: { nodes: [{ then: 'Account' }] } } } },
  ],
  'an object called then': [
    { query: `{ then: ${CLIENT} { then: __typename } }` },
    { data: { then: { then: 'Client' } } },
  ],
  'a member called then in a part that may come later': [
    { query: `{ ${CLIENT} { id ... @defer { then: __typename } } }` },
    { data: { client: { id: `Client:${DEMO_CLIENT}`, then: 'Client' } } },
  ],
  'a negative initialCount': [{ query: '{ providers @stream(initialCount: -1) { provider } }' }, TOO_FEW],
  'a negative initialCount in a variable': [
    { query: 'query ($n: Int!) { providers @stream(initialCount: $n) { provider } }', variables: { n: -1 } },
    TOO_FEW,
  ],
  'null for an initialCount': [
    { query: '{ providers @stream(initialCount: null) { provider } }' },
    bad('Expected value of non-null type "Int!" not to be null.', 'GRAPHQL_VALIDATION_FAILED'),
  ],
  'null for a required variable': [
    { query: 'query ($id: ID!) { client(id: $id) { id } }', variables: { id: null } },
    NULL_ID,
  ],
  'a required variable that is missing': [
    { query: 'query ($id: ID!) { client(id: $id) { id } }' },
    bad('Variable "$id": Expected a value of non-null type "ID!" to be provided.', 'BAD_USER_INPUT'),
  ],
  'a variable of another type': [
    { query: `query ($n: Int!) { ${CLIENT} { orders(first: $n) { nodes { id } } } }`, variables: { n: 'x' } },
    bad('Variable "$n": Int cannot represent non-integer value.', 'BAD_USER_INPUT'),
  ],
  'null for a required variable of a subscription': [
    { query: 'subscription ($id: ID!) { processChanged(id: $id) { id } }', variables: { id: null } },
    NULL_ID,
  ],
  'a field that there is not': [
    { query: '{ provider }' },
    bad('Cannot query field "provider" on type "Query". Did you mean "providers"?', 'GRAPHQL_VALIDATION_FAILED'),
  ],
  'a hash beside an empty text': [
    { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } },
    bad('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED'),
  ],
  'no GraphQL': [{ query: '{ providers ' }, bad('Syntax Error: Expected Name, found <EOF>.', 'GRAPHQL_PARSE_FAILED')],
};

test.each(Object.entries(CASES))('%s is answered alike on every way in', async (_name, [sent, expected]) => {
  const ways = Object.entries(WAYS).filter(
    ([way]) => !(sent.query.startsWith('subscription') && /multipart/.test(way)),
  );
  const [first, ...others] = await Promise.all(ways.map(async ([way, ask]) => [way, await ask(sent)] as const));
  const { data, errors } = first![1];
  expect(first![1]).toMatchObject(expected);
  for (const [way, answer] of others) {
    expect({ data: answer.data, errors: answer.errors }, way).toEqual({ data, errors });
  }
});
