import { expect, test } from 'vitest';
import { Clock } from '../../../sandbox/kit/clock.ts';
import { Fault } from '../../../src/faults.ts';
import { NotFound } from '../../../src/problem.ts';
import { Pace } from '../../../src/subscriptions/kit/pace.ts';
import { poll, type Poll } from '../../../src/subscriptions/kit/poll.ts';
import { SharedSource } from '../../../src/subscriptions/kit/shared-source.ts';
import { SandboxTime } from '../../kit/sandbox-time.ts';

/** A source that is polled, whose time stands still. Every reading is the number of readings so far. */
function startPolling(options: Partial<Poll<number>> = {}) {
  const time = new SandboxTime();
  const clock = (time.clock = new Clock(0));
  const pace = new Pace<number>();
  const reads: number[] = [];
  const began = clock.now();
  const shared = new SharedSource<number>({
    replayLast: true,
    renewOnJoin: true,
    lingerMs: 0,
    open: (key, sink) =>
      poll<number>(
        {
          read: () => Promise.resolve(reads.push(clock.now() - began)),
          version: String,
          isFinal: () => false,
          everyMs: () => 10_000,
          minMs: 1_000,
          maxMs: 60_000,
          pace: { of: pace, key },
          time,
          ...options,
        },
        sink,
      ),
  });
  return {
    shared,
    clock,
    /** Milliseconds since the beginning of each reading. */
    reads,
    time,
    /** Moves the time on, once all that was due is done. */
    async pass(ms: number) {
      await settled();
      clock.advance(ms);
      await settled();
    },
  };
}

