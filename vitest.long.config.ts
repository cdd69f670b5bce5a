import config from './vitest.config.ts';

/**
 * `npm run test:long`: programs as people start them, each a process of its own (`*.processes.test.ts`), and tables and
 * corpora that are walked from end to end (`*.exhaustive.test.ts`).
 */
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/**/*.{processes,exhaustive}.test.ts'],
    exclude: ['test/cluster/**', '**/node_modules/**'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
};
