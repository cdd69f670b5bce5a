import { expect, test } from 'vitest';
import { Member } from '../../bench/capacity/member.ts';
import { until } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis } from '../kit/redis.ts';
import { startProxy } from './proxy.ts';

const THREADS = 3_000;
/** All answers that the threads wait for take several times as long as a command may take. */
const BYTES_PER_MS = 150;

test.skipIf(!hasRedis)(
  'an instance that follows thousands of threads over a slow network comes back to all of them after a lost connection',
  { timeout: 120_000 },
  async () => {
    await using redis = await startRedis();
    await using proxy = await startProxy(redis.port);
    const settings = { ...clusterOn(`redis://127.0.0.1:${proxy.port}`), sessionMs: 8_000, beatMs: 1_000 };
    await using member = await Member.join(settings);
    const threads = Array.from({ length: THREADS }, (_, at) => at);
    member.follow(threads);
    await until(() => member.threads().ready === THREADS, 'all threads to be live', 30_000);
    const commands = (): number =>
      Number(/^cmdstat_subscribe:calls=(\d+)/m.exec(redis.cli('INFO', 'commandstats'))?.[1] ?? 0);
    const before = commands();
    proxy.throttle(BYTES_PER_MS);
    proxy.heal();
    expect(member.change(threads, 1)).toBe(THREADS);
    await until(() => member.counted().delivered === THREADS, 'all events', 60_000);
    expect(member.counted()).toEqual({ delivered: THREADS, doubled: 0, lost: 0 });
    // Two of its own channels are heard as well.
    expect(commands() - before).toBeLessThan(THREADS * 1.1);
  },
);
