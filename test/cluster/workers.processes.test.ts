import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { freePort, hasRedis } from '../kit/redis.ts';
import { startOnSocket } from '../kit/redis-kinds.ts';
import { until } from '../kit/gateway.ts';
import { World } from './world.ts';

describe.skipIf(!hasRedis || process.platform !== 'linux')('several workers on one port', () => {
  test('behave as one over a Redis of the same machine, are replaced one after the other, and when they die', async () => {
    await using kind = await startOnSocket();
    const port = await freePort();
    const metricsPort = (await freePort()) - 1;
    const workers = {
      WORKERS: '2',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      DRAIN_MS: '200',
      GRACE_MS: '2000',
    };
    await using world = await World.start({ instances: 1, clients: 4, env: { ...kind.env, ...workers } });
    const { child, output } = world.instances[0] as (typeof world.instances)[number];
    expect(output()).toContain(`2 workers on http://127.0.0.1:${port}`);
    const members = async (at: number): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${metricsPort + at}/metrics`).catch(() => undefined);
      return Number(/gateway_cluster_members\S* (\d+)/.exec((await response?.text()) ?? '')?.[1] ?? 0);
    };
    await expect.poll(() => Promise.all([members(0), members(1)]), { timeout: 10_000 }).toEqual([2, 2]);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);

    await world.begin();
    const pids = await pidsBelow(child.pid);
    child.kill('SIGHUP');
    let isOver = false;
    const busy = (async () => {
      while (!isOver) await world.busy(200);
    })();
    await until(() => !pids.some(isRunning), 'every worker to be replaced', 60_000);
    isOver = true;
    await busy;
    await world.settled();

    const [killed = 0] = await pidsBelow(child.pid);
    process.kill(killed, 'SIGKILL');
    await expect
      .poll(async () => (await pidsBelow(child.pid)).filter((pid) => pid !== killed).length, { timeout: 10_000 })
      .toBe(2);
    expect(output()).toContain('a worker has died and is replaced');
    await world.settled();

    const left = await pidsBelow(child.pid);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(left.filter(isRunning)).toEqual([]);
  }, 240_000);
});

/** The processes that a process has started. */
async function pidsBelow(pid = 0): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
