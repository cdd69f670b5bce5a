import config from './vitest.config.ts';

/** `npm run test:cluster`: real Redis servers, gateways as processes of their own, and what may happen to them. */
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/cluster/**/*.processes.test.ts'],
    exclude: [],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
};
