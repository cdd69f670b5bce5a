import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { OpenConnections } from '../../src/server/connections.ts';
import { sourceOf } from '../../src/limits/address.ts';
import { createHttpServer, listen } from '../../src/server/http.ts';
import type { UnreadLimits } from '../../src/server/unread.ts';
import { until } from '../kit/gateway.ts';

const MEGABYTE = 1024 * 1024;
const BOUNDS = { max: 100, maxPerAddress: 100 };

/**
 * A server whose answers have as many megabytes as their path says, and its ends of the connections. It answers when
 * `requests` have arrived, all at once: of one that it sees for the first time it does not know yet that nobody reads it.
 */
async function serving(requests: number, limits: UnreadLimits) {
  const answers: (() => void)[] = [];
  const server = createHttpServer(({ url }, response) => {
    answers.push(() => response.end(Buffer.alloc(Number(url?.slice(1)) * MEGABYTE)));
    if (answers.length === requests) for (const answer of answers) answer();
  });
  const ends: Socket[] = [];
  server.on('connection', (socket) => ends.push(socket));
  new OpenConnections(server, { ...BOUNDS, ...limits });
  const url = await listen(server, '127.0.0.1', 0);
  const readers: Socket[] = [];
  return {
    ends,
    /** A client that asks for so many megabytes, several times perhaps, and reads nothing. */
    async ask(localAddress: string, ...sizes: readonly number[]): Promise<Socket> {
      const { port } = new URL(url);
      const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress }).on('error', () => undefined);
      readers.push(socket.pause());
      await once(socket, 'connect');
      const head = `HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${localAddress}\r\n\r\n`;
      socket.write(sizes.map((size) => `GET /${size} ${head}`).join(''));
      return socket;
    },
    async [Symbol.asyncDispose]() {
      for (const reader of readers) reader.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('of an address that lets too much pile up the longest answer is ended; the others are not', async () => {
  await using served = await serving(3, { maxUnreadPerAddress: 30 * MEGABYTE });
  await served.ask('127.0.0.1', 20);
  await served.ask('127.0.0.2', 20);
  await served.ask('127.0.0.1', 60);
  await until(() => served.ends[2]?.destroyed === true, 'the longest to be ended');
  expect(served.ends.map(({ destroyed }) => destroyed)).toEqual([false, false, true]);
});

test('of all that let too much pile up together the longest is ended, from whatever addresses', async () => {
  await using served = await serving(3, { maxUnread: 60 * MEGABYTE });
  await served.ask('127.0.0.1', 20);
  await served.ask('127.0.0.2', 25);
  await served.ask('127.0.0.3', 40);
  await until(() => served.ends[2]?.destroyed === true, 'the longest to be ended');
  expect(served.ends.map(({ destroyed }) => destroyed)).toEqual([false, false, true]);
});

test('answers that wait behind another one on their connection are counted with it', async () => {
  await using served = await serving(4, { maxUnreadPerAddress: 60 * MEGABYTE });
  await served.ask('127.0.0.1', 20, 20, 20, 20);
  await until(() => served.ends[0]?.destroyed === true, 'the connection to be ended');
});

test('a reader that reads is sent everything', async () => {
  await using served = await serving(1, { maxUnreadPerAddress: 60 * MEGABYTE });
  const reader = await served.ask('127.0.0.1', 50);
  let bytes = 0;
  reader.on('data', ({ length }: Buffer) => (bytes += length)).resume();
  await until(() => bytes > 50 * MEGABYTE, 'the whole answer', 10_000);
});

test('behind a proxy each caller has its own bound', async () => {
  await using served = await serving(3, { maxUnreadPerAddress: 30 * MEGABYTE, source: sourceOf(1) });
  const forwarded = async (caller: string, size: number): Promise<Socket> => {
    const socket = await served.ask('127.0.0.1');
    socket.write(`GET /${size} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${caller}\r\n\r\n`);
    return socket;
  };
  await forwarded('203.0.113.66', 22);
  await forwarded('198.51.100.7', 28);
  await forwarded('203.0.113.66', 29);
  await until(() => served.ends[2]?.destroyed === true, 'the longer one of the caller with two to be ended');
  expect(served.ends.map(({ destroyed }) => destroyed)).toEqual([false, false, true]);
});
