import { describe, expect, test as base } from 'vitest';
import { noExample } from './build.ts';
import { startExample, type Example } from './kit.ts';

/** Tests of what a person meets in the application: skipped, with a visible line, where it or the browser is missing. */
export const describeExample = (name: string, tests: () => void): void => {
  describe.skipIf(noExample)(name, { timeout: 90_000 }, tests);
};

/**
 * A test of the application: `example` is as at the start, whatever the test before has done, and no page may complain.
 * One serves all tests of a worker.
 */
export const test = base.extend<{ $worker: { world: Example }; $test: { example: Example } }>({
  world: [
    async ({}, use) => {
      await using world = await startExample();
      await use(world);
    },
    { scope: 'worker' },
  ],
  example: async ({ world }, use) => {
    await world.reset();
    await use(world);
    expect(world.faults).toEqual([]);
  },
});
