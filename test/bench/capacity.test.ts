import { describe, expect, test } from 'vitest';
import { Member } from '../../bench/capacity/member.ts';
import { until } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis } from '../kit/redis.ts';

const THREADS = 200;
const MEMBERS = 3;
const ROUNDS = 5;
const WAIT_MS = 15_000;
/** On a busy machine, too, nobody takes anything over here. */
const PATIENT = { sessionMs: 60_000, beatMs: 500 };

describe.skipIf(!hasRedis)('Simulated instances of the capacity measurement', () => {
  test('deliver every event of 200 threads to each of three followers exactly once', async () => {
    await using redis = await startRedis();
    const settings = clusterOn(redis.url, PATIENT);
    const threads = Array.from({ length: THREADS }, (_, at) => at);
    const members = await Promise.all(Array.from({ length: MEMBERS }, () => Member.join(settings)));
    const sum = (of: (member: Member) => number): number => members.reduce((all, member) => all + of(member), 0);
    try {
      for (const member of members) member.follow(threads);
      await until(() => sum((member) => member.threads().ready) === THREADS * MEMBERS, 'everybody to follow', WAIT_MS);
      expect(sum((member) => member.threads().held)).toBe(THREADS);
      for (let round = 1; round <= ROUNDS; round += 1)
        expect(sum((member) => member.change(threads, round))).toBe(THREADS);
      const expected = THREADS * ROUNDS;
      await until(() => members.every((member) => member.counted().delivered >= expected), 'every delivery', WAIT_MS);
      expect(members.map((member) => member.counted())).toEqual(
        members.map(() => ({ delivered: expected, doubled: 0, lost: 0 })),
      );
    } finally {
      for (const member of members) await member[Symbol.asyncDispose]();
    }
  });

  test('count what a follower was told twice, and what it was not told', async () => {
    await using redis = await startRedis();
    const member = await Member.join(clusterOn(redis.url, PATIENT));
    try {
      member.follow([1], 3); // as if the first three had been told
      await until(() => member.threads().ready === 1, 'the thread to be live');
      for (const number of [3, 4, 7]) member.change([1], number);
      await until(() => member.counted().delivered === 3, 'three deliveries');
      expect(member.counted()).toEqual({ delivered: 3, doubled: 1, lost: 2 });
    } finally {
      await member[Symbol.asyncDispose]();
    }
  });
});