/** Lets everything run that waits for no timer of the sandbox. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('a hint and a second subscriber shorten the interval to what is permitted, and no further', async () => {
  const it = startPolling({ leastMs: () => 2_500 });
  const first = it.shared.subscribe('x');
  expect((await first.next()).value).toBe(1);
  await it.pass(500);
  const second = it.shared.subscribe('x');
  expect((await second.next()).value).toBe(1);
  await it.pass(1_999);
  expect(it.reads).toEqual([0]);
  await it.pass(1);
  expect(it.reads).toEqual([0, 2_500]);
  it.shared.close();
});

test('whoever leaves and comes back has nothing read sooner than permitted, and is shown the last reading', async () => {
  const it = startPolling({ leastMs: () => 8_000 });
  const first = it.shared.subscribe('x');
  await first.next();
  await it.pass(100);
  await first.return();
  await expect.poll(() => it.shared.open).toBe(0);
  const second = it.shared.subscribe('x');
  expect((await second.next()).value).toBe(1);
  await it.pass(7_899);
  expect(it.reads).toEqual([0]);
  await it.pass(1);
  expect(it.reads).toEqual([0, 8_000]);
  it.shared.close();
});

test('a reading that whoever wanted it did not wait for counts, too: the next one comes no sooner than the provider asked for', async () => {
  const begun: number[] = [];
  const it = startPolling({
    leastMs: () => 3_000,
    read: () => {
      begun.push(it.clock.now());
      return begun.length === 2 ? new Promise<never>(() => undefined) : Promise.resolve(begun.length);
    },
  });
  const began = it.clock.now();
  const first = it.shared.subscribe('x');
  await first.next();
  await it.pass(3_000);
  await it.pass(7_000);
  expect(begun).toHaveLength(2);
  await it.pass(100);
  await first.return();
  await expect.poll(() => it.shared.open).toBe(0);
  const second = it.shared.subscribe('x');
  expect((await second.next()).value).toBe(1);
  await it.pass(2_999);
  expect(begun).toHaveLength(2);
  await it.pass(1);
  expect(begun.map((at) => at - began)).toEqual([0, 10_000, 13_100]);
  it.shared.close();
});

test('a reading begins once the others know of it, and not where the source was closed meanwhile', async () => {
  const announced: number[] = [];
  let read = 0;
  let known = Promise.withResolvers<void>();
  const clock = new Clock(0);
  const time = new SandboxTime();
  time.clock = clock;
  const stop = poll<number>(
    {
      ...{ read: () => Promise.resolve((read += 1)), version: String, isFinal: () => false, everyMs: () => 2_000 },
      ...{ minMs: 1_000, leastMs: () => 1_500, maxMs: 60_000, pace: { of: new Pace<number>(), key: 'x' }, time },
    },
    {
      reading: (leastMs) => (announced.push(leastMs), known.promise),
      ...{ publish: () => undefined, confirm: () => undefined, end: () => undefined },
    },
  );
  await settled();
  expect([read, announced]).toEqual([0, [1_000]]);
  known.resolve();
  await settled();
  expect(read).toBe(1);
  known = Promise.withResolvers<void>();
  for (const ms of [1_500, 500]) {
    clock.advance(ms);
    await settled();
  }
  expect([read, announced]).toEqual([1, [1_000, 1_500]]);
  stop();
  known.resolve();
  await settled();
  expect(read).toBe(1);
});

test('subscribers that come and go at random never have one key read more than once a second', async () => {
  const it = startPolling({ everyMs: () => 1_000 });
  const watching = new Set<ReturnType<typeof it.shared.subscribe>>();
  const leave = async (one: ReturnType<typeof it.shared.subscribe>): Promise<void> => {
    watching.delete(one);
    await one.return();
  };
  for (let step = 0; step < 400; step += 1) {
    const leaving = step % 3 === 0 ? [...watching][(step * 7) % (watching.size || 1)] : undefined;
    if (leaving) await leave(leaving);
    else watching.add(it.shared.subscribe('x'));
    if (step % 40 === 39) for (const one of [...watching]) await leave(one);
    await it.pass((step * 37) % 90);
  }
  const gaps = it.reads.slice(1).map((at, index) => at - (it.reads[index] ?? 0));
  expect(it.reads.length).toBeGreaterThan(5);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  it.shared.close();
}, 60_000);

test('a stream that reaches its time limit ends with a code of its own', async () => {
  const it = startPolling({ maxMs: 3_600_000, everyMs: () => Infinity });
  const watching = it.shared.subscribe('x');
  await watching.next();
  const end = expect(watching.next()).rejects.toMatchObject({
    code: 'STREAM_TIME_LIMIT',
    message: expect.stringContaining('60 minutes') as string,
  });
  await it.pass(1_000);
  await it.pass(3_599_000);
  await end;
});

test.each([
  ['a failure that is not retryable', () => new NotFound('There is none.')],
  ['a provider that refuses the gateway', () => new Fault('PROVIDER_REJECTED_GATEWAY', { provider: 'PAYEX' })],
])('after %s the next subscriber reads anew, but not at once', async (_what, failure) => {
  let reads = 0;
  const it = startPolling({ read: () => ((reads += 1) === 1 ? Promise.reject(failure()) : Promise.resolve(2)) });
  await expect(it.shared.subscribe('x').next()).rejects.toThrow();
  const again = it.shared.subscribe('x');
  const next = again.next();
  await it.pass(999);
  expect(reads).toBe(1);
  await it.pass(1);
  expect((await next).value).toBe(2);
  it.shared.close();
});

test('a pause that the provider asked for holds for the next subscriber, too, once its failures have ended the stream', async () => {
  let failures = 0;
  const read = (): Promise<number> =>
    (failures += 1) <= 5
      ? Promise.reject(new Fault('PROVIDER_UNAVAILABLE', { provider: 'PAYEX', retryAfterMs: 5_000 }))
      : Promise.resolve(failures);
  const it = startPolling({ read });
  const ended = expect(it.shared.subscribe('x').next()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  for (let failure = 1; failure < 5; failure += 1) await it.pass(5_000);
  await ended;
  const next = it.shared.subscribe('x').next();
  await it.pass(4_999);
  expect(failures).toBe(5);
  await it.pass(1);
  expect((await next).value).toBe(6);
  it.shared.close();
});
