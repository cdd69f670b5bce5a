import { realtimeTests } from './test/kit/realtime.ts';
import config from './vitest.config.ts';

const common = { ...config.test, exclude: [], testTimeout: 120_000, hookTimeout: 60_000 };

/**
 * `npm run test:cluster`: every test that subscribes to something once more, over Redis instead of in memory; and then,
 * one file at a time, real Redis servers, gateways as processes of their own, and what may happen to them.
 */
export default {
  ...config,
  test: {
    reporters: config.test?.reporters,
    projects: [
      {
        ...config,
        test: {
          ...common,
          name: 'over Redis',
          include: ['test/subscriptions/**/*.test.ts', ...realtimeTests()],
          globalSetup: ['test/kit/redis-run.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...config,
        test: {
          ...common,
          name: 'processes',
          include: ['test/cluster/**/*.processes.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
};
