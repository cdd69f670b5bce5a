import { defineConfig } from 'vitest/config';

export default defineConfig({
  // One copy of graphql for the tests and for the packages that they load (vitest would pick its `development` build).
  ssr: { resolve: { conditions: ['node', 'module-sync'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // With runs of their own: `npm run test:long`, `test:clients`, `test:package`, `test:cluster`, `test:web` and `test:docs`.
    exclude: [
      'test/**/*.{processes,exhaustive}.test.ts',
      'test/clients/**',
      'test/package/**',
      'test/site/**',
      'test/web/**',
    ],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default', './test/kit/closing-line.ts'],
    pool: 'threads',
    maxWorkers: 3,
    // None where people work: a test that fails now and then is to be seen. CI runs one that fails once more, and names it.
    retry: Number(process.env.TEST_RETRIES ?? 0),
    // Files share the modules of their worker: every test starts gateways of its own, and loading them is a quarter of the time.
    isolate: false,
    // `npm run coverage`; processes that tests start are not counted.
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary'],
      reportsDirectory: '.cache/coverage',
    },
  },
});
