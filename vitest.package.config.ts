import config from './vitest.config.ts';

/** `npm run test:package`: the client package as frontends install it, in fresh folders. */
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/package/**/*.test.ts'],
    exclude: [],
    globalSetup: ['test/package/setup/consumers.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 1,
  },
};
