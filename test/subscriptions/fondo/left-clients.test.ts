import { expect, test } from 'vitest';
import { clientOf } from '../../../bench/capacity/member.ts';
import { SimulatedFondo } from '../../../bench/capacity/simulated-fondo.ts';
import { memoryCluster } from '../../../src/cluster/index.ts';
import type { Threads } from '../../../src/cluster/threads.ts';
import { CHANNEL_DEFAULTS } from '../../../src/subscriptions/fondo/channel-options.ts';
import { FondoEvents } from '../../../src/subscriptions/fondo/events.ts';
import { until } from '../../kit/gateway.ts';

const REMEMBERED = 1_000;

test('of the clients that nobody follows any more the thousand that were left last can be resumed', async () => {
  const fondo = new SimulatedFondo();
  const options = { ...CHANNEL_DEFAULTS, lingerMs: 1 };
  const events = new FondoEvents(fondo.connection, options, 1 << 30, memoryCluster().threads);
  const clients = Array.from({ length: REMEMBERED + 2 }, (_, at) => clientOf(at));
  const streams = clients.map((client) => events.subscribe(client));
  await until(() => events.health().live === clients.length, 'every stream to be live');
  for (const client of clients) fondo.change(client, 1);
  const cursors = await Promise.all(streams.map(async (stream) => (await stream.next()).value?.cursor));
  const leave = async (from: number, to: number): Promise<void> => {
    for (const stream of streams.slice(from, to)) await stream.return();
    await until(() => fondo.sockets === clients.length - to, 'the sockets of those who have left to be closed');
  };
  await leave(0, 2); // first, so that they have been left for longest
  await leave(2, clients.length);
  const resume = (at: number) => () => events.subscribe(clientOf(at), { after: cursors[at] });
  for (const at of [0, 1]) expect(resume(at)).toThrow(/no longer held/);
  for (const at of [2, REMEMBERED + 1]) expect(resume(at)).not.toThrow();
  events.close();
});

test('a client of whom only a cursor was refused is not remembered', () => {
  let open = 0;
  const { threads } = memoryCluster();
  const counted: Threads = {
    ...threads,
    join(name, member) {
      const thread = threads.join(name, member);
      const close = thread.close.bind(thread);
      open += 1;
      thread.close = () => {
        open -= 1;
        close();
      };
      return thread;
    },
  };
  const events = new FondoEvents(new SimulatedFondo().connection, CHANNEL_DEFAULTS, 1 << 30, counted);
  const resume = (at: number) => () => events.subscribe(clientOf(at), { after: 'aW5hNVJXbTQuMQ' });
  for (const at of [0, 1, 1, 2]) expect(resume(at)).toThrow(/no longer held/);
  expect(open).toBe(0);
});
