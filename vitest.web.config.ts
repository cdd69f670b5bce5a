import config from './vitest.config.ts';

/** `npm run test:web`: the pages of the gateway, and the example application, in a browser. */
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/web/**/*.test.ts'],
    exclude: [],
    maxWorkers: 4, // twice as many as cores: a test waits for its page most of the time
    globalSetup: ['test/web/example/build.ts'],
  },
};
