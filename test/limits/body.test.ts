import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from '../../src/datasources/kit/deadlines.ts';
import { readBody } from '../../src/limits/body.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const KIB = 1024;
/** One second for any body, and one more for each 128 KiB of it. */
const LIMITS = { maxBytes: 8 * KIB * KIB, deadlineMs: 1_000, bytes: { grow: () => undefined } };

/** A body that arrives in pieces of so many bytes, one every so many milliseconds, and then ends. */
async function arriving(
  pieces: readonly number[],
  everyMs: number,
): Promise<{ readonly length: number } | { code: string }> {
  const request = Object.assign(new PassThrough(), { headers: {} });
  const read = readBody(request as unknown as IncomingMessage, {
    ...LIMITS,
    deadlines: new Deadlines(LIMITS.deadlineMs),
  });
  for (const bytes of pieces) {
    await vi.advanceTimersByTimeAsync(everyMs);
    if (!request.destroyed) request.write(Buffer.alloc(bytes, 'x'));
    await vi.advanceTimersByTimeAsync(0);
  }
  request.end();
  const body = await read;
  return typeof body === 'string' ? { length: body.length } : { code: body.code };
}

test.each([
  ['in time', [10], 900, { length: 10 }],
  ['slow but steady: 128 KiB a second', Array<number>(20).fill(128 * KIB), 990, { length: 20 * 128 * KIB }],
  ['too slow for its size: 64 KiB a second', Array<number>(20).fill(64 * KIB), 990, { code: 'REQUEST_TIMEOUT' }],
  ['a byte now and then', Array<number>(20).fill(1), 500, { code: 'REQUEST_TIMEOUT' }],
  ['late', [10], 1_100, { code: 'REQUEST_TIMEOUT' }],
  ['fast, and then nothing', [128 * KIB, 0, 0], 900, { code: 'REQUEST_TIMEOUT' }],
])('a body that arrives %s', async (_how, pieces, everyMs, outcome) => {
  expect(await arriving(pieces, everyMs)).toEqual(outcome);
});
