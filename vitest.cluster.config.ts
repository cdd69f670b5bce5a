import { realtimeTests } from './test/kit/realtime.ts';
import config from './vitest.config.ts';

/**
 * `npm run test:cluster`: real Redis servers, gateways as processes of their own, and what may happen to them; and every
 * test that subscribes to something once more, over Redis instead of in memory.
 */
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/cluster/**/*.processes.test.ts', 'test/subscriptions/**/*.test.ts', ...realtimeTests()],
    exclude: [],
    globalSetup: ['test/kit/redis-run.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
};
