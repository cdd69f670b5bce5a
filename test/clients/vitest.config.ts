import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.test.ts'],
    globalSetup: ['./setup/generate.ts'],
    reporters: ['default', '../kit/closing-line.ts'],
    // Each file starts gateways as processes of their own.
    fileParallelism: false,
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 60_000,
    retry: Number(process.env.TEST_RETRIES ?? 0),
    hookTimeout: 60_000,
  },
});
