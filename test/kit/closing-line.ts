import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Reporter that prints a final line `N passed, N failed`, for parsing by CI. With `TEST_COUNTS` the line is appended to
 * that file instead: CI runs several suites, and ends with the sum of their lines.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') count[state] += 1;
      }
      if (module.state() === 'failed' && module.errors().length > 0) count.failed += 1;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    const line = `${count.passed} passed, ${count.failed} failed${skipped}`;
    const { TEST_COUNTS: file } = process.env;
    if (file) appendFileSync(file, `${line}\n`);
    else process.on('exit', () => console.log(line));
  }
}
