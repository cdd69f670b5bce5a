import config from './vitest.config.ts';

/** `npm run test:docs`: the documentation site, built and looked at in a browser. */
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/site/**/*.test.ts'],
    exclude: [],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
};
