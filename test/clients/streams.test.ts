import { EventSource } from 'eventsource';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient, type Client } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO, placeOrder, startGateway } from './setup/gateway.ts';
import { startIssuer } from './setup/issuer.ts';
import { startLine } from './setup/line.ts';

const EVENTS = `subscription ($client: ID!, $after: String) {
  clientEvents(client: $client, types: [ORDER], after: $after) { cursor ... on OrderChange { objectId } }
}`;

interface OrderEvent {
  readonly cursor: string;
  readonly objectId: string;
}
interface Event {
  readonly data?: { readonly clientEvents: OrderEvent } | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}

/** A subscription over one of the clients. */
interface Following {
  readonly events: OrderEvent[];
  /** Codes of the errors with which it has failed, each once. */
  readonly codes: unknown[];
  readonly connections: () => number;
  stop(): void;
}

/** Where to follow, and with which credentials at each connection. */
interface Place {
  readonly url: string;
  readonly wsUrl: string;
  readonly headers?: () => Promise<Record<string, string>>;
}

/** What the variables are at each connection: with the cursor of the last event, as the page on realtime asks for. */
const resuming = () => ({ client: DEMO.client as string, after: undefined as string | undefined });

const noted = (events: OrderEvent[], codes: unknown[], variables?: ReturnType<typeof resuming>) => (event: Event) => {
  for (const { extensions } of event.errors ?? []) codes.push(extensions?.code);
  if (!event.data) return;
  events.push(event.data.clientEvents);
  if (variables) variables.after = event.data.clientEvents.cursor;
};

function overWebSocket({ wsUrl, headers }: Place): Following {
  const [events, codes, variables]: [OrderEvent[], unknown[], ReturnType<typeof resuming>] = [[], [], resuming()];
  let connections = 0;
  const client: Client = createClient({
    url: wsUrl,
    webSocketImpl: WebSocket,
    ...(headers && { connectionParams: headers }),
    retryAttempts: 1_000,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
    shouldRetry: () => true,
    on: { connected: () => (connections += 1) },
  });
  client.subscribe(
    { query: EVENTS, variables },
    {
      next: (event) => noted(events, codes, variables)(event as Event),
      error: (errors) =>
        noted(events, codes)({ errors: Array.isArray(errors) ? (errors as Event['errors'] & {}) : [{}] }),
      complete: () => undefined,
    },
  );
  return { events, codes, connections: () => connections, stop: () => void client.dispose() };
}

function overSse({ url, headers }: Place): Following {
  const [events, codes, variables]: [OrderEvent[], unknown[], ReturnType<typeof resuming>] = [[], [], resuming()];
  let connections = 0;
  const client = createSseClient({
    url,
    ...(headers && { headers }),
    retryAttempts: 1_000,
    retry: () => new Promise((resolve) => setTimeout(resolve, 50)),
    on: { connected: () => (connections += 1) },
  });
  client.subscribe(
    { query: EVENTS, variables },
    {
      next: (event) => noted(events, codes, variables)(event as Event),
      error: () => codes.push('NETWORK'),
      complete: () => undefined,
    },
  );
  return { events, codes, connections: () => connections, stop: () => client.dispose() };
}

/** Comes back with `Last-Event-ID` by itself. */
function overEventSource({ url, headers }: Place, query = EVENTS): Following & { readonly source: EventSource } {
  const [events, codes]: [OrderEvent[], unknown[]] = [[], []];
  let connections = 0;
  const variables = JSON.stringify({ client: DEMO.client });
  const source = new EventSource(`${url}?${new URLSearchParams({ query, variables })}`, {
    fetch: async (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...(await headers?.()) } }),
  });
  source.addEventListener('open', () => (connections += 1));
  source.addEventListener('next', ({ data }) => noted(events, codes)(JSON.parse(data as string) as Event));
  return { events, codes, connections: () => connections, stop: () => source.close(), source };
}

const CLIENTS = [
  ['graphql-ws', overWebSocket],
  ['graphql-sse', overSse],
  ['EventSource', overEventSource],
] as const;

const cursors = ({ events }: Following): readonly string[] => events.map(({ cursor }) => cursor);

test.each(CLIENTS)(
  '%s goes on behind its last event when the connection was cut, without a gap or a double',
  async (_name, follow) => {
    await using gateway = await startGateway();
    await using line = await startLine(gateway.url);
    const [whole, cut] = [overWebSocket(gateway), follow(line)];
    await expect.poll(() => [whole.connections(), cut.connections()]).toEqual([1, 1]);
    await placeOrder(gateway);
    await expect.poll(() => cut.events.length).toBeGreaterThan(0);
    line.cut();
    const missed = await placeOrder(gateway);
    await expect.poll(() => whole.events.filter(({ objectId }) => objectId === missed).length).toBeGreaterThan(1);
    line.mend();
    await expect.poll(() => cut.connections()).toBe(2);
    const last = await placeOrder(gateway);
    await expect.poll(() => cut.events.some(({ objectId }) => objectId === last)).toBe(true);
    const [first = ''] = cursors(cut);
    const expected = cursors(whole).slice(cursors(whole).indexOf(first));
    await expect.poll(() => cursors(cut).slice(0, expected.length)).toEqual(expected);
    expect(new Set(cursors(cut)).size).toBe(cut.events.length);
    expect(cut.codes).toEqual([]);
    whole.stop();
    cut.stop();
  },
);

test.each(CLIENTS)(
  '%s is told after the gateway was killed that its cursor counts no longer, and begins anew',
  async (_name, follow) => {
    await using gateway = await startGateway();
    const before = follow(gateway);
    await expect.poll(() => before.connections()).toBe(1);
    await placeOrder(gateway);
    await expect.poll(() => before.events.length).toBeGreaterThan(0);
    await gateway.restart();
    await expect.poll(() => before.codes).toEqual(['CURSOR_EXPIRED']);
    before.stop();
    const after = follow(gateway);
    await expect.poll(() => after.connections()).toBe(1);
    const id = await placeOrder(gateway);
    await expect.poll(() => after.events.some(({ objectId }) => objectId === id)).toBe(true);
    after.stop();
  },
);

test.each(CLIENTS)('%s goes on with another token when the first has expired in mid-stream', async (_name, follow) => {
  await using issuer = await startIssuer();
  await using gateway = await startGateway(issuer.env);
  const trading = { authorization: `Bearer ${await issuer.token(300)}` };
  let tokens = 0;
  const headers = async () => ({ Authorization: `Bearer ${await issuer.token((tokens += 1) === 1 ? 4 : 300)}` });
  const following = follow({ ...gateway, headers });
  await expect.poll(() => following.connections()).toBe(1);
  const first = await placeOrder(gateway, trading);
  await expect.poll(() => following.events.some(({ objectId }) => objectId === first)).toBe(true);
  await expect.poll(() => following.connections()).toBe(2);
  const second = await placeOrder(gateway, trading);
  await expect.poll(() => following.events.some(({ objectId }) => objectId === second)).toBe(true);
  expect(new Set(cursors(following)).size).toBe(following.events.length);
  expect(following.codes).toEqual([]);
  following.stop();
});

test('an EventSource does not come back to a stream that has failed', async () => {
  await using gateway = await startGateway();
  const missing = EVENTS.replace('$client,', '"9a9a9a9a-121c-4a53-9894-dfd14a7b4877",').replace('$client: ID!, ', '');
  const { source, codes, connections } = overEventSource(gateway, missing);
  await expect.poll(() => source.readyState).toBe(EventSource.CLOSED);
  expect([codes, connections()]).toEqual([['NOT_FOUND'], 1]);
});
