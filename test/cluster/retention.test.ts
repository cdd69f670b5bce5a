import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventLog } from '../../src/cluster/event-log.ts';
import { LargestFirst, type Holder } from '../../src/cluster/largest-first.ts';
import { Retention } from '../../src/cluster/retention.ts';
import { KnownObjects } from '../../src/subscriptions/fondo/known-objects.ts';

const OPTIONS = { maxEvents: 1_000, maxBytes: Infinity, maxAgeMs: 60_000 };

class Sized implements Holder {
  /** How often anyone has asked a holder for its bytes. */
  static asked = 0;
  #bytes = 0;

  get bytes(): number {
    Sized.asked += 1;
    return this.#bytes;
  }

  set bytes(now: number) {
    this.#bytes = now;
  }

  giveWay(): void {
    this.bytes -= 10;
  }
}

const logsIn = (retention: Retention, count: number) =>
  Array.from({ length: count }, () => new EventLog<object>(OPTIONS, retention));

test('the largest is found whatever grew, shrank, left and came back; of equally large ones it is the earliest', () => {
  const steps = fc.array(fc.tuple(fc.nat(7), fc.option(fc.nat(4))), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (all) => {
      const holders = Array.from({ length: 8 }, () => new Sized());
      const present = new Set<Sized>();
      const order = new LargestFirst();
      for (const [at, bytes] of all) {
        const holder = holders[at] as Sized;
        if (bytes === null) {
          present.delete(holder);
          order.delete(holder);
        } else {
          holder.bytes = bytes;
          present.add(holder);
          order.add(holder);
          order.grown(holder);
        }
        const largest = Math.max(1, ...[...present].map((one) => one.bytes));
        const index = holders.findIndex((one) => one === order.largest);
        expect(index).toBe(holders.indexOf([...present].find((one) => one.bytes === largest) as Sized));
        expect(order.size).toBe(present.size);
      }
    }),
  );
});

test('beyond the bytes the largest log loses its oldest events until all is within them, the smaller ones none', () => {
  const retention = new Retention(100);
  const [first, second, third] = logsIn(retention, 3) as [EventLog<object>, EventLog<object>, EventLog<object>];
  const append = (log: EventLog<object>, count: number) =>
    Array.from({ length: count }, () => log.append(10, (cursor) => ({ cursor })));
  append(first, 2);
  const kept = append(second, 5).slice(1);
  append(third, 3);
  append(third, 2); // now as large as the second, which entered before it: first that one loses an event, then this one
  retention.enforce();
  expect([first, second, third].map(({ bytes }) => bytes)).toEqual([20, 40, 40]);
  expect([retention.bytes, second.items]).toEqual([100, kept]);
});

test('a log that has shrunk by itself does not lose what a larger one should', () => {
  const retention = new Retention(70);
  const [shrunk, other] = logsIn(retention, 2) as [EventLog<object>, EventLog<object>];
  for (let at = 0; at < 6; at += 1) shrunk.append(10, () => ({}));
  for (let at = 0; at < 4; at += 1) shrunk.giveWay();
  for (let at = 0; at < 6; at += 1) other.append(10, () => ({}));
  retention.enforce();
  expect([shrunk.bytes, other.bytes]).toEqual([20, 50]);
});

test('objects that are known whole give way like the logs, those that changed longest ago first', () => {
  const retention = new Retention(60);
  const [log] = logsIn(retention, 1) as [EventLog<object>];
  log.append(10, () => ({}));
  const known = new KnownObjects(100, retention);
  const put = (id: string) => {
    const told = {
      version: id,
      order: '',
      serial: 0,
      before: undefined,
      deleted: false,
      isLastUnseen: false,
      told: true,
    };
    known.put(id, { ...told, value: { id }, isWhole: true }, 20, () => undefined);
    retention.enforce();
  };
  ['a', 'b', 'c'].forEach(put);
  expect([...known.entries()].map(([key, { isWhole }]) => [key, isWhole])).toEqual([
    ['a', false],
    ['b', true],
    ['c', true],
  ]);
  expect([log.bytes, retention.bytes]).toEqual([10, 50]);
  known.close();
  expect([retention.bytes, retention.logs.size]).toEqual([10, 1]);
});

test('an event that makes others give way asks few of five thousand holders', () => {
  const order = new LargestFirst();
  const holders = Array.from({ length: 5_000 }, () => new Sized());
  for (const [at, holder] of holders.entries()) {
    holder.bytes = 10 * (1 + (at % 100));
    order.add(holder);
  }
  Sized.asked = 0;
  for (let event = 0; event < 1_000; event += 1) {
    const grows = holders[(event * 7_919) % holders.length] as Sized;
    grows.bytes += 10;
    order.grown(grows);
    order.largest?.giveWay();
  }
  expect(Sized.asked / 1_000).toBeLessThan(20);
});

test('of logs that are closed nothing is left, not even of what is appended to them afterwards', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const retention = new Retention(1_000);
  const stays = new EventLog<object>(OPTIONS, retention);
  const gone = logsIn(retention, 20).map((log, at) => {
    for (let count = 0; count < at; count += 1) log.append(10, () => ({}));
    retention.enforce();
    log.close();
    log.append(10, () => ({}));
    return new WeakRef(log);
  });
  expect([retention.bytes, retention.logs.size]).toEqual([0, 1]);
  await new Promise((resolve) => setImmediate(resolve)); // a reference lives until the end of its turn
  collect();
  expect(gone.filter((log) => log.deref())).toEqual([]);
  expect(stays.bytes).toBe(0);
});
