import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Workers } from '../../src/lifecycle/workers.ts';
import type { Log } from '../../src/telemetry/logger.ts';
import { until } from '../kit/gateway.ts';

/** Workers of a folder, by whose files they are told what to do. */
async function start(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'workers-'));
  const pauses: unknown[] = [];
  const log: Pick<Log, 'error'> = {
    error: (message, { ms } = {}) => void (message.includes('has died') ? pauses.push(ms) : undefined),
  };
  const workers = new Workers({
    count,
    module: resolve('test/lifecycle/worker-process.ts'),
    env: () => ({ PATH: process.env['PATH'], FOLDER: folder }),
    log,
  });
  const pids = (what: 'began' | 'serves'): number[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith(what))
      .map((name) => Number(name.split('-')[1]));
  await workers.start();
  await until(() => pids('serves').length === count, 'every worker to serve', 60_000);
  return {
    workers,
    pauses,
    pids,
    /** Of the workers that serve, and have not ended. */
    serving: () => pids('serves').filter(isRunning),
    say: (file: string) => writeFileSync(join(folder, file), ''),
    unsay: (file: string) => rmSync(join(folder, file)),
    async [Symbol.asyncDispose]() {
      await workers.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

vi.setConfig({ testTimeout: 120_000 });

test('a worker that dies is replaced, after pauses that grow as long as its successors die as well', async () => {
  await using all = await start(1);
  all.say('fail');
  process.kill(all.serving()[0] ?? 0, 'SIGKILL');
  await until(() => all.pids('began').length >= 4, 'three attempts', 60_000);
  all.unsay('fail');
  await until(() => all.serving().length === 1, 'one that serves', 60_000);
  expect(all.pauses.slice(0, 3)).toEqual([100, 200, 400]);
});

test('a worker that dies while its successor is about to fail is replaced once that has failed', async () => {
  await using all = await start(2);
  const [first = 0, second = 0] = all.serving();
  all.say('wait');
  const restarted = all.workers.restart();
  await until(() => all.pids('began').length >= 3, 'the successor to begin', 60_000);
  for (const pid of [first, second]) process.kill(pid, 'SIGKILL');
  all.say('fail');
  all.unsay('wait');
  await restarted;
  all.unsay('fail');
  await until(() => all.serving().length === 2, 'two that serve', 60_000);
});

test('a successor that cannot start replaces nothing', async () => {
  await using all = await start(2);
  const before = all.serving();
  all.say('fail');
  await all.workers.restart();
  expect(all.serving()).toEqual(before);
  all.unsay('fail');
  await all.workers.restart();
  expect(all.serving()).toHaveLength(2);
  expect(all.serving().some((pid) => before.includes(pid))).toBe(false);
});
