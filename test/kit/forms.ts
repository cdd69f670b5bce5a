import { afterAll, beforeAll, describe } from 'vitest';
import type { GatewayConfig } from '../../src/config/index.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from './redis.ts';

/** Settings of one gateway of a test: each call makes a cluster of its own. */
export type Form = () => Partial<GatewayConfig>;

/** Runs the same tests for a single instance, with all in its memory, and for one that shares its state over Redis. */
export function onBothForms(tests: (form: Form) => void): void {
  describe('in memory', () => tests(() => ({})));
  describe.skipIf(!hasRedis)('over Redis', () => {
    let redis: RedisServer;
    beforeAll(async () => void (redis = await startRedis()));
    afterAll(() => redis[Symbol.asyncDispose]());
    tests(() => ({ cluster: clusterOn(redis.url) }));
  });
}
