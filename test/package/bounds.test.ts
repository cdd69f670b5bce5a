import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { realtime, transportTo, type Status } from './setup/realtime.ts';

const EVENTS = 'subscription ($after: String) { clientEvents(client: "c", after: $after) { cursor } }';

/** A gateway that sends the numbers after the cursor as fast as it can, up to the last one. */
async function startCounting(last: number) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' });
  await once(server, 'listening');
  const begun: number[] = [];
  server.on('connection', (socket) => {
    socket.on('message', (message: Buffer) => {
      const { id, type, payload } = JSON.parse(message.toString()) as {
        id?: string;
        type: string;
        payload?: { variables?: { after?: string } };
      };
      if (type === 'connection_init') return socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      const first = Number(payload?.variables?.after ?? 0) + 1;
      begun.push(first);
      for (let cursor = first; cursor <= last; cursor += 1)
        socket.send(JSON.stringify({ id, type: 'next', payload: { data: { clientEvents: { cursor: `${cursor}` } } } }));
      socket.send(JSON.stringify({ id, type: 'complete' }));
    });
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begun,
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a reader that is slower than the stream holds a bounded number of events, and gets all of them', async () => {
  await using gateway = await startCounting(3_000);
  using transport = await transportTo('WebSocket', gateway.address);
  const { subscribeForever } = await realtime();
  const cursors: number[] = [];
  for await (const { cursor } of subscribeForever({ transport, document: EVENTS, maxWaitMs: 50 })) {
    cursors.push(Number(cursor));
    if (cursors.length % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(cursors).toEqual(Array.from({ length: 3_000 }, (_, at) => at + 1));
  expect(gateway.begun.length).toBeGreaterThan(1);
});

/** An edge that answers in place of the gateway. */
async function startEdge(answers: readonly [status: number, type: string, body: string, retryAfter?: string][]) {
  let asked = 0;
  const server = createServer((_request, response) => {
    const [status, type, body, retryAfter] = answers[Math.min(asked, answers.length - 1)] ?? [500, 'text/plain', ''];
    asked += 1;
    response.writeHead(status, { 'content-type': type, ...(retryAfter && { 'retry-after': retryAfter }) }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const refusal = (code: string): string => JSON.stringify({ errors: [{ message: 'no', extensions: { code } }] });

test('what answers in place of the gateway ends no stream, and `Retry-After` is kept', async () => {
  await using edge = await startEdge([
    [404, 'text/html', '<h1>Not here</h1>'],
    [502, 'text/html', ''],
    [503, 'application/json', refusal('OVERLOADED'), '1'],
    [200, 'text/event-stream', ':\n\nevent: next\nid: 7\ndata: {"data":{"clientEvents":{"cursor":"7"}}}\n\n'],
    [200, 'text/event-stream', 'event: complete\nid: ended\n\n'],
  ]);
  using transport = await transportTo('server-sent events', edge.address);
  const { subscribeForever } = await realtime();
  const states: Status[] = [];
  const stream = subscribeForever({
    transport,
    document: EVENTS,
    maxWaitMs: 20,
    onStatus: (status) => states.push(status),
  });
  const cursors: unknown[] = [];
  for await (const { cursor } of stream) cursors.push(cursor);
  expect(cursors).toEqual(['7']);
  const waits = states.filter(({ state }) => state === 'RECONNECTING') as unknown as { inMs: number; reason: string }[];
  expect(waits.map(({ reason }) => reason)).toEqual(['HTTP 404', 'HTTP 502', 'HTTP 503', 'The connection has ended.']);
  expect(waits.map(({ inMs }) => inMs >= 1_000)).toEqual([false, false, true, false]);
});

test('a refusal of the gateway is final, with its code', async () => {
  await using edge = await startEdge([[400, 'application/json', refusal('DOCUMENT_NOT_TRUSTED')]]);
  using transport = await transportTo('server-sent events', edge.address);
  const { subscribeForever } = await realtime();
  const stream = subscribeForever({ transport, document: EVENTS });
  await expect(stream.next()).rejects.toMatchObject({ code: 'DOCUMENT_NOT_TRUSTED' });
});
