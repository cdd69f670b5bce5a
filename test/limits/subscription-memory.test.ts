import { once } from 'node:events';
import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { subscriptionMemory } from '../../src/limits/subscription-memory.ts';
import { EVERYTHING, startAuthKit } from '../auth/kit.ts';
import { startKit } from '../kit/gateway.ts';

const LIMITS = { ...loadSettings({}).limits, subscriptionBytes: { all: 9_000_000, caller: 3_000_000 } };

const DOCUMENT = parse('subscription { orderChanged(id: "x") { cursor } }');

/** A subscription of a caller, or of an address, for which so many bytes were sent. */
function following(id: string, sentBytes: number, variables: Record<string, unknown> = {}) {
  const acts: (() => void)[] = [];
  const context = { caller: { id }, sentBytes, whenEnded: (act: () => void) => acts.push(act) };
  const operation = getOperationAST(DOCUMENT);
  const running = {
    document: DOCUMENT,
    operation,
    variables,
    context,
    extensions: {},
    states: [],
  } as unknown as RunningOperation;
  return { running, leave: () => acts.forEach((act) => act()) };
}
const codeOf = (act: () => unknown): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { extensions?: { code?: string } }).extensions?.code;
  }
};

test.each([
  ['callers', 'caller:a', 'caller:b'],
  ['addresses', 'address:192.0.2.1', 'address:192.0.2.2'],
])(
  'what was sent for the subscriptions of one of the %s is bounded, whatever others hold, and given back when they end',
  (_what, one, other) => {
    const hook = subscriptionMemory({ subscriptionBytes: { all: 1_000_000, caller: 400_000 } });
    const begin = (of: ReturnType<typeof following>): unknown => codeOf(() => hook.before?.(of.running));
    const first = following(one, 100_000);
    expect(begin(first)).toBeUndefined();
    expect(begin(following(one, 100_000))).toBe('TOO_MANY_SUBSCRIPTIONS');
    expect(begin(following(other, 100_000))).toBeUndefined();
    first.leave();
    expect(begin(following(one, 100_000))).toBeUndefined();
  },
);

test('the subscriptions of all callers together are bounded, too', () => {
  const hook = subscriptionMemory({ subscriptionBytes: { all: 1_000_000, caller: 400_000 } });
  const answers = Array.from({ length: 5 }, (_, at) =>
    codeOf(() => hook.before?.(following(`caller:${at}`, 100_000).running)),
  );
  expect(answers).toEqual([undefined, undefined, undefined, 'TOO_MANY_SUBSCRIPTIONS', 'TOO_MANY_SUBSCRIPTIONS']);
});

const FOLLOW = `subscription { clientEvents(client: "${DEMO_CLIENT}", includeStatus: true) { __typename } }`;

/** What is sent beside the document and its variables, 400 kB of it. */
const BESIDE: readonly (readonly [name: string, payload: (n: number) => object])[] = [
  ['members that nobody reads', (n) => ({ query: FOLLOW, junk: String(n).padEnd(400_000, 'x') })],
  [
    'a comment in the document',
    (n) => ({ query: `${FOLLOW} #${String(n).padEnd(58_000, 'x')}`, spaces: ' '.repeat(342_000) }),
  ],
];

/** Subscribes over a WebSocket from an address: `open` where it is taken, else the code of its refusal. */
async function subscribe(
  url: string,
  payload: object,
  { localAddress = '127.0.0.1', token = '' } = {},
): Promise<unknown> {
  const options = { localAddress, headers: token ? { authorization: `Bearer ${token}` } : {} };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  const told = JSON.parse(data.toString()) as { type: string; payload?: any };
  return told.type === 'error' ? told.payload[0].extensions.code : 'open';
}

test.each(BESIDE)('%s count for the address that they come from', async (_what, payload) => {
  await using kit = await startKit({ gateway: { limits: LIMITS } });
  const answers: unknown[] = [];
  for (let n = 0; n < 4; n += 1) answers.push(await subscribe(kit.gateway.url, payload(n)));
  expect(answers).toEqual(['open', 'open', 'TOO_MANY_SUBSCRIPTIONS', 'TOO_MANY_SUBSCRIPTIONS']);
  expect(await subscribe(kit.gateway.url, payload(9), { localAddress: '127.0.0.2' })).toBe('open');
});

test('they count for the caller, whatever addresses it comes from', async () => {
  await using auth = await startAuthKit({}, { limits: LIMITS });
  const [, payload = () => ({})] = BESIDE[0] ?? [];
  const one = await auth.token(EVERYTHING, { subject: 'one' });
  const other = await auth.token(EVERYTHING, { subject: 'other' });
  const answers: unknown[] = [];
  for (const localAddress of ['127.0.0.1', '127.0.0.2', '127.0.0.3'])
    answers.push(await subscribe(auth.kit.gateway.url, payload(1), { localAddress, token: one }));
  expect(answers).toEqual(['open', 'open', 'TOO_MANY_SUBSCRIPTIONS']);
  expect(await subscribe(auth.kit.gateway.url, payload(1), { token: other })).toBe('open');
});

test.for(['extensions', 'variables'] as const)(
  'a subscription with large %s is refused, whichever way it comes',
  async (where) => {
    await using kit = await startKit({ gateway: { limits: LIMITS } });
    const payload = { query: FOLLOW, [where]: { x: 'x'.repeat(40_000) } };
    expect(await subscribe(kit.gateway.url, payload)).toBe('VARIABLES_TOO_LARGE');
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const body = JSON.stringify(payload);
    const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.text()).toContain('VARIABLES_TOO_LARGE');
  },
);

test('over server-sent events the whole body counts, what is between its values included', async () => {
  await using kit = await startKit({ gateway: { limits: LIMITS } });
  const leaving = new AbortController();
  const answers: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const response = await fetch(`${kit.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: FOLLOW }).replace('{', `{${' '.repeat(400_000)}`),
      signal: leaving.signal,
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader(); // not left: the stream stays open
    let text = '';
    while (!/^event: next|TOO_MANY/m.test(text)) text += Buffer.from((await reader.read()).value ?? []).toString();
    answers.push(/TOO_MANY_\w+/.exec(text)?.[0] ?? 'open');
  }
  leaving.abort();
  expect(answers).toEqual(['open', 'open', 'TOO_MANY_SUBSCRIPTIONS']);
});
