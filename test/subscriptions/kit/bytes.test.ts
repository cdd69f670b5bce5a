import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import type { StreamOptions } from '../../../src/subscriptions/index.ts';
import { EventLog } from '../../../src/cluster/event-log.ts';
import { Queue, SlowConsumer } from '../../../src/subscriptions/kit/queue.ts';
import { Retention } from '../../../src/cluster/retention.ts';
import { startKit, type Answered } from '../../kit/gateway.ts';

const EVENTS = `clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT]`;
const WATCH = `subscription { ${EVENTS}, includeStatus: true) { cursor ... on AccountChange { account { name } } } }`;
const LIVE = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [], includeStatus: true) { ... on StreamStatus { state } } }`;

/** A gateway whose stream is up to date, and what makes `count` changes of some `bytes` each. */
async function startStream(streams: StreamOptions) {
  const kit = await startKit({ gateway: { streams } });
  const live = kit.watch(LIVE);
  for (let state = ''; state !== 'LIVE';) state = (await live.take(1))[0]?.data.clientEvents.state;
  const { state } = kit.sandbox.fondo;
  const books = state.books(DEMO_CLIENT);
  const change = (count: number, bytes: number): void => {
    const { rows } = books.tables.account;
    for (let at = 0; at < count; at += 1)
      state.change(books, 'account', rows[at % rows.length]?.id ?? '', { name: `${at} ${'x'.repeat(bytes)}` });
  };
  return { kit, live, change };
}
const nameOf = ({ data }: Answered): string => data.clientEvents.account.name.split(' ')[0];

const item = (name: string) => ({ name });
const unbounded = { maxEvents: 1_000, maxBytes: Infinity, maxAgeMs: 60_000 };
const queueOf = (retention: Retention, limit = Infinity) =>
  new Queue<{ name: string }>({ limit: 1_000, bytes: { limit, of: () => 10, retention } });

test('a log holds its last events up to its bytes, and the cursors before them expire', () => {
  const log = new EventLog<{ name: string }>({ ...unbounded, maxBytes: 25 }, new Retention(1_000));
  const start = log.cursor;
  const cursors = ['a', 'b', 'c'].map((name) => (log.append(10, () => item(name)), log.cursor));
  expect(log.bytes).toBe(20);
  expect(log.after(cursors[0] ?? '')).toEqual([item('b'), item('c')]);
  expect(() => log.after(start)).toThrow(/no longer held/);
});

test('what is in a log and in queues counts once, until the last of them has dropped it', async () => {
  const retention = new Retention(1_000);
  const log = new EventLog<{ name: string }>(unbounded, retention);
  const queues = [queueOf(retention), queueOf(retention)];
  const event = log.append(10, () => item('a'));
  queues.forEach((queue) => queue.push(event));
  expect(retention.bytes).toBe(10);
  log.close();
  await queues[0]?.next();
  expect(retention.bytes).toBe(10);
  await queues[1]?.return();
  expect(retention.bytes).toBe(0);
});

test('beyond the bytes of all streams the largest log gives way first, then the longest queue', async () => {
  const retention = new Retention(35);
  const [small, large] = [
    new EventLog<{ name: string }>(unbounded, retention),
    new EventLog<{ name: string }>(unbounded, retention),
  ];
  small.append(10, () => item('kept'));
  for (const name of ['a', 'b', 'c']) large.append(10, () => item(name));
  retention.enforce();
  expect([small.bytes, large.bytes]).toEqual([10, 20]);
  const [slow, slower] = [queueOf(retention), queueOf(retention)];
  slow.push(item('s'));
  for (const name of ['p', 'q', 'r']) slower.push(item(name));
  retention.enforce();
  expect(retention.bytes).toBeLessThanOrEqual(35);
  slower.push(item('t'));
  retention.enforce();
  await expect(slower.next()).rejects.toThrow(SlowConsumer);
  expect(await slow.next()).toEqual({ done: false, value: item('s') });
});

test('a queue is bounded by bytes, and a single item always fits', async () => {
  const queue = queueOf(new Retention(1_000), 5);
  queue.push(item('a'));
  expect((await queue.next()).value).toEqual(item('a'));
  queue.push(item('b'));
  queue.push(item('c'));
  await expect(queue.next()).rejects.toThrow(SlowConsumer);
});

test('a subscriber who comes back beyond the bytes of the log is told that its cursor has expired', async () => {
  const { kit, live, change } = await startStream({ log: { maxBytes: 100_000 } });
  await using _ = kit;
  const watching = kit.watch(WATCH);
  await watching.take(1); // its status: it has joined
  change(1, 10);
  const cursor = (await watching.take(1))[0]?.data.clientEvents.cursor;
  change(20, 20_000);
  expect((await watching.take(20)).map(nameOf)).toEqual(Array.from({ length: 20 }, (_, at) => String(at)));
  const late = kit.watch(`subscription { ${EVENTS}, after: "${cursor}") { cursor } }`);
  await expect(late.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
  await Promise.all([watching.leave(), live.leave()]);
});

test('twice the bytes of all streams pass through them, and a fast reader misses none', async () => {
  const { kit, live, change } = await startStream({ maxBytes: 400_000 });
  await using _ = kit;
  const watching = kit.watch(WATCH);
  await watching.take(1); // its status: it has joined
  for (let round = 0; round < 10; round += 1) {
    change(5, 20_000);
    expect((await watching.take(5)).map(nameOf)).toEqual(['0', '1', '2', '3', '4']);
  }
  await Promise.all([watching.leave(), live.leave()]);
});
