import { expect, test, vi } from 'vitest';
import type { HttpRequest } from '../../src/datasources/kit/http/exchange.ts';
import { SingleFlight } from '../../src/datasources/kit/single-flight.ts';

/** A provider that answers when told to, and tells which calls it had. */
function provider(keepMs = 0) {
  const calls: (HttpRequest & { answer(body: unknown): void })[] = [];
  const reads = new SingleFlight(
    <T>(request: HttpRequest) => new Promise<T>((resolve) => calls.push({ ...request, answer: resolve })),
    /^\/instrument/,
    { referenceMs: keepMs },
  );
  const read = (path: string, rights: string, signal = new AbortController().signal): Promise<unknown> =>
    reads.call({ path, caller: { rights }, signal });
  return { calls, reads, read };
}

test('a read under way is joined by callers of the same rights, and by no others', async () => {
  const { calls, read } = provider();
  const [first, second] = [read('/account', 'a'), read('/account', 'a')];
  void read('/account', 'b');
  expect(calls).toHaveLength(2);
  calls[0]?.answer(1);
  expect([await first, await second]).toEqual([1, 1]);
  void read('/account', 'a');
  expect(calls).toHaveLength(3);
});

test('whoever joins the read of a list is given a list of its own', async () => {
  const { calls, read } = provider();
  const [first, second] = [read('/account', 'a'), read('/account', 'a')];
  calls[0]?.answer(['row']);
  ((await first) as string[]).length = 0;
  expect(await second).toEqual(['row']);
});

test('a read that belongs to no operation is always made', () => {
  const { calls, reads, read } = provider();
  void read('/account', 'a');
  void reads.call({ path: '/account' });
  expect(calls).toHaveLength(2);
});

test('nobody joins a read that set out before a write or an event', async () => {
  const { calls, reads, read } = provider();
  void read('/account', 'a');
  const write = reads.call({ path: '/order', method: 'POST' });
  void read('/account', 'a');
  calls[1]?.answer('placed');
  await write;
  void read('/account', 'a');
  reads.forget();
  void read('/account', 'a');
  expect(calls.map(({ path }) => path)).toEqual(['/account', '/order', '/account', '/account', '/account']);
});

test('a shared read goes on while one caller waits, and stops when the last has left', async () => {
  const { calls, read } = provider();
  const [one, other] = [new AbortController(), new AbortController()];
  const left = [read('/account', 'a', one.signal), read('/account', 'a', other.signal)].map((answer) =>
    answer.catch(() => 'left'),
  );
  one.abort(new Error('gone'));
  expect(calls[0]?.signal?.aborted).toBe(false);
  other.abort(new Error('gone'));
  expect(calls[0]?.signal?.aborted).toBe(true);
  expect(await Promise.all(left)).toEqual(['left', 'left']);
});

test('reference data is kept for all callers, renewed in the background, and personal data is not', async () => {
  const { calls, read } = provider(60_000);
  const first = read('/instrument', 'a');
  calls[0]?.answer('old');
  expect(await first).toBe('old');
  expect(await read('/instrument', 'b')).toBe('old');
  expect(calls).toHaveLength(1);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90_000 });
  expect(await read('/instrument', 'b')).toBe('old');
  expect(calls).toHaveLength(2);
  expect(calls[1]?.signal).toBeUndefined();
  vi.useRealTimers();
  calls[1]?.answer('new');
  await vi.waitFor(async () => expect(await read('/instrument', 'a')).toBe('new'));
  const personal = read('/account', 'a');
  calls[2]?.answer('mine');
  await personal;
  void read('/account', 'a');
  expect(calls).toHaveLength(4);
});

test('what was forgotten while it was read is not kept', async () => {
  const { calls, reads, read } = provider(1_000);
  const first = read('/instrument/1', 'a');
  reads.forget('/instrument');
  calls[0]?.answer('old');
  await first;
  void read('/instrument/1', 'a');
  expect(calls).toHaveLength(2);
});
